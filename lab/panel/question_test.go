package panel

import (
	"strings"
	"testing"

	"tcplab/lab/panel/paneltest"
	"tcplab/lab/tell"
)

// TestAnAnswerComesFirst: behind an answer stand the right option and the given one
// with their reasons, whatever the window, and every other option follows with its
// own, in the next turn of the text if need be.
func TestAnAnswerComesFirst(t *testing.T) {
	wrong := "it goes to SYN_RCVD"
	reason := "That takes a SYN"
	for _, c := range []struct {
		w, h       int
		key        string
		have, rest []string
	}{
		{80, 24, "1", []string{"What becomes of the listener?", "in LISTEN already", "2 √ it stays"}, []string{wrong, reason}},
		{120, 40, "2", []string{"What becomes of the listener?", "2 √ Right, it stays", wrong, reason}, nil},
		{120, 40, "n", []string{"1   it goes from CLOSED to LISTEN", "2 √ it stays", wrong, reason}, nil},
		{50, 15, "1", []string{"Next the server calls Accept.", "1 × it goes from", "LISTEN already."}, []string{"2 √ it stays", "TCP state at all.", wrong}},
	} {
		h := liveHand(t)
		h.p.frame(c.w, c.h, false)
		h.p.press("o")
		h.keys("n")
		if c.key == "n" {
			for h.p.given["listen"] == 0 {
				h.keys("n")
			}
		} else {
			h.keys(c.key)
		}
		screen := h.p.frame(c.w, c.h, false).String()
		for _, part := range c.have {
			if !strings.Contains(screen, part) {
				t.Errorf("%d×%d after %s: %q is missing\n%s", c.w, c.h, c.key, part, screen)
			}
		}
		for h.p.scene().Unread {
			h.p.press("n")
			screen += h.p.frame(c.w, c.h, false).String()
		}
		for _, part := range c.rest {
			if !strings.Contains(screen, part) {
				t.Errorf("%d×%d after %s: %q never comes\n%s", c.w, c.h, c.key, part, screen)
			}
		}
		if at := h.p.at; at != 1 {
			t.Errorf("%d×%d after %s: step %d is shown, want 1", c.w, c.h, c.key, at)
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
	h := newHand(t, Options{Bench: newFakeBench(w), Questions: true}).keys("n n")
	h.wantScreen(right, "the seed has put it there")
	h.keys("r y n n")
	h.wantScreen(right, "a restart keeps the seed")
	h.keys("1")
	h.wantScreen("1 √ Right, it stays in LISTEN", "the digit chooses what stands behind it")
	h.keys("Ctrl-C")
	if h.left == nil || h.left.Answers["listen"] != Right {
		t.Errorf("the panel was left with %+v, want the right answer", h.left)
	}
	h = newHand(t, Options{Recording: &paneltest.Tape{Head: w.Header, Steps: w.Steps}, Questions: true}).keys("n n")
	h.wantScreen(right, "a replay keeps the order")
}
