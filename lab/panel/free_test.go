package panel

import (
	"slices"
	"testing"

	"tcplab/lab/panel/paneltest"
	"tcplab/lab/panel/view"
	"tcplab/lab/trace"
)

// freeWorld is a free lesson: a told story, and behind it what the student does.
// Twice a program is told a line and makes its call, and then it is told to exit.
func freeWorld() *paneltest.World {
	w := paneltest.Connection()
	w.Header.Free = true
	last := &w.Steps[len(w.Steps)-1]
	line := trace.Move{Kind: trace.MoveInput, Host: "client", Name: "dial"}
	call := trace.Move{Kind: trace.MoveCall, Host: "client", Name: "Dial"}
	add := func(m trace.Move, next *trace.Move, moves ...trace.Move) {
		st := w.Steps[len(w.Steps)-1]
		st.Step, st.Move, st.Beat, st.Events, st.Moves, st.Next = len(w.Steps), m, "", nil, moves, next
		st.Stop, st.Expected, st.Done = true, true, ""
		if next == nil {
			st.Done = trace.DoneTold
		}
		w.Steps = append(w.Steps, st)
	}
	last.Moves = append(slices.Clone(last.Moves), line)
	for range 2 {
		add(line, &call, call)
		add(call, nil, line)
	}
	exit := trace.Move{Kind: trace.MoveCall, Host: "client", Name: "exit"}
	add(trace.Move{Kind: trace.MoveInput, Host: "client", Name: "exit"}, &exit, exit)
	add(exit, nil)
	return w
}

// tellStory goes to the end of the story.
func (h *hand) tellStory() {
	h.t.Helper()
	for range len(h.b.whole) {
		if !h.p.told() {
			h.keys("s")
		}
	}
	if !h.p.told() || !h.p.scene().NotesDue {
		h.t.Fatalf("step %d: told %v, notes due %v; want both: the story's last text stands", h.p.at, h.p.told(), h.p.scene().NotesDue)
	}
}

// own makes the next move, as if the student had chosen it from the list of w.
func (h *hand) own() {
	h.p.do(h.p.scene(), h.b.whole[h.p.at+1].Move)
	h.settle()
}

// TestTheNotesDoNotInterrupt makes moves of one's own where the story of a free
// lesson is told, without having opened the closing page. Each such move may be the
// last for now, so the run is told again and again.
func TestTheNotesDoNotInterrupt(t *testing.T) {
	h := newHand(t, Options{Bench: newFakeBench(freeWorld()), FromMenu: true})
	h.tellStory()
	for range 4 {
		h.own()
		if h.p.page.Kind != view.NoPage || h.p.scene().NotesDue {
			t.Errorf("step %d: page %v is open, notes due %v; want neither: the student is moving", h.p.at, h.p.page.Kind, h.p.scene().NotesDue)
		}
	}
	if h.keys("n"); h.p.page.Kind != view.MovesPage {
		t.Errorf("n opened page %v, want the moves: it is the student's turn", h.p.page.Kind)
	}
	if h.keys("Esc ="); h.p.page.Kind != view.ClosingPage {
		t.Errorf("= opened page %v, want the closing page, which the student has asked for", h.p.page.Kind)
	}
}

// TestTheNotesComeWhenNothingElseCan ends the programs of a free lesson.
func TestTheNotesComeWhenNothingElseCan(t *testing.T) {
	h := newHand(t, Options{Bench: newFakeBench(freeWorld()), FromMenu: true})
	h.tellStory()
	for h.p.page = (view.Page{}); h.p.at < len(h.b.whole)-1; h.own() {
		if h.p.page.Kind != view.NoPage {
			t.Fatalf("step %d: page %v is open, want none yet", h.p.at, h.p.page.Kind)
		}
	}
	if h.p.page.Kind != view.ClosingPage {
		t.Errorf("page %v is open, want the closing page: no program is left to be told anything", h.p.page.Kind)
	}
}
