package view

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/panel/paneltest"
	"tcplab/lab/prose"
)

// A title is the beginning of a rule: its row tells where a pane begins.
var ruled = regexp.MustCompile("^" + canvas.Bar + canvas.Bar)

// titlesOf returns the rows of a frame in which a pane begins.
func titlesOf(screen string) string {
	var rows []string
	for y, row := range strings.Split(screen, "\n") {
		if ruled.MatchString(row) {
			rows = append(rows, fmt.Sprint(y))
		}
	}
	return strings.Join(rows, " ")
}

// TestNothingMoves: every pane of a lesson has the same rows in every frame,
// whatever is on the wire, asked or answered, so that an eye finds what has changed.
func TestNothingMoves(t *testing.T) {
	for name, play := range map[string]func() *paneltest.World{"one client": paneltest.Connection, "two clients": paneltest.Clients, "host network": paneltest.HostRun, "UDP": paneltest.Datagrams} {
		w := play()
		for _, size := range [][2]int{{50, 15}, {64, 20}, {80, 24}, {80, 30}, {120, 30}, {120, 40}} {
			want := ""
			for at := range w.Steps {
				for answer := range 3 {
					s := sceneAt(w, at, true)
					s.Asking, s.Answer, s.Turn = true, answer, answer
					screen := Paint(s, size[0], size[1], false).String()
					got := titlesOf(screen)
					if want == "" {
						want = got
					}
					if got != want {
						t.Fatalf("%s, step %d, answer %d at %v: panes begin in rows %s, but in %s at the first step\n%s", name, at, answer, size, got, want, screen)
					}
				}
			}
		}
	}
}

// TestTheRowsOfAWindow: every pane has the rows that it needs in every window.
func TestTheRowsOfAWindow(t *testing.T) {
	tcp, udp := &Scene{}, &Scene{}
	tcp.Header, udp.Header = &paneltest.Connection().Header, &paneltest.Datagrams().Header
	for _, c := range []struct {
		s    *Scene
		w, h int
		want plan
		why  string
	}{
		{tcp, 80, 24, plan{sides: 5, wire: 2, prose: 5, code: 4}, "each program has its line and the comment above it"},
		{udp, 80, 24, plan{sides: 3, wire: 2, prose: 5, code: 6}, "the rows of the map that is not drawn go to the code"},
		{tcp, 50, 15, plan{sides: 3, wire: 1, prose: 5, untitled: true}, "a held packet stays visible, and the text has room"},
	} {
		if got := planOf(c.s, c.w, c.h); got != c.want {
			t.Errorf("%d×%d: %+v, want %+v: %s", c.w, c.h, got, c.want, c.why)
		}
	}
	for w := smallW; w < 140; w++ {
		for h := smallH; h < 60; h++ {
			for _, s := range []*Scene{tcp, udp} {
				p := planOf(s, w, h)
				if p.wire < 1 || p.prose < 5 || full(w, h) && p.code < 2 || p.sides < 3 {
					t.Fatalf("%d×%d: %+v", w, h, p)
				}
			}
		}
	}
}

// TestEveryRowOfAWindowIsDrawn: no row between the top line and the footer belongs
// to nobody, and no pane is painted over another one.
func TestEveryRowOfAWindowIsDrawn(t *testing.T) {
	s := sceneAt(paneltest.Connection(), 4, true)
	for _, size := range [][2]int{{50, 15}, {60, 18}, {80, 24}, {90, 33}, {118, 24}, {118, 34}, {120, 40}, {200, 60}} {
		rows := strings.Split(Paint(s, size[0], size[1], false).String(), "\n")
		if next := rows[size[1]-2]; !strings.HasPrefix(next, " next >") && !strings.HasPrefix(next, " n or PgDn reads on") {
			t.Errorf("%v: above the footer stands %q, want what comes next, or that there is more to read", size, next)
		}
		prose := planOf(s, size[0], size[1]).prose
		if title := rows[size[1]-3-prose]; !ruled.MatchString(title) || !strings.Contains(title, "SERVER") {
			t.Errorf("%v: above the prose stands %q, want the headline", size, title)
		}
	}
}

// TestADraftIsMarked: nobody takes a lesson whose texts are not whole for one that
// is.
func TestADraftIsMarked(t *testing.T) {
	s := sceneAt(paneltest.Connection(), 4, true)
	h := *s.Header
	for lang, want := range map[string]string{"en": "draft", "zh": "草稿"} {
		for _, draft := range []bool{true, false} {
			h.Prose = map[string]*prose.Text{lang: {Draft: draft}}
			s.Header, s.Lang = &h, lang
			if got := topLine(s, 80).String(); strings.Contains(got, want) != draft {
				t.Errorf("the first line is %q, want %q in it: %v", got, want, draft)
			}
		}
	}
}
