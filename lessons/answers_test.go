package lessons

import (
	"strings"
	"testing"

	"tcplab/lab/panel/view"
	"tcplab/lab/prose"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// TestNoReasonIsLost answers every question of the lessons, or of a sample of them,
// with every option, in windows of three sizes. The chosen option and the right one must be there
// with their whole reasons, and an open question with all its options, in one turn
// of the text or another.
func TestNoReasonIsLost(t *testing.T) {
	needPrivate(t)
	for _, l := range sampled(t, 2) {
		t.Run(l.Name, func(t *testing.T) {
			t.Parallel()
			rec := recorded(t, l)
			header := rec.Header()
			header.Seed = 3
			h := tell.Shuffled(header)
			index := tell.NewIndex(&h)
			for at := range rec.Len() {
				step, err := rec.Step(at)
				if err != nil {
					t.Fatal(err)
				}
				index.Add(at, &step)
				for _, lang := range trace.Languages {
					s := &view.Scene{Scene: tell.Scene{
						Header: &h, Lang: lang, Step: step, At: at, Length: at + 1, Live: true, Index: index,
						Window: []trace.Step{step}, Code: map[string][][]tell.Token{}, Asking: true,
					}, Keys: view.Keys()}
					if q := s.Question(); q != nil {
						checkReasons(t, s, q)
					}
				}
			}
		})
	}
}

// checkReasons checks what windows show of a question.
func checkReasons(t *testing.T, s *view.Scene, q *prose.Question) {
	for given := tell.Revealed; given <= len(q.Options); given++ {
		s.Answer = given
		parts := []string{} // what must not be lost
		for i, o := range q.Options {
			switch {
			case given == 0:
				parts = append(parts, o.Text)
			case o.Right:
				parts = append(parts, strings.TrimRight(o.Text, "!"), o.Why)
			case given == i+1:
				parts = append(parts, o.Why)
			}
		}
		if given == 0 {
			parts = append(parts, q.Ask)
		}
		for _, size := range [][2]int{{50, 15}, {80, 24}, {120, 40}} {
			w, h := size[0], size[1]
			screen := ""
			turns, _ := view.Turns(s, w, h)
			for s.Turn = range turns {
				screen += proseOf(view.Paint(s, w, h, false).String())
			}
			s.Turn = 0
			for _, part := range parts {
				if !strings.Contains(bare(screen), bare(part)) {
					t.Errorf("%s, %s, answer %d, %d×%d: %q is missing:\n%s", s.Step.Beat, s.Lang, given, w, h, part, screen)
				}
			}
		}
	}
}

// bare returns a text without spaces and without marks of Markdown, so that it
// is found wherever lines are broken.
func bare(text string) string {
	return strings.NewReplacer("*", "", "`", "", "\\", "").Replace(strings.Join(strings.Fields(text), ""))
}
