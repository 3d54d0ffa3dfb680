package tell

import (
	"strings"
	"testing"

	"tcplab/lab/trace"
)

// The addresses of an open lab in which two clients dial two servers.
const (
	redis, netcat        = "127.0.0.1:6379", "127.0.0.1:9999"
	toRedis, toNetcat    = "127.0.0.1:40001", "127.0.0.1:40002"
	labClient, labServer = "client", "server"
	inEstablished        = "ESTABLISHED"
	inSynSent, inListen  = "SYN_SENT", "LISTEN"
)

// openLab returns the scene of an open lab. Two clients have dialled: the first
// one redis, which listens on all addresses, the second one nc, which began to
// listen later. Both SYNs are held.
func openLab() *Scene {
	syn := func(id int, src, dst string) trace.Packet {
		return trace.Packet{ID: id, From: labClient, To: labServer, Proto: "tcp", Name: "SYN", Flags: "S", Src: src, Dst: dst, Copies: 1}
	}
	return &Scene{
		Header: &trace.Header{Open: true, Hosts: []trace.Host{{Name: labClient, Role: labClient}, {Name: labServer, Role: labServer}}},
		Lang:   "en", Length: 1, Live: true,
		Step: trace.Step{
			Sockets: []trace.Socket{
				{ID: 1, Host: labServer, Role: trace.RoleListener, Proto: "tcp", Local: "0.0.0.0:6379", State: inListen, RecvQ: 3, Program: "redis-server (7)"},
				{ID: 2, Host: labServer, Role: trace.RoleListener, Proto: "tcp", Local: "[::]:6379", State: inListen, Program: "redis-server (7)"},
				{ID: 3, Host: labServer, Role: trace.RoleListener, Proto: "tcp", Local: netcat, State: inListen, Program: "nc (8)"},
				{ID: 4, Host: labClient, Role: trace.RoleConnection, Proto: "tcp", Local: toRedis, Remote: redis, State: inSynSent, Program: "nc (9)"},
				{ID: 5, Host: labClient, Role: trace.RoleConnection, Proto: "tcp", Local: toNetcat, Remote: netcat, State: inSynSent, Program: "nc (10)"},
			},
			Held: []trace.Packet{syn(1, toRedis, redis), syn(2, toNetcat, netcat)},
		},
	}
}

// TestEachPacketNamesItsConnection: two clients give two packets of one name.
// Each carries its client's port, wherever the packet is told. A single client
// needs none, and neither do clients that are hosts of their own.
func TestEachPacketNamesItsConnection(t *testing.T) {
	synACK := trace.Packet{ID: 3, From: labServer, To: labClient, Proto: "tcp", Name: "SYN ACK", Flags: "SA", Src: redis, Dst: toRedis}
	two := openLab()
	two.Step.Held = append(two.Step.Held, synACK)
	one := openLab()
	one.Step.Held, one.Step.Sockets = append(one.Step.Held[:1:1], synACK), one.Step.Sockets[:4]
	hosts := openLab()
	hosts.Step.Held = append(hosts.Step.Held, synACK)
	hosts.Header = &trace.Header{Hosts: []trace.Host{{Name: labClient, Role: labClient}, {Name: "client-2", Role: labClient}, {Name: labServer, Role: labServer}}}
	hosts.Step.Held[1].From, hosts.Step.Sockets[4].Host = "client-2", "client-2"
	for _, c := range []struct {
		why                 string
		s                   *Scene
		packet              int
		name, deliver, drop string
	}{
		{"the first of two", two, 0, ":40001 SYN", "deliver :40001 SYN to server", "drop SYN from client:40001"},
		{"the second of two", two, 1, ":40002 SYN", "deliver :40002 SYN to server", "drop SYN from client:40002"},
		{"to the first of two", two, 2, "SYN ACK → :40001", "deliver SYN ACK to client:40001", "drop SYN ACK → :40001 from server"},
		{"there is one", one, 0, "SYN", "deliver SYN to server", "drop SYN from client"},
		{"to the only one", one, 1, "SYN ACK", "deliver SYN ACK to client", "drop SYN ACK from server"},
		{"hosts tell them apart", hosts, 1, "client-2 SYN", "deliver SYN to server", "drop SYN from client-2"},
		{"hosts tell them apart", hosts, 2, "SYN ACK → client", "deliver SYN ACK to client", "drop SYN ACK from server"},
	} {
		p := &c.s.Step.Held[c.packet]
		if got := c.s.PacketName(p); got != c.name {
			t.Errorf("%s: on the wire it is %q, want %q", c.why, got, c.name)
		}
		for kind, want := range map[string]string{trace.MoveDeliver: c.deliver, trace.MoveDrop: c.drop} {
			if got := c.s.MoveText(p.Move(kind)); got != want {
				t.Errorf("%s: the move is %q, want %q", c.why, got, want)
			}
		}
	}
}

