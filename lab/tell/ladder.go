package tell

import (
	"fmt"
	"strings"

	"tcplab/lab/trace"
)

// The kinds of rung.
type rungKind uint8

const (
	RungCall    rungKind = iota // text beside a lifeline
	RungFull                    // a packet, from end to end
	RungLeaves                  // a packet on its way
	RungArrives                 // one that left earlier comes in
	RungDropped                 // one that left just now was thrown away
	RungGone                    // one that left earlier was thrown away
	RungTime                    // nothing but time
)

// under stands behind the name of a call that is under way.
const under = " …"

// A Rung is one row of the ladder.
type Rung struct {
	Step  int
	Kind  rungKind
	Left  bool // it belongs to, or starts from, the left side
	Label string
	Data  string // what a packet carries, quoted; shown where it fits
	Acks  string // what an ACK acknowledges, likewise
	ID    int    // the packet's or call's
	Held  bool
	Dim   bool // rides along: the key n does not stop for it
	Fresh bool // of the shown step

	LeftTo, RightTo string // the states in which a step left both sides, where they changed
	News            bool   // that step is the shown one
}

// Rungs builds the ladder of a scene.
func (s *Scene) Rungs() []Rung {
	var out []Rung
	for i := range s.Window {
		step := &s.Window[i]
		first := len(out)
		for _, e := range causal(step) {
			out = s.climb(out, step, e)
		}
		if len(out) == first && (step.Move.Kind == trace.MoveTime || step.Move.Kind == trace.MoveWait) {
			out = append(out, Rung{Step: step.Step, Kind: RungTime, Label: MoveText(step.Move, s.Lang)})
		}
		for k := first; k < len(out); k++ {
			out[k].Dim = !step.Stop
		}
		for _, e := range step.Events {
			if e.Kind != trace.EventState {
				continue
			}
			left := IsLeft(s.Header, e.Host)
			r := cause(out, step.Step, left)
			if r == nil {
				continue
			}
			r.News = step.Step == s.Step.Step
			if left {
				r.LeftTo = e.To
			} else {
				r.RightTo = e.To
			}
		}
	}
	held := map[int]bool{}
	for _, p := range s.Step.Held {
		held[p.ID] = true
	}
	for i := range out {
		out[i].Held = out[i].Kind == RungLeaves && held[out[i].ID]
		out[i].Fresh = out[i].Step == s.Step.Step
	}
	return out
}

// cause is the rung of a step beside which a new state of one side stands: the
// packet that came in there, else that side's own call, else the step's last
// rung. The number of that rung is the step's, and stays so: a packet that came
// in, and a call, happen once.
func cause(out []Rung, step int, left bool) *Rung {
	var call, last *Rung
	for i := len(out) - 1; i >= 0 && out[i].Step == step; i-- {
		r := &out[i]
		if last == nil {
			last = r
		}
		switch {
		case (r.Kind == RungFull || r.Kind == RungArrives) && r.Left != left:
			return r
		case r.Kind == RungCall && r.Left == left:
			call = r // of several the first: it led to the others
		}
	}
	if call != nil {
		return call
	}
	return last
}

// causal is a step's events with the call that the move began in front: a
// call comes before the packets it sends.
func causal(step *trace.Step) []trace.Event {
	if step.Move.Kind != trace.MoveCall {
		return step.Events
	}
	var first, rest []trace.Event
	for _, e := range step.Events {
		if e.Kind == trace.EventStarted {
			first = append(first, e)
		} else {
			rest = append(rest, e)
		}
	}
	return append(first, rest...)
}

// climb adds what an event puts on the ladder.
func (s *Scene) climb(out []Rung, step *trace.Step, e trace.Event) []Rung {
	id := e.ID
	if id == 0 && e.Packet != nil {
		id = e.Packet.ID
	}
	r := Rung{Step: step.Step, Left: IsLeft(s.Header, e.Host), ID: id}
	switch e.Kind {
	case trace.EventState, trace.EventDestroyed, trace.EventOutput, trace.EventWaiting:
		return out
	case trace.EventStarted, trace.EventEnded, trace.EventExit:
		r.Label = s.FullName(e.Host, "", e.Name)
	default:
		r.Label = s.FullName(e.Host, e.To, e.Name)
	}
	if p := e.Packet; p != nil {
		r.Data = p.Text
		if e.Name == "ACK" {
			r.Acks = fmt.Sprint(p.Ack)
		}
	}
	if e.Count > 1 {
		r.Label += fmt.Sprintf(" ×%d", e.Count)
		r.Data, r.Acks = "", ""
	}
	last := len(out) - 1
	switch e.Kind {
	case trace.EventSent:
		r.Kind = RungLeaves
		if e.Count > 1 {
			r.Kind = RungFull
		}
	case trace.EventAgain:
		r.Kind = RungLeaves
		for i := last; i >= 0; i-- {
			if out[i].Kind != RungCall && out[i].ID == id {
				return out // folded into the original's row
			}
		}
	case trace.EventDelivered, trace.EventDuplicated:
		if leavesLast(out, id) {
			out[last].Kind, out[last].Step = RungFull, step.Step
			return out
		}
		r.Kind = RungArrives
	case trace.EventDropped:
		if leavesLast(out, id) {
			out[last].Kind, out[last].Step = RungDropped, step.Step
			return out
		}
		r.Kind = RungGone
	case trace.EventStarted:
		r.Label += under
	case trace.EventEnded:
		name := r.Label
		r.Label = wReturned.F(s.Lang, name)
		if e.Err != "" {
			r.Label = wGave.F(s.Lang, name, reason(e.Err))
		}
		for i := last; i >= 0 && out[i].Step == step.Step; i-- {
			if out[i].Kind == RungCall && out[i].ID == id { // it began and ended in one go
				out[i].Label = strings.TrimSuffix(out[i].Label, under)
				if e.Err != "" {
					out[i].Label = r.Label
				}
				return out
			}
		}
	case trace.EventExit:
		r.Label = strings.TrimSpace(strings.TrimSuffix(r.Label, e.Name) + e.Text)
	default:
		return out
	}
	return append(out, r)
}

// leavesLast reports whether the last rung is that packet on its way, and nothing
// stands beside it that belongs to the step it left in.
func leavesLast(out []Rung, id int) bool {
	last := len(out) - 1
	return last >= 0 && out[last].Kind == RungLeaves && out[last].ID == id &&
		out[last].LeftTo == "" && out[last].RightTo == ""
}
