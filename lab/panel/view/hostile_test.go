package view

import (
	"strings"
	"testing"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/panel/paneltest"
	"tcplab/lab/prose"
)

// TestHostileText draws a trace full of hostile text in every layout and on
// every page. Nothing of it may reach a terminal as a command, and no row may
// be longer than the window.
func TestHostileText(t *testing.T) {
	seen := false
	for _, size := range [][2]int{{50, 15}, {80, 24}, {120, 40}} {
		s := sceneAt(paneltest.Hostile(), 8, true)
		for kind := NoPage; kind <= SocketPage; kind++ {
			s.Page = Page{Kind: kind, Of: s.Step.Held[0].ID}
			if kind == SocketPage {
				s.Page.Of = s.Step.Sockets[1].ID
			}
			s.Message = paneltest.HostileText
			if kind%2 == 0 {
				s.Message = ""
			}
			c := Paint(s, size[0], size[1], false)
			for i, cell := range c.Cells {
				for _, r := range cell.Text {
					if s := string(r); r != '\u200d' && prose.Visible(s) != s {
						t.Fatalf("cell %d of page %d holds %q: a terminal would obey it", i, kind, cell.Text)
					}
				}
			}
			for _, row := range strings.Split(c.String(), "\n") {
				if n := canvas.Width(row); n > size[0] {
					t.Errorf("a row of page %d has %d columns of %d: %q", kind, n, size[0], row)
				}
				seen = seen || strings.Contains(row, `[red]x[-] \x1b[2J`)
			}
		}
	}
	if !seen {
		t.Error("the text is nowhere on the screen: it must be shown as text")
	}
}
