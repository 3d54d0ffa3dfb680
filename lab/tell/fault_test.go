package tell

import (
	"strings"
	"testing"

	"tcplab/lab/trace"
)

// TestErrorsOfDatagrams: the same error means another thing on a UDP socket,
// and another lesson is about it.
func TestErrorsOfDatagrams(t *testing.T) {
	for err, want := range map[string]string{
		"dial tcp 127.0.0.1:8001: connect: connection refused":                       "refused",
		"write udp 127.0.0.1:40000->127.0.0.1:8001: write: connection refused":       "udp-boundaries", // an ICMP message came, not a RST
		"read udp 127.0.0.1:40000->127.0.0.1:8001: recvfrom: connection refused":     "udp-boundaries",
		"read udp 127.0.0.1:40000->127.0.0.1:8001: use of closed network connection": "", // no lesson is about it
	} {
		for _, errno := range []string{"", "ECONNREFUSED"} {
			if strings.Contains(err, "closed") && errno != "" {
				continue
			}
			if _, got := meaningOf(&trace.Fault{Err: err, Errno: errno}); got != want {
				t.Errorf("the lesson about %q is %q, want %q", err, got, want)
			}
		}
	}
}

// TestReasonFirst: a title has room for a few words. They must be the reason of
// the error.
func TestReasonFirst(t *testing.T) {
	for err, want := range map[string]string{
		"dial tcp 127.0.0.1:8001: connect: connection refused":           "connection refused",
		"read tcp 127.0.0.1:1->127.0.0.1:8001: read: connection reset":   "connection reset",
		"read tcp 127.0.0.1:1->127.0.0.1:8001: use of closed connection": "use of closed connection",
		"open a.txt: no such file or directory":                          "no such file or directory",
		"EOF":                                                            "EOF",
		"":                                                               "",
	} {
		if got := reason(err); got != want {
			t.Errorf("the reason of %q is %q, want %q", err, got, want)
		}
	}
	for printed, want := range map[string]string{
		"2026/11/22 08:21:06 dial tcp 127.0.0.1:1->127.0.0.1:8001: connect: connection refused": "connection refused",
		"2026/11/22 08:21:06 a.txt has 5 bytes":                                                 "a.txt has 5 bytes",     // only the time goes
		"it said: hello: world":                                                                 "it said: hello: world", // it is no error, so it stays whole
		"cannot send: write tcp 127.0.0.1:1->127.0.0.1:2: write: broken pipe":                   "cannot send: broken pipe",
	} {
		if got := ReasonFirst(printed); got != want {
			t.Errorf("%q becomes %q, want %q: the reason comes first", printed, got, want)
		}
	}
}

// TestABrokenPipeOfOnesOwn: a write fails with EPIPE because a RST came in, or
// because this end had sent its FIN; the connection's state tells which it was.
func TestABrokenPipeOfOnesOwn(t *testing.T) {
	f := &trace.Fault{Step: 4, Call: "Write", Err: "write tcp 127.0.0.1:40001->127.0.0.1:8001: write: broken pipe", Errno: "EPIPE"}
	for _, c := range []struct{ state, remote, want string }{
		{"FIN_WAIT_2", "127.0.0.1:8001", "client had closed its own sending side before: its end was in FIN\\_WAIT\\_2, after its FIN\\."},
		{"CLOSED", "127.0.0.1:8001", ""},
		{"FIN_WAIT_2", "127.0.0.1:8002", ""}, // it is another connection
	} {
		s := &Scene{Header: &trace.Header{}, Lang: "en", Window: []trace.Step{{Step: 4, Sockets: []trace.Socket{
			{Host: "client", Role: trace.RoleConnection, Proto: "tcp", Local: "127.0.0.1:40001", Remote: c.remote, State: c.state}}}}}
		if got := s.WhyFault("client", f); got != c.want {
			t.Errorf("%s to %s: %q, want %q", c.state, c.remote, got, c.want)
		}
	}
}

// The steps of TestWhyACallFailed are of a client at port 40001 and a server at
// port 8001. Packets and sockets keep their ids.
const (
	atClient, atServer = "127.0.0.1:40001", "127.0.0.1:8001"
	resetRead          = "read tcp " + atClient + "->" + atServer + ": read: connection reset by peer"
)

func crossed(kind string, p trace.Packet) trace.Event {
	return trace.Event{Kind: kind, Host: p.From, Name: p.Name, ID: p.ID, To: p.To, Packet: &p}
}

