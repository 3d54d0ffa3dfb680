package tcp

import "testing"

// TestFigure5IsWhole: every state of the figure is left and entered, every arrow
// has a rule, and no arrow is drawn twice.
func TestFigure5IsWhole(t *testing.T) {
	if len(Figure5) != 21 {
		t.Errorf("%d arrows, want the 20 that the figure draws and the one of its note 2", len(Figure5))
	}
	in, out, seen := map[State]bool{}, map[State]bool{}, map[Edge]bool{}
	for _, e := range Figure5 {
		if seen[e] {
			t.Errorf("%s to %s is there twice", e.From, e.To)
		}
		seen[e], out[e.From], in[e.To] = true, true, true
		if len(e.Rules()) == 0 {
			t.Errorf("%s to %s has no rule in Transitions", e.From, e.To)
		}
	}
	for _, s := range States {
		if !in[s] || !out[s] {
			t.Errorf("%s: entered %v, left %v, want both in the figure", s, in[s], out[s])
		}
	}
	if all := Edges(); len(all) <= len(Figure5) {
		t.Errorf("%d arrows in all, want more than the figure's: resets are only in the text", len(all))
	}
}
