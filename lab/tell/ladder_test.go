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

// TestACopyOnTheWireHasARung: a duplication leaves a copy on the wire, and so
// does the drop of a packet that its kernel has sent again. The ladder shows
// what is held.
func TestACopyOnTheWireHasARung(t *testing.T) {
	for _, c := range []struct{ move, fate string }{
		{trace.MoveDuplicate, trace.EventDuplicated},
		{trace.MoveDrop, trace.EventDropped},
	} {
		w := paneltest.Connection()
		s := sceneAt(w, 21, true)
		original := trace.Packet{ID: 90, From: "client", To: "server", Proto: "tcp", Name: "DATA 5", Flags: "AP", Copies: 1}
		copied := original
		copied.ID, copied.Of = 91, 90
		event := func(kind string, p trace.Packet) trace.Event {
			return trace.Event{Kind: kind, Host: p.From, To: p.To, Name: p.Name, ID: p.ID, Packet: &p}
		}
		s.Step = trace.Step{
			Step: s.Step.Step + 1, Move: original.Move(c.move), Held: []trace.Packet{copied},
			Events: []trace.Event{event(c.fate, original), event(trace.EventCopy, copied)},
		}
		s.Window = append(slices.Clone(s.Window), s.Step)
		rungs := s.Rungs()
		last := rungs[len(rungs)-1]
		if last.ID != 91 || last.Kind != RungLeaves || !last.Held {
			t.Errorf("after a %s the last rung is %+v, want the copy, held", c.move, last)
		}
	}
}
