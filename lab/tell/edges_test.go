package tell

import (
	"testing"

	"tcplab/lab/tcp"
	"tcplab/lab/trace"
)

// TestEveryRuleSpeaksChinese: the page of Figure 5 shows the rules in both
// languages.
func TestEveryRuleSpeaksChinese(t *testing.T) {
	used := map[string]bool{}
	for _, r := range tcp.Transitions {
		used[r.Cause] = true
		if causesInChinese[r.Cause] == "" {
			t.Errorf("the cause %q has no Chinese", r.Cause)
		}
	}
	for cause := range causesInChinese {
		if !used[cause] {
			t.Errorf("no transition has the cause %q any more", cause)
		}
	}
}

// state returns the event of a connection's change of state.
func state(host string, id int, from, to string, passed ...string) trace.Event {
	return trace.Event{Kind: trace.EventState, Host: host, Name: trace.RoleConnection, ID: id, From: from, To: to, Passed: passed}
}

func TestEdgesAreWhatTheRowsShow(t *testing.T) {
	h := &trace.Header{Hosts: []trace.Host{{Name: "client", Role: "client"}, {Name: "server", Role: "server"}}}
	rst := trace.Event{Kind: trace.EventDelivered, Host: "client", To: "server", Name: "RST"}
	listener := trace.Socket{Host: "server", Role: trace.RoleListener, State: "LISTEN"}
	x := NewEdges(h)
	for i, s := range []trace.Step{
		{Events: []trace.Event{state("client", 1, "", "SYN_SENT")}},
		{Events: []trace.Event{state("server", 2, "LISTEN", "SYN_RCVD")}},
		{Events: []trace.Event{rst, state("server", 2, "SYN_RCVD", "CLOSED")}, Sockets: []trace.Socket{listener}},
		{Events: []trace.Event{state("server", 3, "LISTEN", "SYN_RCVD"), state("server", 3, "SYN_RCVD", "CLOSED")}, Sockets: []trace.Socket{listener}},
		{Events: []trace.Event{state("server", 4, "SYN_SENT", "SYN_RCVD"), rst, state("server", 4, "SYN_RCVD", "CLOSED")}, Sockets: []trace.Socket{listener}},
		{Events: []trace.Event{state("client", 1, "SYN_SENT", "FIN_WAIT_2", "ESTABLISHED", "FIN_WAIT_1")}},
		{Events: []trace.Event{{Kind: trace.EventState, Host: "client", Name: trace.RoleSocket, To: "UNCONN"}}},
	} {
		s.Step = i
		x.Add(&s)
	}
	back, gone := tcp.Edge{From: tcp.SynRcvd, To: tcp.Listen}, tcp.Edge{From: tcp.SynRcvd, To: tcp.Closed}
	for _, c := range []struct {
		edge  tcp.Edge
		steps []int
		why   string
	}{
		{tcp.Edge{From: tcp.Closed, To: tcp.SynSent}, []int{0}, "a socket without a row was CLOSED"},
		{tcp.Edge{From: tcp.Listen, To: tcp.SynRcvd}, []int{1, 3}, "a new connection beside a listener"},
		{back, []int{2}, "a listener's connection that a RST ends: the RFC's return to LISTEN"},
		{gone, []int{3, 4}, "one that ends without a RST, and one that no listener has opened"},
		{tcp.Edge{From: tcp.FinWait1, To: tcp.FinWait2}, []int{5}, "the last part of a way that was passed"},
		{tcp.Edge{From: tcp.FinWait2, To: tcp.TimeWait}, nil, "nobody was there"},
	} {
		var got []int
		for _, w := range x.Walks(c.edge, 99) {
			got = append(got, w.Step)
		}
		if len(got) != len(c.steps) || len(got) > 0 && got[0] != c.steps[0] {
			t.Errorf("%v was walked in steps %v, want %v: %s", c.edge, got, c.steps, c.why)
		}
	}
	if w := x.Walks(tcp.Edge{From: tcp.Established, To: tcp.FinWait1}, 99); len(w) != 1 || !w[0].Passed || !w[0].Left {
		t.Errorf("%v, want one way of the left side that nobody saw", w)
	}
	if l, r := x.Been(tcp.FinWait1, 99); l != MarkPassed || r != MarkNever {
		t.Errorf("FIN_WAIT_1: left %v, right %v, want that the left passed it and the right was never there", l, r)
	}
	if l, _ := x.Been(tcp.FinWait2, 99); l != MarkBeen {
		t.Errorf("FIN_WAIT_2: %v, want that the left side was seen there: only the way to it was not", l)
	}
	if w := x.Walks(back, 1); len(w) != 0 {
		t.Errorf("%v before it happened", w)
	}
}
