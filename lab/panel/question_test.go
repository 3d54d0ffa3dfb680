package panel

import (
	"strings"
	"testing"

	"tcplab/lab/panel/paneltest"
	"tcplab/lab/tell"
)

// TestAnswerKeepsTheOptions: after the answer the question and every option
// with its reason are still shown if there are enough rows. The smallest window
// still shows the question, the right answer, and why the given one is wrong.
func TestAnswerKeepsTheOptions(t *testing.T) {
	wrong := "it goes to SYN_RCVD"
	reason := "That takes a SYN"
	for _, c := range []struct {
		w, h       int
		key        string
		have, lack []string
	}{
		{80, 24, "1", []string{"What becomes of the listener?", "in LISTEN already", "2 √ it stays", wrong, reason}, nil},
		{120, 40, "2", []string{"What becomes of the listener?", "2 √ Right, it stays", wrong, reason, "packet was sent for that."}, nil},
		{120, 40, "n", []string{"1   it goes from CLOSED to LISTEN", "2 √ it stays", wrong, reason}, []string{"Right:", "No. "}},
		{50, 15, "1", []string{"Next the server calls Accept.", "in LISTEN already", "2 √ it stays", "no TCP state at all."}, []string{wrong}},
	} {
		h := liveHand(t).keys("o n " + c.key)
		screen := h.p.frame(c.w, c.h, false).String()
		for _, part := range c.have {
			if !strings.Contains(screen, part) {
				t.Errorf("%d×%d after %s: %q is missing\n%s", c.w, c.h, c.key, part, screen)
			}
		}
		for _, part := range c.lack {
			if strings.Contains(screen, part) {
				t.Errorf("%d×%d after %s: %q should not be there\n%s", c.w, c.h, c.key, part, screen)
			}
		}
	}
}

// TestTheSeedMovesTheOptions: an option is answered and graded at the place
// where the run's seed has put it. It stays there after a
// restart, and a replay shows it there.
func TestTheSeedMovesTheOptions(t *testing.T) {
	const right = "1 it stays in LISTEN" // the sample has it second
	w := paneltest.Connection()
	for w.Header.Seed = 1; ; w.Header.Seed++ {
		if q := tell.Shuffled(w.Header).Prose["en"].Sections["listen"].Question; q.Options[0].Right {
			break
		}
	}
	h := newHand(t, Options{Bench: newFakeBench(w), Questions: true}).keys("n")
	h.wantScreen(right, "the seed has put it there")
	h.keys("r y n")
	h.wantScreen(right, "a restart keeps the seed")
	h.keys("1")
	h.wantScreen("1 √ Right, it stays in LISTEN", "the digit chooses what stands behind it")
	h.keys("Ctrl-C")
	if h.left == nil || h.left.Answers["listen"] != Right {
		t.Errorf("the panel was left with %+v, want the right answer", h.left)
	}
	h = newHand(t, Options{Recording: &paneltest.Tape{Head: w.Header, Steps: w.Steps}, Questions: true}).keys("n")
	h.wantScreen(right, "a replay keeps the order")
}
