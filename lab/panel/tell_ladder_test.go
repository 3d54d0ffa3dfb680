package panel

import (
	"slices"
	"testing"

	"tcplab/lab/panel/paneltest"
	"tcplab/lab/trace"
)

// TestLadderNumbers: the number beside a state, a call or a packet that came in
// is the step in which it happened, the one that the closing page and the jump
// list name.
func TestLadderNumbers(t *testing.T) {
	s := tellSceneAt(paneltest.Connection(), 21, true)
	all := s.rungs()
	for _, step := range s.window {
		for _, e := range step.Events {
			switch e.Kind {
			case trace.EventState:
				left := isLeft(s.header, e.Host)
				if !slices.ContainsFunc(all, func(r rung) bool {
					return r.step == step.Step && (left && r.leftTo == e.To || !left && r.rightTo == e.To)
				}) {
					t.Errorf("%s became %s in step %d, and no rung of that number says so", e.Host, e.To, step.Step)
				}
			case trace.EventDelivered:
				if !slices.ContainsFunc(all, func(r rung) bool {
					return r.step == step.Step && r.id == e.ID && (r.kind == rungFull || r.kind == rungArrives)
				}) {
					t.Errorf("%s came in at step %d, and no rung of that number says so", e.Name, step.Step)
				}
			}
		}
	}
	drawn := 0
	for _, r := range all {
		if r.leftTo != "" {
			drawn++
		}
		if r.rightTo != "" {
			drawn++
		}
	}
	if drawn != 11 {
		t.Errorf("%d states stand on the ladder, want 11: five of the client, five of the server's connection, one of the listener", drawn)
	}
	for i := range all[1:] {
		if all[i+1].step < all[i].step {
			t.Errorf("rung %d is of step %d, after one of step %d: time runs down", i+1, all[i+1].step, all[i].step)
		}
	}
}
