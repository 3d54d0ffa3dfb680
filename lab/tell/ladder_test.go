package tell

import (
	"slices"
	"testing"

	"tcplab/lab/panel/paneltest"
	"tcplab/lab/trace"
)

// TestLadderNumbers: the number beside a state, a call or a packet that came in
// is the step in which it happened. The closing page and the jump list name the
// same step.
func TestLadderNumbers(t *testing.T) {
	s := sceneAt(paneltest.Connection(), 21, true)
	all := s.Rungs()
	for _, step := range s.Window {
		for _, e := range step.Events {
			switch e.Kind {
			case trace.EventState:
				left := IsLeft(s.Header, e.Host)
				if !slices.ContainsFunc(all, func(r Rung) bool {
					return r.Step == step.Step && (left && r.LeftTo == e.To || !left && r.RightTo == e.To)
				}) {
					t.Errorf("%s became %s in step %d, but no rung with that number shows it", e.Host, e.To, step.Step)
				}
			case trace.EventDelivered:
				if !slices.ContainsFunc(all, func(r Rung) bool {
					return r.Step == step.Step && r.ID == e.ID && (r.Kind == RungFull || r.Kind == RungArrives)
				}) {
					t.Errorf("%s came in at step %d, but no rung with that number shows it", e.Name, step.Step)
				}
			}
		}
	}
	drawn := 0
	for _, r := range all {
		if r.LeftTo != "" {
			drawn++
		}
		if r.RightTo != "" {
			drawn++
		}
	}
	if drawn != 11 {
		t.Errorf("%d states stand on the ladder, want 11: five of the client, five of the server's connection, one of the listener", drawn)
	}
	for i := range all[1:] {
		if all[i+1].Step < all[i].Step {
			t.Errorf("rung %d belongs to step %d, but the rung above to step %d: time runs downwards", i+1, all[i+1].Step, all[i].Step)
		}
	}
}
