package tcp

import (
	"slices"
	"strings"
	"testing"
)

// figures are the walks that RFC 9293 draws, each for one end.
var figures = []struct {
	name string
	walk []State
}{
	{"Fig. 6, the end that dials", []State{Closed, SynSent, Established}},
	{"Fig. 6, the end that listens", []State{Closed, Listen, SynRcvd, Established}},
	{"Fig. 7, simultaneous open, both ends", []State{Closed, SynSent, SynRcvd, Established}},
	{"Fig. 8, an old duplicate SYN: back to LISTEN, then again", []State{Listen, SynRcvd, Listen, SynRcvd, Established}},
	{"Fig. 10, half open: the end that crashed dials again", []State{Closed, SynSent}},
	{"Fig. 10, half open: the other end is reset", []State{Established, Closed}},
	{"Fig. 12, the end that closes first", []State{Established, FinWait1, FinWait2, TimeWait, Closed}},
	{"Fig. 12, the other end", []State{Established, CloseWait, LastAck, Closed}},
	{"Fig. 13, simultaneous close, both ends", []State{Established, FinWait1, Closing, TimeWait, Closed}},
	{"Fig. 5, note 2: the peer's FIN carries the ACK", []State{FinWait1, TimeWait}},
	{"Fig. 5: closed while the handshake is on its way", []State{SynRcvd, FinWait1}},
	{"Fig. 5: the listener is closed", []State{Listen, Closed}},
	{"3.10.2: a listener that sends", []State{Listen, SynSent}},
}

// between lists the arrows of the table that lead from one state to the other.
func between(from, to State) []Transition {
	var found []Transition
	for _, t := range Transitions {
		if t.From == from && t.To == to {
			found = append(found, t)
		}
	}
	return found
}

func TestFiguresAreLegal(t *testing.T) {
	for _, f := range figures {
		for i := 1; i < len(f.walk); i++ {
			if len(between(f.walk[i-1], f.walk[i])) == 0 {
				t.Errorf("%s: %s to %s is not in the table, but the RFC draws it", f.name, f.walk[i-1], f.walk[i])
			}
		}
	}
}

// illegal are wrong steps that teaching material draws now and then.
var illegal = []struct {
	from, to State
	why      string
}{
	{Closed, Established, "nobody is connected without a handshake"},
	{Closed, SynRcvd, "only a listener answers a SYN with a SYN ACK"},
	{Listen, Established, "the third segment of the handshake comes in while the end is in SYN_RCVD"},
	{Established, FinWait2, "the FIN is not acknowledged yet when it is sent: FIN_WAIT_1 first"},
	{Established, LastAck, "its program must close first: CLOSE_WAIT"},
	{Established, TimeWait, "a FIN must go out and be acknowledged first"},
	{Established, Closing, "an end enters CLOSING only after its own FIN"},
	{CloseWait, TimeWait, "an end that closes second need not wait"},
	{CloseWait, FinWait1, "FIN_WAIT_1 belongs to the end that closes first"},
	{FinWait2, Closing, "in FIN_WAIT_2 the end's own FIN is acknowledged already"},
	{LastAck, TimeWait, "an end that closes second need not wait"},
	{SynRcvd, CloseWait, "the segment with the FIN also acknowledges the SYN, so ESTABLISHED lies between"},
	{TimeWait, Established, "a connection does not come back to life"},
}

func TestIllegalSteps(t *testing.T) {
	for _, c := range illegal {
		if len(between(c.from, c.to)) > 0 {
			t.Errorf("%s to %s counts as legal, but %s", c.from, c.to, c.why)
		}
	}
}

func TestTransitionsTellCauseAndSource(t *testing.T) {
	for _, tr := range Transitions {
		if !slices.Contains(States, tr.From) || !slices.Contains(States, tr.To) {
			t.Errorf("%s to %s: not both are states of the RFC", tr.From, tr.To)
		}
		if tr.Cause == "" || !strings.Contains(tr.Source, "RFC 9293") {
			t.Errorf("%s to %s: cause %q, source %q; a view shows both", tr.From, tr.To, tr.Cause, tr.Source)
		}
	}
	for _, s := range States {
		in := slices.ContainsFunc(Transitions, func(tr Transition) bool { return tr.To == s })
		out := slices.ContainsFunc(Transitions, func(tr Transition) bool { return tr.From == s })
		if !in || !out {
			t.Errorf("%s: entered %v, left %v; every state of figure 5 is both", s, in, out)
		}
	}
}

func TestEveryLiveStateCanBeReset(t *testing.T) {
	for _, s := range States {
		if s == Closed || s == Listen {
			continue // a RST ends nothing here (3.10.7.1, 3.10.7.2)
		}
		reset := slices.ContainsFunc(between(s, Closed), func(tr Transition) bool { return tr.Aside })
		if !reset {
			t.Errorf("%s has no aside arrow to CLOSED, but a RST ends it (RFC 9293, 3.5.3)", s)
		}
	}
}
