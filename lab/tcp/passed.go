package tcp

import "slices"

// Opener says how one end of a connection came to be.
type Opener string

// The two ways to open.
const (
	Active  Opener = "active"  // it dialled: CLOSED, SYN_SENT, …
	Passive Opener = "passive" // a listener's child: LISTEN, SYN_RCVD, …
)

// Passed lists the states that a connection must have been in between two
// observations, in order, without the two themselves: those that lie on every
// legal path from the one to the other. A connection that was not there before
// is observed as CLOSED, whichever end it is.
//
// The Aside arrows (resets, aborts, time limits) are left out unless nothing
// else leads there. So whoever knows of a reset must not ask: from CLOSE_WAIT
// to CLOSED the ordinary way leads through LAST_ACK, and a reset does not.
// Where no path leads, the answer is nil.
func Passed(from, to State, opener Opener) []State {
	if from == to {
		return nil
	}
	if from == Closed && opener == Passive && to != Listen {
		from = Listen // the child begins where its listener stands
	}
	g := graph(opener, false)
	if !g.reaches(from, to, "") {
		if g = graph(opener, true); !g.reaches(from, to, "") {
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

// arrows holds the successors of each state that one end can take.
type arrows map[State][]State

// graph selects the arrows that an end can take. A program of today's socket
// interface cannot send on a listener, so no child of one ever was in SYN_SENT.
func graph(opener Opener, aside bool) arrows {
	g := arrows{}
	for _, t := range Transitions {
		switch {
		case t.Aside && !aside:
		case opener == Passive && t.To == SynSent:
		case opener == Active && t.From == Listen:
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
// there: what follows is another connection's life.
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
