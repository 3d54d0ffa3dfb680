package tcp

import "slices"

// Opener is the way in which one end of a connection came to be.
type Opener string

// The two ways to open.
const (
	Active  Opener = "active"  // it dialled: CLOSED, SYN_SENT, …
	Passive Opener = "passive" // a listener's child: LISTEN, SYN_RCVD, …
)

// Passed lists the states in which a connection must have been between two
// observations, in order and without the two themselves. These are the states
// that lie on every legal path from the one to the other. For a connection that
// did not exist before, from is CLOSED at either end.
//
// acked is true if it is known that an acknowledgement of the end's SYN came in
// before the end closed. Then the end was in ESTABLISHED (RFC 9293, 3.10.7.3 and
// 3.10.7.4), and the way from SYN_RCVD to FIN_WAIT_1 that leads past it is out
// of the question.
//
// The Aside arrows (resets, aborts, time limits) are left out unless nothing
// else leads there. So a caller that knows of a reset must not ask: from
// CLOSE_WAIT to CLOSED the ordinary way leads through LAST_ACK, and a reset
// does not. The result is nil if there is no path.
func Passed(from, to State, opener Opener, acked bool) []State {
	if from == to {
		return nil
	}
	if from == Closed && opener == Passive && to != Listen {
		from = Listen // the child begins where its listener stands
	}
	g := graph(opener, acked, false)
	if !g.reaches(from, to, "") {
		if g = graph(opener, acked, true); !g.reaches(from, to, "") {
			return nil
		}
	}
	var passed []State
	for _, s := range g.order(from) {
		if s != from && s != to && !g.reaches(from, to, s) {
			passed = append(passed, s)
		}
	}
	return passed
}

// arrows holds the states that one end can enter from each state.
type arrows map[State][]State

// graph selects the arrows that an end can take. With today's socket interface
// a program cannot send on a listener, so no child of a listener was ever in
// SYN_SENT.
func graph(opener Opener, acked, aside bool) arrows {
	g := arrows{}
	for _, t := range Transitions {
		switch {
		case t.Aside && !aside:
		case opener == Passive && t.To == SynSent:
		case opener == Active && t.From == Listen:
		case acked && t.From == SynRcvd && t.To == FinWait1:
		case slices.Contains(g[t.From], t.To):
		default:
			g[t.From] = append(g[t.From], t.To)
		}
	}
	return g
}

// reaches reports whether a path leads from one state to the other without the
// state to avoid.
func (g arrows) reaches(from, to, avoid State) bool {
	return slices.Contains(g.walk(from, avoid), to)
}

// order lists what can be reached, nearest first.
func (g arrows) order(from State) []State { return g.walk(from, "") }

// walk lists, breadth first, the states that can be reached. It does not go on
// from CLOSED or LISTEN, nor from TIME_WAIT to SYN_RCVD, unless it begins
// there, because another connection's life begins behind them.
func (g arrows) walk(from, avoid State) []State {
	seen := []State{from}
	for i := 0; i < len(seen); i++ {
		if i > 0 && (seen[i] == Closed || seen[i] == Listen) {
			continue
		}
		for _, next := range g[seen[i]] {
			again := i > 0 && seen[i] == TimeWait && next == SynRcvd
			if next != avoid && !again && !slices.Contains(seen, next) {
				seen = append(seen, next)
			}
		}
	}
	return seen
}
