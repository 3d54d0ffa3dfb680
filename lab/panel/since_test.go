package panel

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"tcplab/lab/panel/paneltest"
	"tcplab/lab/trace"
)

// withNews returns the sample of the first lesson with n steps that came by
// themselves behind step after. The first says that the server sent news-1.
func withNews(after, n int) *paneltest.World {
	w := paneltest.Connection()
	var news []trace.Step
	for i := range n {
		step := w.Steps[after]
		step.Move, step.Beat, step.Told, step.Expected = trace.Move{Kind: trace.MoveTime}, "", nil, false
		step.Events = []trace.Event{{Kind: trace.EventSent, Host: "server", Name: fmt.Sprintf("news-%d", i+1)}}
		news = append(news, step)
	}
	w.Steps = slices.Insert(w.Steps, after+1, news...)
	for i := range w.Steps {
		w.Steps[i].Step = i
	}
	return w
}

// happen lets the next recorded step come by itself.
func (h *hand) happen() {
	h.b.grow()
	h.b.changed <- struct{}{}
	(<-h.posted)()
	h.settle()
}

func (h *hand) wantNoScreen(part, why string) {
	h.t.Helper()
	if s := h.screen(); strings.Contains(s, part) {
		h.t.Errorf("the screen says %q: %s\n%s", part, why, s)
	}
}

// TestTheTextStaysUntilTheNextKey: what happens by itself while somebody reads
// is told below the text, and does not replace it.
func TestTheTextStaysUntilTheNextKey(t *testing.T) {
	const headline = "Listen opens" // of step 1
	h := newHand(t, Options{Bench: newFakeBench(withNews(1, 5))}).keys("n")
	h.wantScreen(headline, "the key made the step")
	h.happen()
	h.wantAt(2, "the new step is shown and counted")
	h.wantScreen(headline, "its text stays")
	h.wantScreen("by itself: server sends news-1.", "the news is below it")
	h.wantNoScreen("Nothing else happened", "something did")
	for range 4 {
		h.happen()
	}
	h.wantAt(6, "each step counts")
	h.wantScreen(headline, "its text stays, however much happens")
	h.wantScreen("(3 before) by itself: server sends news-4.", "older news is counted")
	h.wantScreen("by itself: server sends news-5.", "the newest is told")
	h.wantNoScreen("news-3", "the number of lines is bounded")

	h.keys("p")
	h.wantAt(5, "back goes one step back, as it was on the screen then")
	h.wantScreen("by itself: server sends news-4.", "the screen of step 5 again")
	h.wantNoScreen("news-5", "that came later")
	h.keys("p p p p")
	h.wantAt(1, "back comes to the step that the key made")
	h.wantScreen(headline, "its text")
	h.wantNoScreen("by itself", "that came later")
	h.keys("End n")
	h.wantNoScreen(headline, "the next key has a text of its own")
	h.wantNoScreen("by itself", "the news belongs to the step before")
}

// TestNewsLeavesQuestionsAndChoicesAlone: a question is still open after
// something has happened by itself, a text that was uncovered stays uncovered,
// and a packet stays selected.
func TestNewsLeavesQuestionsAndChoicesAlone(t *testing.T) {
	h := newHand(t, Options{Bench: newFakeBench(withNews(1, 2))}).keys("o n")
	h.happen()
	h.keys("1")
	h.wantScreen("1 × it goes from CLOSED to LISTEN", "the digit answers the question of the text that stands")
	h.happen()
	h.wantScreen("1 × it goes from CLOSED to LISTEN", "the answer stays")

	h = newHand(t, Options{Bench: newFakeBench(withNews(1, 1))}).keys("o n . n")
	h.wantScreen("Listen opens", "n has uncovered the text")
	h.happen()
	h.wantScreen("Listen opens", "it stays uncovered")

	at := slices.IndexFunc(paneltest.Connection().Steps, func(s trace.Step) bool { return len(s.Held) > 0 })
	h = newHand(t, Options{Bench: newFakeBench(withNews(at, 1))})
	for h.p.at < at {
		h.keys("s")
	}
	h.keys("↓")
	picked := h.p.picked
	h.happen()
	if picked == 0 || h.p.picked != picked {
		t.Errorf("packet %d was selected, and then %d: what happens by itself is no choice", picked, h.p.picked)
	}
}

// TestNothingIsHeldUntilSomethingIs: in an open lab the message that nothing is held
// must not stay below a packet that is.
func TestNothingIsHeldUntilSomethingIs(t *testing.T) {
	const empty = "nothing is held on the wire"
	w := withNews(1, 2)
	w.Header.Open = true
	for i := range w.Steps {
		w.Steps[i].Held = nil
	}
	w.Steps[3].Held = []trace.Packet{{ID: 9, From: "client", To: "server", Proto: "tcp", Name: "SYN", Flags: "S"}}
	b := newFakeBench(w)
	h := newHand(t, Options{Bench: b}).keys("n")
	b.fail = errors.New(empty)
	h.keys("n")
	h.wantMessage(empty, "the move was refused")
	h.happen()
	h.wantMessage(empty, "something has happened, and still nothing is held")
	h.happen()
	h.wantNoScreen(empty, "a packet is held now")
}
