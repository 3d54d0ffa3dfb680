package tell

import (
	"slices"
	"strconv"
	"strings"

	"tcplab/lab/tcp"
	"tcplab/lab/trace"
)

// Walked is one way of one end along an arrow of the state machine.
type Walked struct {
	tcp.Edge
	Step   int
	Left   bool // it was an end on the left side
	Passed bool // one of its two states was not seen, but must have been passed

	seen [2]bool // its two states were seen
}

// Edges collects the arrows that the ends of a run have walked, as the kernel's
// rows show it, in the order of the steps.
type Edges struct {
	header *trace.Header
	walks  []Walked
	born   map[int]bool // by a socket's id: a listener's kernel has opened it
}

// NewEdges begins to collect the arrows of the run with that header.
func NewEdges(h *trace.Header) *Edges { return &Edges{header: h, born: map[int]bool{}} }

// Add adds a step. The caller adds each step once, in order.
func (x *Edges) Add(step *trace.Step) {
	for _, e := range step.Events {
		if e.Kind != trace.EventState || e.Name == trace.RoleSocket || !isState(e.To) {
			continue
		}
		if e.NewConnection() {
			x.born[e.ID] = true
		}
		from := e.From
		if from == "" {
			from = ClosedState
		}
		way := append(append([]string{from}, e.Passed...), e.To)
		for i := 1; i < len(way); i++ {
			edge := tcp.Edge{From: tcp.State(way[i-1]), To: tcp.State(way[i])}
			if edge.From == tcp.SynRcvd && edge.To == tcp.Closed && x.returns(step, e) {
				edge.To = tcp.Listen
			}
			seen := [2]bool{i == 1, i == len(way)-1}
			x.walks = append(x.walks, Walked{edge, step.Step, IsLeft(x.header, e.Host), !seen[0] || !seen[1], seen})
		}
	}
}

// returns reports whether a connection that ended in SYN_RCVD is what RFC 9293
// calls the return to LISTEN: a listener's kernel had opened it, a RST came in,
// and the listener is still there. Linux has a row of its own for such a
// connection, and that row goes.
func (x *Edges) returns(step *trace.Step, e trace.Event) bool {
	reset := slices.ContainsFunc(step.Events, func(d trace.Event) bool {
		return (d.Kind == trace.EventDelivered || d.Kind == trace.EventDuplicated) && d.To == e.Host && strings.HasPrefix(d.Name, "RST")
	})
	return reset && x.born[e.ID] && slices.ContainsFunc(step.Sockets, func(s trace.Socket) bool {
		return s.Host == e.Host && s.Role == trace.RoleListener && s.State == string(tcp.Listen)
	})
}

func isState(name string) bool { return slices.Contains(tcp.States, tcp.State(name)) }

// Walks lists the ways along an arrow up to a step. A nil collection has none.
func (x *Edges) Walks(e tcp.Edge, upTo int) []Walked {
	if x == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(x.walks), func(w Walked) bool { return w.Edge != e || w.Step > upTo })
}

// All lists all ways, in the order of the steps.
func (x *Edges) All() []Walked { return x.walks }

// Been returns how each side has to do with a state up to a step: it was there,
// or only passed it without being seen, or never.
func (x *Edges) Been(state tcp.State, upTo int) (left, right Mark) {
	if x == nil {
		return
	}
	for _, w := range x.walks {
		if w.Step > upTo || w.From != state && w.To != state {
			continue
		}
		side := &right
		if w.Left {
			side = &left
		}
		switch {
		case w.From == state && w.seen[0] || w.To == state && w.seen[1]:
			*side = MarkBeen
		case *side == MarkNever:
			*side = MarkPassed
		}
	}
	return left, right
}

// WalkedBy says which hosts' ends have walked an arrow up to the scene's step, and in
// which steps; "" if none has.
func (s *Scene) WalkedBy(e tcp.Edge) string {
	var sides []string
	for _, left := range []bool{true, false} {
		var steps []string
		passed := true
		for _, w := range s.Edges.Walks(e, s.Step.Step) {
			if w.Left == left {
				steps, passed = append(steps, strconv.Itoa(w.Step)), passed && w.Passed
			}
		}
		if len(steps) == 0 {
			continue
		}
		if n := len(steps); n > mostSteps {
			steps = append(steps[:mostSteps:mostSteps], "…")
		}
		name := Word{"server", "服务器"}
		if left {
			name = Word{"client", "客户端"}
		}
		text := wInSteps.F(s.Lang, s.Say(name), strings.Join(steps, s.Say(wComma)))
		if passed {
			text += s.Say(wUnseen)
		}
		sides = append(sides, text)
	}
	return strings.Join(sides, s.Say(wSeparator))
}

// mostSteps is how many steps of an arrow are named.
const mostSteps = 4

var (
	wInSteps = Word{"%s: step %s", "%s：第 %s 步"}
	wUnseen  = Word{" (passed, not seen)", "（经过，没有看到）"}
)