func owned(id int, host, local, remote, state string, recvQ int) trace.Socket {
	return trace.Socket{ID: id, Host: host, Role: trace.RoleConnection, Proto: "tcp", Local: local, Remote: remote, State: state, Owned: state != ClosedState, RecvQ: recvQ}
}

func gone(id int, host string) trace.Event {
	return trace.Event{Kind: trace.EventState, Host: host, Name: trace.RoleConnection, ID: id, From: "ESTABLISHED", To: ClosedState}
}

// TestWhyACallFailed checks that an error's page names what made this very call
// fail, and nothing that happened to another connection or long before.
func TestWhyACallFailed(t *testing.T) {
	rst := trace.Packet{ID: 5, From: "server", To: "client", Proto: "tcp", Name: "RST ACK", Flags: "AR", Src: atServer, Dst: atClient, Seq: 1, Ack: 11}
	other := rst
	other.ID, other.Dst = 6, "127.0.0.1:40002"
	twin := rst
	twin.ID, twin.Of = 7, 5
	before := trace.Step{Step: 1, Sockets: []trace.Socket{
		owned(2, "client", atClient, atServer, "ESTABLISHED", 0), owned(3, "server", atServer, atClient, "ESTABLISHED", 10),
		owned(8, "server", atServer, "127.0.0.1:40002", "ESTABLISHED", 99),
	}}
	closes := trace.Step{Step: 2, Move: trace.Move{Kind: trace.MoveCall, Host: "server", Name: "Close"},
		Events: []trace.Event{crossed(trace.EventSent, other), crossed(trace.EventSent, rst), gone(3, "server")},
		Sockets: []trace.Socket{
			owned(2, "client", atClient, atServer, "ESTABLISHED", 0), owned(3, "server", atServer, atClient, ClosedState, 0),
			owned(8, "server", atServer, "127.0.0.1:40002", ClosedState, 0),
		}}
	arrives := func(kind string, p trace.Packet, more ...trace.Event) trace.Step {
		return trace.Step{Step: 3, Move: p.Move(trace.MoveDeliver), Events: append([]trace.Event{crossed(kind, p)}, more...),
			Sockets: []trace.Socket{owned(2, "client", atClient, atServer, ClosedState, 0)}}
	}
	ends := gone(2, "client")
	late := trace.Step{Step: 4, Sockets: []trace.Socket{owned(2, "client", atClient, atServer, ClosedState, 0)}}

	keepalive := owned(2, "client", atClient, atServer, "ESTABLISHED", 0)
	keepalive.Timer = &trace.Timer{Kind: trace.TimerKeepalive, Millis: 500, Retransmits: 3}
	silent := trace.Step{Step: 1, Sockets: []trace.Socket{keepalive}}
	rstOut := trace.Packet{ID: 9, From: "client", To: "server", Proto: "tcp", Name: "RST ACK", Flags: "AR", Src: atClient, Dst: atServer}
	givesUp := trace.Step{Step: 2, Millis: 510, Move: trace.Move{Kind: trace.MoveWait},
		Events: []trace.Event{crossed(trace.EventSent, rstOut), gone(2, "client")}, Sockets: []trace.Socket{owned(2, "client", atClient, atServer, ClosedState, 0)}}

	udp := trace.Packet{ID: 1, From: "client", To: "server", Proto: "udp", Name: "UDP 4", Src: atClient, Dst: atServer, Len: 4}
	icmp := trace.Packet{ID: 2, From: "server", To: "client", Proto: "icmp", Name: "ICMP port unreachable", Detail: "about UDP 4 from " + atClient + " to " + atServer}

	listening := trace.Socket{ID: 1, Host: "server", Role: trace.RoleListener, Proto: "tcp", Local: atServer, State: "LISTEN", Owned: true}
	for _, c := range []struct {
		why  string
		f    trace.Fault
		in   []trace.Step
		want string
	}{
		{"the RST came in in this step", trace.Fault{Step: 3, Errno: "ECONNRESET", Err: resetRead}, []trace.Step{before, closes, arrives(trace.EventDelivered, rst, ends)},
			"In step 2: server closed with 10 bytes unread"},
		{"a move that delivers it and keeps a copy delivers it, too", trace.Fault{Step: 3, Errno: "ECONNRESET", Err: resetRead},
			[]trace.Step{before, closes, arrives(trace.EventDuplicated, rst, ends)}, "In step 2: server closed with 10 bytes unread"},
		{"a copy was sent when its original was", trace.Fault{Step: 3, Errno: "ECONNRESET", Err: resetRead},
			[]trace.Step{before, closes, arrives(trace.EventDelivered, twin, ends)}, "In step 2: server closed with 10 bytes unread"},
		{"the call is a later one", trace.Fault{Step: 4, Errno: "ECONNRESET", Err: resetRead}, []trace.Step{before, closes, arrives(trace.EventDelivered, rst, ends), late},
			"In step 2: server closed with 10 bytes unread"},
		{"a half-close finds no connection any more", trace.Fault{Step: 4, Errno: "ENOTCONN", Err: "close tcp " + atClient + "->" + atServer + ": shutdown: transport endpoint is not connected"},
			[]trace.Step{before, closes, arrives(trace.EventDelivered, rst, ends), late}, "In step 2: server closed with 10 bytes unread"},
		{"the RST was for another connection of this host", trace.Fault{Step: 3, Errno: "ECONNRESET", Err: resetRead},
			[]trace.Step{before, closes, arrives(trace.EventDelivered, other, ends)}, ""},
		{"a RST that ends nothing is not the one", trace.Fault{Step: 3, Errno: "ECONNRESET", Err: resetRead},
			[]trace.Step{before, closes, arrives(trace.EventDelivered, rst)}, ""},
		{"the kernel gave up in an earlier step", trace.Fault{Step: 4, Errno: "ETIMEDOUT", Err: "read tcp " + atClient + "->" + atServer + ": read: connection timed out"},
			[]trace.Step{silent, givesUp, late}, "In step 2: No answer came to 3 keepalive probes of client"},
		{"it gave up another connection", trace.Fault{Step: 4, Errno: "ETIMEDOUT", Err: "read tcp 127.0.0.1:40002->" + atServer + ": read: connection timed out"},
			[]trace.Step{silent, givesUp, late}, ""},
		{"a datagram was refused", trace.Fault{Step: 3, Errno: "ECONNREFUSED", Err: "write udp " + atClient + "->" + atServer + ": write: connection refused"}, []trace.Step{
			{Step: 1, Move: udp.Move(trace.MoveDeliver), Events: []trace.Event{crossed(trace.EventDelivered, udp), crossed(trace.EventSent, icmp)}},
			{Step: 2, Move: icmp.Move(trace.MoveDeliver), Events: []trace.Event{crossed(trace.EventDelivered, icmp)}},
			{Step: 3},
		}, "In step 1: No program has a UDP socket at " + atServer},
		{"one to another port was refused", trace.Fault{Step: 3, Errno: "ECONNREFUSED", Err: "write udp " + atClient + "->127.0.0.1:8002: write: connection refused"}, []trace.Step{
			{Step: 1, Move: udp.Move(trace.MoveDeliver), Events: []trace.Event{crossed(trace.EventDelivered, udp), crossed(trace.EventSent, icmp)}},
			{Step: 2, Move: icmp.Move(trace.MoveDeliver), Events: []trace.Event{crossed(trace.EventDelivered, icmp)}},
			{Step: 3},
		}, ""},
		{"a connect that could not bind wanted its own port", trace.Fault{Step: 1, Errno: "EADDRINUSE", Err: "dial tcp " + atServer + "->127.0.0.1:8002: bind: address already in use"},
			[]trace.Step{{Step: 1, Sockets: []trace.Socket{listening}}}, "What held port :8001 in that step:\n\n- server, 127.0.0.1:8001, LISTEN"},
		{"no port is left that leads there", trace.Fault{Step: 1, Errno: "EADDRNOTAVAIL", Err: "dial tcp " + atServer + ": connect: cannot assign requested address"},
			[]trace.Step{{Step: 1, Sockets: []trace.Socket{listening, owned(2, "client", atClient, atServer, "ESTABLISHED", 0), owned(4, "client", "127.0.0.1:40002", "127.0.0.1:9", "ESTABLISHED", 0)}}},
			"What led to 127.0.0.1:8001 in that step:\n\n- client:40001, 127.0.0.1:40001, ESTABLISHED"},
		{"the machine has no such address: no port is in question", trace.Fault{Step: 1, Errno: "EADDRNOTAVAIL", Err: "listen tcp 10.9.9.9:8001: bind: cannot assign requested address"},
			[]trace.Step{{Step: 1, Sockets: []trace.Socket{listening}}}, ""},
	} {
		s := &Scene{Header: &trace.Header{Hosts: []trace.Host{{Name: "client", Role: "client"}, {Name: "server", Role: "server"}}}, Lang: "en", Window: c.in}
		got := strings.ReplaceAll(s.WhyFault("client", &c.f), "\\", "")
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", c.why, got, c.want)
		}
		if strings.Contains(got, "40002") && !strings.Contains(c.want, "40002") {
			t.Errorf("%s: it speaks of another connection: %q", c.why, got)
		}
	}
}
