package panel

import (
	"slices"
	"strings"
	"testing"

	"tcplab/lab/panel/paneltest"
	"tcplab/lab/trace"
)

// TestContradicted: if the kernel did not do what a beat claims, the lesson's
// text about the beat is wrong. The panel tells the difference and what
// happened instead. It asks no question, and does not count the beat as
// reached.
func TestContradicted(t *testing.T) {
	w := paneltest.Connection()
	w.Steps[4].Expected = false
	w.Steps[4].Findings = []trace.Finding{{Beat: "syn", Subject: "server", Want: "SYN_RCVD", Got: "ESTABLISHED"}}
	h := newHand(t, Options{Bench: newFakeBench(w), Questions: true}).keys("s s s s")
	h.wantAt(4, "syn is step 4")
	h.wantScreen("! here: server ESTABLISHED; expected: SYN_RCVD", "the finding is told first")
	h.wantScreen("new connection in SYN_RCVD", "the screen tells what happened instead")
	for _, lesson := range []string{"SYN in, SYN ACK out", "Accept played no part", "which end changes"} {
		if s := h.screen(); strings.Contains(s, lesson) {
			t.Errorf("the screen says %q, which is the lesson's text about another outcome:\n%s", lesson, s)
		}
	}
	h.keys("Enter")
	if s := h.screen(); strings.Contains(s, "Accept played no part") || !strings.Contains(s, "expected: SYN_RCVD") {
		t.Errorf("the page behind Enter tells the lesson's text, or not the finding:\n%s", s)
	}
	h.keys("Esc s g")
	if s := h.screen(); !strings.Contains(s, "○ SERVER KERNEL: SYN in") || !strings.Contains(s, "◆ CLIENT KERNEL: SYN ACK in") {
		t.Errorf("the list marks syn as reached, or not where the run is:\n%s", s)
	}
	h = newHand(t, Options{Bench: newFakeBench(w)}).keys("s s s s q y")
	if h.left == nil || h.left.Beat != 2 {
		t.Errorf("left with %+v, want dial, row 2: the next row was not taken as the script has it", h.left)
	}
}

// TestNothingIsAskedOffTheScript: a question is right only after all rows
// before it.
func TestNothingIsAskedOffTheScript(t *testing.T) {
	w := paneltest.Connection()
	w.Steps[4].PassedOver = true
	h := newHand(t, Options{Recording: w.Tape(), Questions: true}).keys("s s s s")
	h.wantScreen("Accept played no part", "the beat was taken, and the lesson tells of it")
	if s := h.screen(); strings.Contains(s, "which end changes") {
		t.Errorf("a question, though rows were passed over before it:\n%s", s)
	}
}

// TestARecordingAsksNobody: a recording has no teacher who could ask a class.
// If questions are on, it asks the student.
func TestARecordingAsksNobody(t *testing.T) {
	h := newHand(t, Options{Recording: paneltest.Connection().Tape()}).keys("n")
	if s := h.screen(); strings.Contains(s, "What becomes of the listener?") {
		t.Errorf("a recording asks, though questions are off:\n%s", s)
	}
	h.keys("o n")
	h.wantScreen("2 it stays in LISTEN", "if questions are on, the question has its options")
}

// TestATextIsReadToItsEnd: n shows the rest of a text before it makes a move, and
// back leads through it again. No part of a long question is lost.
func TestATextIsReadToItsEnd(t *testing.T) {
	w := paneltest.Connection()
	long := w.Header.Prose["en"].Sections["listen"]
	q := *long.Question
	long.Question = &q
	q.Options = slices.Clone(q.Options)
	for i := range q.Options {
		q.Options[i].Text += strings.Repeat(", and so on", 12)
	}
	w.Header.Prose["en"].Sections["listen"] = long
	h := newHand(t, Options{Bench: newFakeBench(w), Questions: true}).keys("n")
	h.wantScreen("No packet was sent for that.", "the lead comes first")
	h.wantScreen("n or PgDn reads on", "and says that it is not all")
	h.keys("n")
	h.wantScreen("1 it goes from CLOSED to LISTEN", "the question comes next")
	for h.p.scene().Unread {
		h.keys("PgDn")
	}
	h.wantScreen("3 it goes to SYN_RCVD", "and the rest of it")
	h.wantScreen("1-3 answer", "all has been read, and the answer is due")
	h.wantAt(1, "nothing has moved")
	for h.p.turn > 0 {
		h.keys("p")
	}
	h.wantScreen("No packet was sent for that.", "back leads through the text")
	h.keys("p")
	h.wantAt(0, "and then to the step before")
	h.keys("n")
	h.wantScreen("No packet was sent for that.", "which begins at its beginning when one comes again")
	h.keys("s")
	h.wantAt(2, "a single move needs no reading")
}
