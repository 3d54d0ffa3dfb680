package panel

import (
	"strings"
	"testing"
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
