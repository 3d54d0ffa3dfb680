package tcp

import "slices"

// Edge is an arrow of the state machine, whatever its cause.
type Edge struct{ From, To State }

// Figure5 lists the arrows that Figure 5 of RFC 9293 draws, and its notes 1 and
// 2 with them, in the order of Transitions.
var Figure5 = []Edge{
	{Closed, Listen},
	{Closed, SynSent},
	{Listen, SynRcvd},
	{Listen, SynSent},
	{Listen, Closed},
	{SynSent, Established},
	{SynSent, SynRcvd},
	{SynSent, Closed},
	{SynRcvd, Established},
	{SynRcvd, FinWait1},
	{SynRcvd, Listen}, // note 1
	{Established, FinWait1},
	{FinWait1, FinWait2},
	{FinWait1, Closing},
	{FinWait1, TimeWait}, // note 2
	{FinWait2, TimeWait},
	{Closing, TimeWait},
	{TimeWait, Closed},
	{Established, CloseWait},
	{CloseWait, LastAck},
	{LastAck, Closed},
}

// Edges lists all arrows once: those of Figure 5, then those that only the text of
// section 3.10 has, in the order of Transitions.
func Edges() []Edge {
	all := slices.Clone(Figure5)
	for _, t := range Transitions {
		if e := (Edge{t.From, t.To}); !slices.Contains(all, e) {
			all = append(all, e)
		}
	}
	return all
}

// Rules returns the transitions along an arrow; nil if it is none.
func (e Edge) Rules() []Transition {
	var rules []Transition
	for _, t := range Transitions {
		if t.From == e.From && t.To == e.To {
			rules = append(rules, t)
		}
	}
	return rules
}
