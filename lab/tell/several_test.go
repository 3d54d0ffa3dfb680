package tell

import (
	"slices"
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
// Each carries its client's port and program, wherever the packet is told. A
// single client needs none. Clients that are hosts of their own are told by them.
func TestEachPacketNamesItsConnection(t *testing.T) {
	synACK := trace.Packet{ID: 3, From: labServer, To: labClient, Proto: "tcp", Name: "SYN ACK", Flags: "SA", Src: redis, Dst: toRedis}
	two := openLab()
	two.Step.Held = append(two.Step.Held, synACK)
	two.Step.Sockets[4].Program = "" // another user's
	one := openLab()
	one.Step.Held, one.Step.Sockets = append(one.Step.Held[:1:1], synACK), one.Step.Sockets[:4]
	hosts := openLab()
	hosts.Step.Held = append(hosts.Step.Held, synACK)
	hosts.Header = &trace.Header{Hosts: []trace.Host{{Name: labClient, Role: labClient}, {Name: "client-2", Role: labClient}, {Name: labServer, Role: labServer}}}
	hosts.Step.Held[1].From, hosts.Step.Sockets[4].Host, hosts.Step.Held[1].Dst, hosts.Step.Sockets[4].Remote = "client-2", "client-2", redis, redis
	for _, c := range []struct {
		why                 string
		s                   *Scene
		packet              int
		name, deliver, drop string
	}{
		{"the first of two", two, 0, "nc:40001 SYN", "deliver nc:40001 SYN to server", "drop SYN from nc:40001"},
		{"its program is not known", two, 1, ":40002 SYN", "deliver :40002 SYN to server", "drop SYN from client:40002"},
		{"to the first of two", two, 2, "SYN ACK → nc:40001", "deliver SYN ACK to nc:40001", "drop SYN ACK → nc:40001 from server"},
		{"there is one", one, 0, "SYN", "deliver SYN to server", "drop SYN from client"},
		{"to the only one", one, 1, "SYN ACK", "deliver SYN ACK to client", "drop SYN ACK from server"},
		{"hosts tell them apart", hosts, 1, "client-2 SYN", "deliver client-2 SYN to server", "drop SYN from client-2"},
		{"hosts tell them apart", hosts, 2, "SYN ACK → client", "deliver SYN ACK to client", "drop SYN ACK → client from server"},
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
	// Two names side by side are no Chinese: the packet is the host's.
	hosts.Lang = "zh"
	if got, want := hosts.MoveText(hosts.Step.Held[1].Move(trace.MoveDeliver)), "把客户端二的 SYN 送达服务器"; got != want {
		t.Errorf("in Chinese the move is %q, want %q", got, want)
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
			"nc:40001: SYN_SENT → FIN_WAIT_1 (passed ESTABLISHED)"},
		{trace.Event{Kind: trace.EventState, Host: labServer, Name: trace.RoleConnection, ID: 6, From: "SYN_RCVD", To: inEstablished},
			"server (nc:40001): SYN_RCVD → ESTABLISHED"},
		{trace.Event{Kind: trace.EventSent, Host: labClient, To: labServer, Name: "SYN", ID: 2, Packet: &syn}, "nc:40002 sends SYN  seq 0"},
		{trace.Event{Kind: trace.EventDelivered, Host: labClient, To: labServer, Name: "SYN", ID: 2, Packet: &syn}, "nc:40002's SYN reached server"},
	} {
		if got := s.EventText(c.e); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// TestAServersConnectionNamesItsClient: if two hosts have dialled one server, each
// of the server's two connections says whose it is.
func TestAServersConnectionNamesItsClient(t *testing.T) {
	s := openLab()
	s.Header = &trace.Header{Hosts: []trace.Host{{Name: labClient, Role: labClient}, {Name: "client-2", Role: labClient}, {Name: labServer, Role: labServer}}}
	s.Step.Held[1].From, s.Step.Sockets[4].Host, s.Step.Sockets[4].Remote = "client-2", "client-2", redis
	s.Step.Held[1].Dst = redis
	s.Step.Sockets = append(s.Step.Sockets,
		trace.Socket{ID: 6, Host: labServer, Role: trace.RoleConnection, Proto: "tcp", Local: redis, Remote: toRedis, State: "SYN_RCVD"},
		trace.Socket{ID: 7, Host: labServer, Role: trace.RoleConnection, Proto: "tcp", Local: redis, Remote: toNetcat, State: "SYN_RCVD"})
	for i, want := range map[int]string{3: "client", 4: "client-2", 5: "server (client)", 6: "server (client-2)"} {
		if got := s.EndName(&s.Step.Sockets[i]); got != want {
			t.Errorf("socket %d is %q, want %q", i+1, got, want)
		}
	}
	s.Lang = "zh"
	if got, want := s.EndName(&s.Step.Sockets[6]), "服务器（客户端二）"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestAPortOfTwoConnections: two connections may have one port, at two addresses
// or to two servers. Then the port alone does not tell them apart.
func TestAPortOfTwoConnections(t *testing.T) {
	s := openLab()
	s.Step.Held[1].Src, s.Step.Sockets[4].Local = toRedis, toRedis
	for i, want := range []string{"127.0.0.1:40001→:6379 SYN", "127.0.0.1:40001→:9999 SYN"} {
		if got := s.PacketName(&s.Step.Held[i]); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	s = openLab()
	const elsewhere = "127.0.0.2:6379"
	s.Step.Held[1].Src, s.Step.Sockets[4].Local = toRedis, toRedis
	s.Step.Held[1].Dst, s.Step.Sockets[4].Remote = elsewhere, elsewhere
	for i, want := range []string{":40001→127.0.0.1 SYN", ":40001→127.0.0.2 SYN"} {
		if got := s.PacketName(&s.Step.Held[i]); got != want {
			t.Errorf("%q, want %q: the servers have the same port", got, want)
		}
	}
	var names []string
	for _, p := range s.Pairs() {
		names = append(names, s.PairName(p))
	}
	for i, name := range names {
		if slices.Contains(names[i+1:], name) {
			t.Errorf("two of the connections %q have one name, and a list shows nothing else of them", names)
		}
	}
}

// TestASocketThatDialledItselfIsBothEnds: it has one row, and no end of it is CLOSED.
func TestASocketThatDialledItselfIsBothEnds(t *testing.T) {
	const here, there = "127.0.0.1:8003", "127.0.0.1:8001"
	for _, c := range []struct {
		p    Pair
		want [2]string
	}{
		{Pair{Left: &trace.Socket{Local: here, Remote: here, State: "ESTABLISHED"}}, [2]string{"ESTABLISHED", "ESTABLISHED"}},
		{Pair{Left: &trace.Socket{Local: here, Remote: there, State: "SYN_SENT"}}, [2]string{"SYN_SENT", "CLOSED"}},
		{Pair{Right: &trace.Socket{Local: here, Remote: there, State: "SYN_RCVD"}}, [2]string{"CLOSED", "SYN_RCVD"}},
	} {
		if l, r := c.p.EndStates(); [2]string{l, r} != c.want {
			t.Errorf("%s and %s, want %v", l, r, c.want)
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
	if want := "nc:40002: Send-Q 0 → 7; nc:40002: a timer runs now (resend 1 s)"; strings.Join(got, "; ") != want {
		t.Errorf("%q, want %q", got, want)
	}
	s.Step.Next = &s.Step.Move
	if got, want := s.Next().Text, "wait for nc:40002: resend 1 s"; got != want {
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
		{"en", "nc (8) called listen on 127.0.0.1:9999: CLOSED → LISTEN", "nc (10) called connect from :40002 to 127.0.0.1:9999: CLOSED → SYN_SENT"},
		{"zh", "nc (8) 在 127.0.0.1:9999 上调用了 listen：CLOSED → LISTEN", "nc (10) 调用了 connect，从 :40002 连接 127.0.0.1:9999：CLOSED → SYN_SENT"},
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
	if want := "listen :9999, nc:40001 SYN, nc:40002 SYN"; strings.Join(got, ", ") != want {
		t.Errorf("the rungs are %q, want %q", got, want)
	}
}

// TestWhatIsSentAgainIsToldLast: the kernels repeat themselves while somebody
// looks, and that must not stand before what the move has changed.
func TestWhatIsSentAgainIsToldLast(t *testing.T) {
	s := openLab()
	s.Step.Move = trace.Move{Kind: trace.MoveDeliver, Host: labServer, Name: "SYN"}
	s.Step.Events = []trace.Event{
		{Kind: trace.EventAgain, Host: labClient, Name: "DATA 5"},
		{Kind: trace.EventState, Host: labServer, Name: trace.RoleListener, ID: 3, From: ClosedState, To: inListen},
	}
	if told := s.eventsTold(); len(told) != 2 || !strings.Contains(told[0], "called listen") || !strings.Contains(told[1], "again") {
		t.Errorf("told is %q", told)
	}
}

// TestAMessageNamesItsDatagram: an ICMP message has no ports. Those of the datagram that
// it quotes tell it from others, and the sides show the sockets of that datagram.
func TestAMessageNamesItsDatagram(t *testing.T) {
	step := trace.Step{Move: trace.Move{Kind: trace.MoveTime}}
	for i, port := range []string{"40001", "40002"} {
		step.Sockets = append(step.Sockets, trace.Socket{ID: i + 1, Host: "client", Proto: "udp", Role: trace.RoleSocket, Local: "0.0.0.0:" + port, State: "UNCONN", Program: "dig (7)", Owned: true})
		step.Held = append(step.Held, trace.Packet{ID: i + 1, Proto: "icmp", Name: "ICMP port unreachable", From: "server", To: "client", Src: "127.0.0.1:0", Dst: "127.0.0.1:0",
			About: &trace.About{Proto: "udp", Src: "127.0.0.1:" + port, Dst: "127.0.0.1:53"}})
	}
	for lang, want := range map[string]string{"en": "ICMP port unreachable → dig:40002", "zh": "ICMP port unreachable → dig:40002"} {
		s := &Scene{Header: &trace.Header{Open: true, Hosts: []trace.Host{{Name: "client", Role: "client"}, {Name: "server", Role: "server"}}}, Lang: lang, Step: step, Picked: 2}
		if got := s.PacketName(&step.Held[1]); got != want {
			t.Errorf("%s: the row is %q, want %q", lang, got, want)
		}
		if l, r := s.Both(); l.At != "127.0.0.1:40002" || r.At != "127.0.0.1:53" || len(l.UDP) != 2 || l.UDP[0].ID != 2 {
			t.Errorf("%s: the sides show %q and %q, the first socket of %v; want those of the datagram", lang, l.At, r.At, l.UDP)
		}
	}
}
