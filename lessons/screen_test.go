package lessons

import (
	"slices"
	"strings"
	"testing"

	"tcplab/lab"
	"tcplab/lab/panel/canvas"
	"tcplab/lab/panel/view"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// eachScene calls f with the scene of every step of the lessons in both languages,
// as it is when the step has just been made and questions are on. If the test does
// not explore, it takes the sample of lessons that begins with number first.
func eachScene(t *testing.T, first int, f func(t *testing.T, l *lab.Lesson, s *view.Scene)) {
	t.Helper()
	needPrivate(t)
	for _, l := range sampled(t, first) {
		t.Run(l.Name, func(t *testing.T) {
			t.Parallel()
			rec := recorded(t, l)
			steps := stepsFrom(t, rec, 0)
			for _, lang := range trace.Languages {
				h := tell.Shuffled(rec.Header())
				code := map[string][][]tell.Token{}
				for _, p := range h.Programs {
					code[p.File] = tell.Highlight(p.Source)
				}
				index := tell.NewIndex(&h)
				for at := range steps {
					index.Add(at, &steps[at])
					s := &view.Scene{Scene: tell.Scene{
						Header: &h, Lang: lang, Step: steps[at], At: at, Length: at + 1, Live: true, Asking: true,
						Code: code, Index: index, Window: steps[max(0, at-24) : at+1],
					}, Keys: view.Keys()}
					if at > 0 {
						s.Before = &steps[at-1]
					}
					f(t, l, s)
				}
			}
		})
	}
}

// unmarked returns a text without blanks and the marks of Markdown: the columns of a
// window decide where its lines end.
func unmarked(text string) string {
	return strings.NewReplacer("`", "", "*", "", " ", "", "\n", "", "\\", "").Replace(text)
}

// proseOf returns the rows of a frame between its last rule and what comes next.
func proseOf(frame string) string {
	rows := strings.Split(strings.TrimSuffix(frame, "\n"), "\n")
	last := 0
	for y, row := range rows {
		if strings.HasPrefix(row, canvas.Bar+canvas.Bar) {
			last = y
		}
	}
	return strings.Join(rows[last+1:max(last+1, len(rows)-2)], "\n")
}

// shortName returns as much of a packet's name as a small window has room for.
func shortName(s *view.Scene, p *trace.Packet) string {
	return strings.TrimSuffix(canvas.Clip(s.PacketName(p), 18), canvas.Ellipsis)
}

// TestNoSentenceIsLostOnASmallScreen: the turns of a text have every sentence of
// what a lesson says about a step, and of its question, in the smallest window, too;
// and a held packet is on the screen beside each.
func TestNoSentenceIsLostOnASmallScreen(t *testing.T) {
	eachScene(t, 0, func(t *testing.T, l *lab.Lesson, s *view.Scene) {
		sec, ok := s.Said()
		if !ok {
			sec = s.General()
		}
		want := []string{sec.Lead}
		if q := s.Question(); q != nil {
			want = append(want, q.Ask)
			for _, o := range q.Options {
				want = append(want, o.Text)
			}
		}
		for _, size := range [][2]int{{50, 15}, {80, 24}} {
			n, _ := view.Turns(s, size[0], size[1])
			var all strings.Builder
			for s.Turn = range n {
				frame := view.Paint(s, size[0], size[1], false).String()
				all.WriteString(proseOf(frame))
				if target := s.Target(); target != nil && !strings.Contains(frame, shortName(s, target)) {
					t.Errorf("step %d in %s at %v: held packet %s is not on the screen\n%s", s.At, s.Lang, size, target.Name, frame)
				}
			}
			for _, part := range want {
				if !strings.Contains(unmarked(all.String()), unmarked(part)) {
					t.Errorf("step %d in %s at %v: of what is said\n%s\nthe screen shows\n%s", s.At, s.Lang, size, part, all.String())
				}
			}
			s.Turn = 0
		}
	})
}

// TestThePagesOfPacketsAndSocketsFit: all that is said of a packet or of a socket is
// one screen, so that nobody who looks one up has to scroll.
func TestThePagesOfPacketsAndSocketsFit(t *testing.T) {
	eachScene(t, 0, func(t *testing.T, l *lab.Lesson, s *view.Scene) {
		var pages []view.Page
		for _, list := range [][]trace.Packet{s.Step.Held, s.Step.Wire} {
			for i := range list {
				pages = append(pages, view.Page{Kind: view.PacketPage, Of: list[i].ID})
			}
		}
		for i := range s.Step.Sockets {
			pages = append(pages, view.Page{Kind: view.SocketPage, Of: s.Step.Sockets[i].ID})
		}
		for _, s.Page = range pages {
			frame := view.Paint(s, 80, 24, false).String()
			if last := frame[strings.LastIndex(strings.TrimRight(frame, "\n"), "\n"):]; strings.Contains(last, "more line") || strings.Contains(last, "还有") {
				t.Errorf("step %d in %s: the page goes on below the screen\n%s", s.At, s.Lang, frame)
			}
		}
		s.Page = view.Page{}
	})
}

// TestPanesStandStill: in no frame of a walk through a lesson does a pane begin in
// another row than in the frame before.
func TestPanesStandStill(t *testing.T) {
	eachScene(t, 1, func(t *testing.T, l *lab.Lesson, s *view.Scene) {
		var rules []int
		for y, row := range strings.Split(view.Paint(s, 80, 24, false).String(), "\n") {
			if strings.HasPrefix(row, canvas.Bar+canvas.Bar) {
				rules = append(rules, y)
			}
		}
		want := []int{1, 7, 10, 13, 16}
		if tell.DatagramLesson(s.Header) {
			want = []int{1, 5, 8, 12, 16}
		}
		if !slices.Equal(rules, want) {
			t.Errorf("step %d in %s: panes begin in rows %v, want %v", s.At, s.Lang, rules, want)
		}
	})
}
