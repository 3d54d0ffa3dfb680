package panel

import (
	"fmt"
	"strings"

	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// The kinds of rung.
type rungKind uint8

const (
	rungCall    rungKind = iota // text beside a lifeline
	rungFull                    // a packet, from end to end
	rungLeaves                  // a packet on its way
	rungArrives                 // one that left earlier comes in
	rungDropped                 // one that left just now was thrown away
	rungGone                    // one that left earlier was thrown away
	rungTime                    // nothing but time
)

// under stands behind the name of a call that is under way.
const under = " …"

// A rung is one row of the ladder.
type rung struct {
	step  int
	kind  rungKind
	left  bool // it belongs to, or starts from, the left side
	label string
	data  string // what a packet carries, quoted; shown where it fits
	acks  string // what an ACK acknowledges, likewise
	id    int    // the packet's or call's
	held  bool
	dim   bool // rides along: the key n does not stop for it
	fresh bool // of the shown step

	leftTo, rightTo string // the states in which a step left both sides, where they changed
	news            bool   // that step is the shown one
}

// rungs builds the ladder of a scene.
func (s *Scene) rungs() []rung {
	var out []rung
	for i := range s.window {
		step := &s.window[i]
		first := len(out)
		for _, e := range causal(step) {
			out = s.climb(out, step, e)
		}
		if len(out) == first && (step.Move.Kind == trace.MoveTime || step.Move.Kind == trace.MoveWait) {
			out = append(out, rung{step: step.Step, kind: rungTime, label: tell.MoveText(step.Move, s.lang)})
		}
		for k := first; k < len(out); k++ {
			out[k].dim = !step.Stop
		}
		for _, e := range step.Events {
			if e.Kind != trace.EventState {
				continue
			}
			left := isLeft(s.header, e.Host)
			r := cause(out, step.Step, left)
			if r == nil {
				continue
			}
			r.news = step.Step == s.step.Step
			if left {
				r.leftTo = e.To
			} else {
				r.rightTo = e.To
			}
		}
	}
	held := map[int]bool{}
	for _, p := range s.step.Held {
		held[p.ID] = true
	}
	for i := range out {
		out[i].held = out[i].kind == rungLeaves && held[out[i].id]
		out[i].fresh = out[i].step == s.step.Step
	}
	return out
}

// cause is the rung of a step beside which a new state of one side stands: the
// packet that came in there, else that side's own call, else the step's last
// rung. The number of that rung is the step's, and stays so: a packet that came
// in, and a call, happen once.
func cause(out []rung, step int, left bool) *rung {
	var call, last *rung
	for i := len(out) - 1; i >= 0 && out[i].step == step; i-- {
		r := &out[i]
		if last == nil {
			last = r
		}
		switch {
		case (r.kind == rungFull || r.kind == rungArrives) && r.left != left:
			return r
		case r.kind == rungCall && r.left == left:
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
func (s *Scene) climb(out []rung, step *trace.Step, e trace.Event) []rung {
	id := e.ID
	if id == 0 && e.Packet != nil {
		id = e.Packet.ID
	}
	r := rung{step: step.Step, left: isLeft(s.header, e.Host), id: id}
	switch e.Kind {
	case trace.EventState, trace.EventDestroyed, trace.EventOutput, trace.EventWaiting:
		return out
	case trace.EventStarted, trace.EventEnded, trace.EventExit:
		r.label = s.fullName(e.Host, "", e.Name)
	default:
		r.label = s.fullName(e.Host, e.To, e.Name)
	}
	if p := e.Packet; p != nil {
		r.data = p.Text
		if e.Name == "ACK" {
			r.acks = fmt.Sprint(p.Ack)
		}
	}
	if e.Count > 1 {
		r.label += fmt.Sprintf(" ×%d", e.Count)
		r.data, r.acks = "", ""
	}
	last := len(out) - 1
	switch e.Kind {
	case trace.EventSent:
		r.kind = rungLeaves
		if e.Count > 1 {
			r.kind = rungFull
		}
	case trace.EventAgain:
		r.kind = rungLeaves
		for i := last; i >= 0; i-- {
			if out[i].kind != rungCall && out[i].id == id {
				return out // folded into the original's row
			}
		}
	case trace.EventDelivered, trace.EventDuplicated:
		if leavesLast(out, id) {
			out[last].kind, out[last].step = rungFull, step.Step
			return out
		}
		r.kind = rungArrives
	case trace.EventDropped:
		if leavesLast(out, id) {
			out[last].kind, out[last].step = rungDropped, step.Step
			return out
		}
		r.kind = rungGone
	case trace.EventStarted:
		r.label += under
	case trace.EventEnded:
		name := r.label
		r.label = wReturned.F(s.lang, name)
		if e.Err != "" {
			r.label = wGave.F(s.lang, name, reason(e.Err))
		}
		for i := last; i >= 0 && out[i].step == step.Step; i-- {
			if out[i].kind == rungCall && out[i].id == id { // it began and ended in one go
				out[i].label = strings.TrimSuffix(out[i].label, under)
				if e.Err != "" {
					out[i].label = r.label
				}
				return out
			}
		}
	case trace.EventExit:
		r.label = strings.TrimSpace(strings.TrimSuffix(r.label, e.Name) + e.Text)
	default:
		return out
	}
	return append(out, r)
}

// leavesLast says whether the last rung is that packet on its way, and nothing
// stands beside it that belongs to the step it left in.
func leavesLast(out []rung, id int) bool {
	last := len(out) - 1
	return last >= 0 && out[last].kind == rungLeaves && out[last].id == id &&
		out[last].leftTo == "" && out[last].rightTo == ""
}
