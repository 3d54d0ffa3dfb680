package panel

import (
	"math/rand/v2"
	"testing"

	"tcplab/lab/panel/paneltest"
	"tcplab/lab/panel/view"
	"tcplab/lab/prose"
)

// TestRandom presses random keys in windows of random sizes, live and in a
// replay. No key and no change of the window may make the panel panic, and
// every row must fit.
func TestRandom(t *testing.T) {
	names := []string{"Z", "é", "界", "F1", "Ctrl-A", "y", "Esc", "Shift-Tab"}
	for _, k := range view.Keys() {
		for _, n := range k.Names {
			if n != "Ctrl-C" && n != "q" {
				names = append(names, n)
			}
		}
	}
	samples := []func() *paneltest.World{paneltest.Connection, paneltest.HostRun, paneltest.Datagrams, paneltest.Clients, paneltest.Hostile}
	for seed := range uint64(40) {
		rnd := rand.New(rand.NewPCG(seed, 2))
		w := samples[seed%uint64(len(samples))]()
		o := Options{Recording: w.Tape(), Questions: seed%2 == 0}
		if seed%3 != 0 {
			o = Options{Bench: newFakeBench(w), Questions: seed%2 == 0}
		}
		h := newHand(t, o)
		for range 120 {
			name := names[rnd.IntN(len(names))]
			h.p.press(name)
			h.settle()
			if rnd.IntN(10) == 0 {
				for _, a := range h.timers {
					a.f()
				}
				h.timers = nil
				h.settle()
			}
			width, height := 1+rnd.IntN(200), 1+rnd.IntN(60)
			c := h.p.frame(width, height, rnd.IntN(4) == 0)
			if c.W != width || len(c.Cells) != width*height {
				t.Fatalf("seed %d: a frame of %d×%d has %d cells", seed, width, height, len(c.Cells))
			}
			for y := range height {
				if last := c.Cells[y*width+width-1]; wide(last.Text) {
					t.Fatalf("seed %d: a character of two columns hangs over the edge of row %d", seed, y)
				}
			}
		}
	}
}

// wide reports whether a text takes more than one column.
func wide(s string) bool { return prose.Width(s) > 1 }