// TestEachEventNamesItsConnection: two sentences about two sockets do not read
// as if they were about one.
func TestEachEventNamesItsConnection(t *testing.T) {
	s := openLab()
	s.Step.Sockets = append(s.Step.Sockets, trace.Socket{ID: 6, Host: labServer, Role: trace.RoleConnection, Proto: "tcp", Local: redis, Remote: toRedis, State: inEstablished})
	syn := s.Step.Held[1]
	for _, c := range []struct {
		e    trace.Event
		want string
	}{
		{trace.Event{Kind: trace.EventState, Host: labClient, Name: trace.RoleConnection, ID: 4, From: inSynSent, To: "FIN_WAIT_1", Passed: []string{inEstablished}},
			"client:40001: SYN_SENT → FIN_WAIT_1 (passed ESTABLISHED)"},
		{trace.Event{Kind: trace.EventState, Host: labServer, Name: trace.RoleConnection, ID: 6, From: "SYN_RCVD", To: inEstablished},
			"server (:40001): SYN_RCVD → ESTABLISHED"},
		{trace.Event{Kind: trace.EventSent, Host: labClient, To: labServer, Name: "SYN", ID: 2, Packet: &syn}, "client:40002 sends SYN  seq 0"},
		{trace.Event{Kind: trace.EventDelivered, Host: labClient, To: labServer, Name: "SYN", ID: 2, Packet: &syn}, "client:40002's SYN reached server"},
	} {
		if got := s.EventText(c.e); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// TestEachTimerNamesItsConnection: a queue or a timer that is told beside two
// connections belongs to one of them.
func TestEachTimerNamesItsConnection(t *testing.T) {
	before, s := openLab(), openLab()
	s.Before = &before.Step
	s.Step.Move = trace.Move{Kind: trace.MoveWait}
	s.Step.Sockets[4].SendQ = 7
	s.Step.Sockets[4].Timer = &trace.Timer{Kind: trace.TimerRetransmit, Millis: 1000}
	got, _ := s.changes()
	if want := "client:40002: Send-Q 0 → 7; client:40002: a timer runs now (resend 1 s)"; strings.Join(got, "; ") != want {
		t.Errorf("%q, want %q", got, want)
	}
	s.Step.Next = &s.Step.Move
	if got, want := s.Next().Text, "wait for client:40002: resend 1 s"; got != want {
		t.Errorf("next is %q, want %q", got, want)
	}
}

// TestAProgramsActIsItsOwn: in an open lab a socket listens because a program
// called listen, and not because a time is up.
func TestAProgramsActIsItsOwn(t *testing.T) {
	s := openLab()
	listen := trace.Event{Kind: trace.EventState, Host: labServer, Name: trace.RoleListener, ID: 3, From: ClosedState, To: inListen}
	connect := trace.Event{Kind: trace.EventState, Host: labClient, Name: trace.RoleConnection, ID: 5, From: ClosedState, To: inSynSent}
	s.Step.Move = trace.Move{Kind: trace.MoveTime}
	for _, c := range []struct {
		lang, listens, connects string
	}{
		{"en", "nc (8) called listen on 127.0.0.1:9999: CLOSED → LISTEN", "nc (10) called connect as client:40002: CLOSED → SYN_SENT"},
		{"zh", "nc (8) 在 127.0.0.1:9999 上调用了 listen：CLOSED → LISTEN", "nc (10) 以客户端:40002 调用了 connect：CLOSED → SYN_SENT"},
	} {
		s.Lang = c.lang
		if got := s.EventText(listen); got != c.listens {
			t.Errorf("%q, want %q", got, c.listens)
		}
		if got := s.EventText(connect); got != c.connects {
			t.Errorf("%q, want %q", got, c.connects)
		}
		s.Step.Events = []trace.Event{listen}
		if got := s.General().Headline; !strings.HasSuffix(got, c.listens) {
			t.Errorf("the headline is %q, want %q at its end", got, c.listens)
		}
	}
	s.Header.Open = false
	if got := s.EventText(listen); strings.Contains(got, "called") || strings.Contains(got, "调用") {
		t.Errorf("a lesson says %q, but its calls are told by themselves", got)
	}
}

// TestTheLadderNamesConnections: its rungs tell two clients' packets apart, and
// it says that a program called listen.
func TestTheLadderNamesConnections(t *testing.T) {
	s := openLab()
	first, second := s.Step.Held[0], s.Step.Held[1]
	s.Window = []trace.Step{
		{Step: 1, Move: trace.Move{Kind: trace.MoveTime}, Sockets: s.Step.Sockets, Events: []trace.Event{{Kind: trace.EventState, Host: labServer, Name: trace.RoleListener, ID: 3, From: ClosedState, To: inListen}}},
		{Step: 2, Move: trace.Move{Kind: trace.MoveTime}, Events: []trace.Event{{Kind: trace.EventSent, Host: labClient, To: labServer, Name: "SYN", ID: 1, Packet: &first}}},
		{Step: 3, Move: trace.Move{Kind: trace.MoveTime}, Events: []trace.Event{{Kind: trace.EventSent, Host: labClient, To: labServer, Name: "SYN", ID: 2, Packet: &second}}},
	}
	var got []string
	for _, r := range s.Rungs() {
		got = append(got, r.Label)
	}
	if want := "listen :9999, :40001 SYN, :40002 SYN"; strings.Join(got, ", ") != want {
		t.Errorf("the rungs are %q, want %q", got, want)
	}
}
