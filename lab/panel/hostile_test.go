package panel

import (
	"strings"
	"testing"

	"tcplab/lab/panel/paneltest"
	"tcplab/lab/prose"
)

// TestHostileText draws a trace full of it in every layout and on every page.
// Nothing may reach a terminal as a command, and no row may be longer than the
// window.
func TestHostileText(t *testing.T) {
	seen := false
	for _, size := range [][2]int{{50, 15}, {80, 24}, {120, 40}} {
		s := viewSceneAt(paneltest.Hostile(), 8, true)
		for kind := noPage; kind <= choosePage; kind++ {
			s.page = page{kind: kind}
			s.message = paneltest.HostileText
			if kind%2 == 0 {
				s.message = ""
			}
			c := paint(s, size[0], size[1], false)
			for i, cell := range c.cells {
				for _, r := range cell.text {
					if s := string(r); r != '\u200d' && prose.Visible(s) != s {
						t.Fatalf("cell %d of page %d holds %q: a terminal would obey it", i, kind, cell.text)
					}
				}
			}
			for _, row := range strings.Split(c.String(), "\n") {
				if n := width(row); n > size[0] {
					t.Errorf("a row of page %d has %d columns of %d: %q", kind, n, size[0], row)
				}
				seen = seen || strings.Contains(row, `[red]x[-] \x1b[2J`)
			}
		}
	}
	if !seen {
		t.Error("the text is nowhere to be read: it must show as text")
	}
}
