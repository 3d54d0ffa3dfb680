package tell

import (
	"testing"

	"tcplab/lab/panel/paneltest"
	"tcplab/lab/trace"
)

// TestBothProtocols: in a lesson with TCP and UDP, the hosts that the step was
// about are shown.
func TestBothProtocols(t *testing.T) {
	header := &trace.Header{Hosts: []trace.Host{
		{Name: "tcp-client", Role: "client"}, {Name: "udp-client", Role: "client"},
		{Name: "tcp-server", Role: "server"}, {Name: "udp-server", Role: "server"},
	}}
	sockets := []trace.Socket{
		{ID: 1, Host: "tcp-server", Role: trace.RoleListener, Proto: "tcp", Local: "127.0.0.1:8001", State: "LISTEN"},
		{ID: 2, Host: "tcp-client", Role: trace.RoleConnection, Proto: "tcp", Local: "127.0.0.1:40001", Remote: "127.0.0.1:8001", State: "ESTABLISHED"},
		{ID: 3, Host: "tcp-server", Role: trace.RoleConnection, Proto: "tcp", Local: "127.0.0.1:8001", Remote: "127.0.0.1:40001", State: "ESTABLISHED"},
		{ID: 4, Host: "udp-server", Role: trace.RoleSocket, Proto: "udp", Local: "127.0.0.1:8001", State: "UNCONN"},
		{ID: 5, Host: "udp-client", Role: trace.RoleSocket, Proto: "udp", Local: "127.0.0.1:40002", Remote: "127.0.0.1:8001", State: "ESTABLISHED"},
	}
	next := &trace.Move{Kind: trace.MoveCall, Host: "tcp-server", Name: "Read"}
	for _, c := range []struct {
		move        trace.Move
		left, right string
		machines    bool
		why         string
	}{
		{trace.Move{Kind: trace.MoveCall, Host: "udp-client", Name: "Write"}, "udp-client", "udp-server", false, "the receiver's side shows the host with a UDP socket, not the host that moves next"},
		{trace.Move{Kind: trace.MoveDeliver, Host: "udp-client", Name: "UDP 3", To: "udp-server"}, "udp-client", "udp-server", false, "both ends of a datagram are shown"},
		{trace.Move{Kind: trace.MoveCall, Host: "tcp-client", Name: "Write"}, "tcp-client", "tcp-server", true, "a connection has its map, although there are UDP sockets"},
		{trace.Move{Kind: trace.MoveTime}, "tcp-client", "tcp-server", true, "a step about no host shows the newest connection"},
	} {
		s := &Scene{Header: header, Step: trace.Step{Move: c.move, Next: next, Sockets: sockets}}
		l, r := s.Both()
		if l.Host.Name != c.left || r.Host.Name != c.right || s.DatagramsOnly() == c.machines {
			t.Errorf("%v: shows %s and %s, machines %v; want %s and %s, %v: %s", c.move, l.Host.Name, r.Host.Name, !s.DatagramsOnly(), c.left, c.right, c.machines, c.why)
		}
	}
}

// TestARefusedClientIsLookedAt: a client is shown on its side although its Dial
// failed and left no socket. The client before it is not.
func TestARefusedClientIsLookedAt(t *testing.T) {
	header := &trace.Header{Hosts: []trace.Host{
		{Name: "client", Role: "client"}, {Name: "client-2", Role: "client"}, {Name: "server", Role: "server"},
	}}
	sockets := []trace.Socket{
		{ID: 1, Host: "client", Role: trace.RoleConnection, Proto: "tcp", Local: "127.0.0.1:40001", Remote: "127.0.0.1:8001", State: "TIME_WAIT"},
	}
	for move, want := range map[trace.Move]string{
		{Kind: trace.MoveCall, Host: "client-2", Name: "Dial"}: "client-2",
		{Kind: trace.MoveCall, Host: "client", Name: "exit"}:   "client",
		{Kind: trace.MoveCall, Host: "server", Name: "exit"}:   "client",
	} {
		s := &Scene{Header: header, Step: trace.Step{Move: move, Sockets: sockets}}
		if l, _ := s.Both(); l.Host.Name != want || (l.Conn != nil) != (want == "client") {
			t.Errorf("%s of %s: shows %s and its connection %v, want %s", move.Name, move.Host, l.Host.Name, l.Conn, want)
		}
	}
}

// TestASecondServerIsLookedAt: if another server listens after the first one, it
// is shown with its listener, and not the first one's last connection, beside which
// nothing of the step would be seen.
func TestASecondServerIsLookedAt(t *testing.T) {
	header := &trace.Header{Hosts: []trace.Host{
		{Name: "client", Role: "client"}, {Name: "server", Role: "server"},
		{Name: "client-2", Role: "client"}, {Name: "server-2", Role: "server"},
	}}
	sockets := []trace.Socket{
		{ID: 1, Host: "client", Role: trace.RoleConnection, Proto: "tcp", Local: "127.0.0.1:40001", Remote: "127.0.0.1:8001", State: "TIME_WAIT"},
		{ID: 2, Host: "server", Role: trace.RoleConnection, Proto: "tcp", Local: "127.0.0.1:8001", Remote: "127.0.0.1:40001", State: "CLOSED"},
		{ID: 3, Host: "server-2", Role: trace.RoleListener, Proto: "tcp", Local: "127.0.0.1:8001", State: "LISTEN"},
	}
	next := &trace.Move{Kind: trace.MoveCall, Host: "client-2", Name: "Dial"}
	for host, want := range map[string]string{
		"server-2": "client-2", // it has no connection, so the client that moves next is beside it
		"server":   "client",   // its connection is the newest
	} {
		s := &Scene{Header: header, Step: trace.Step{Move: trace.Move{Kind: trace.MoveCall, Host: host, Name: "Listen"}, Next: next, Sockets: sockets}}
		if l, r := s.Both(); l.Host.Name != want || r.Host.Name != host || (r.Conn == nil) != (host == "server-2") || (r.Listener == nil) != (host == "server") {
			t.Errorf("after Listen of %s: shows %s and %s, connection %v, listener %v; want %s and %s", host, l.Host.Name, r.Host.Name, r.Conn, r.Listener, want, host)
		}
	}
}

// TestAnEndedProgramIsNotShownAgain: a step of the server, with no connection,
// shows on the other side a client that still runs, and not one that has ended.
func TestAnEndedProgramIsNotShownAgain(t *testing.T) {
	s := &Scene{
		Header: &trace.Header{Hosts: []trace.Host{{Name: "first", Role: "client"}, {Name: "second", Role: "client"}, {Name: "server", Role: "server"}}},
		Step: trace.Step{
			Move:  trace.Move{Kind: trace.MoveCall, Host: "server", Name: "Listen"},
			Next:  &trace.Move{Kind: trace.MoveCall, Host: "server", Name: "Accept"},
			Hosts: []trace.State{{Host: "first", Exit: "exit 0"}, {Host: "second", Alive: true}, {Host: "server", Alive: true}},
		},
	}
	if l, _ := s.Both(); l.Host.Name != "second" {
		t.Errorf("shows %s, which has ended; want the client that is still to act", l.Host.Name)
	}
	s.Step.Hosts[1].Alive = false
	if l, _ := s.Both(); l.Host.Name != "first" {
		t.Errorf("shows %s, want the first client, for all have ended", l.Host.Name)
	}
}

// TestACallForAClient: if a server's call is for a client, that client's
// connection is shown, even if packets flow and no event tells of it.
func TestACallForAClient(t *testing.T) {
	w := paneltest.Clients()
	last := &w.Steps[len(w.Steps)-1]
	last.Events = nil
	for _, client := range []string{"client", "client-2"} {
		last.Move = trace.Move{Kind: trace.MoveCall, Host: "server", Name: "Write", To: client}
		if l, _ := sceneAt(w, len(w.Steps)-1, true).Both(); l.Host.Name != client {
			t.Errorf("a Write for %s shows %s", client, l.Host.Name)
		}
	}
}

// TestListenersThatShareAnAddress: of several listeners at one address that one is
// drawn whose program has the connection. If nobody knows which that is, the side
// says so.
func TestListenersThatShareAnAddress(t *testing.T) {
	listens := func(id int, program string) trace.Socket {
		return trace.Socket{ID: id, Host: "server", Role: trace.RoleListener, Proto: "tcp", Local: redis, State: "LISTEN", Program: program}
	}
	for _, c := range []struct {
		conn    *trace.Socket
		closed  bool // the second listener is closed
		id      int
		sharers int
		why     string
	}{
		{&trace.Socket{Owned: true, Program: "redis (7)"}, false, 1, 0, "its program has this listener"},
		{&trace.Socket{Owned: true, Program: "redis (8)"}, false, 2, 0, "its program has the other one"},
		{&trace.Socket{}, false, 2, 2, "nobody has accepted it, so it may be in either queue"},
		{&trace.Socket{Owned: true, Program: "redis (9)"}, false, 2, 2, "its program has none of them"},
		{nil, false, 2, 2, "there is no connection yet"},
		{&trace.Socket{}, true, 1, 0, "only one of them listens"},
	} {
		s := openLab()
		s.Step.Sockets = []trace.Socket{listens(1, "redis (7)"), listens(2, "redis (8)")}
		if ln := &s.Step.Sockets[1]; c.closed {
			ln.State = ClosedState
		}
		ln := s.listener("server", redis)
		if got, n := s.sharing(ln, c.conn); got.ID != c.id || n != c.sharers {
			t.Errorf("listener %d of %d that may be meant, want %d of %d: %s", got.ID, n, c.id, c.sharers, c.why)
		}
	}
}

// The ends of a connection to redis over IPv6.
const redis6, toRedis6 = "[::1]:6379", "[::1]:40000"

// overIPv6 has the client of redis dial it over IPv6.
func overIPv6(s *Scene) {
	s.Step.Held[0].Src, s.Step.Held[0].Dst = toRedis6, redis6
	s.Step.Sockets[3].Local, s.Step.Sockets[3].Remote = toRedis6, redis6
}

// TestTheListenerIsTheConnections: the listener that is drawn, and its queue, are
// those to which the marked packet goes, and not the newest ones.
func TestTheListenerIsTheConnections(t *testing.T) {
	for _, c := range []struct {
		why      string
		picked   int
		focus    string
		change   func(*Scene)
		listener string // "" if none is drawn
		at       string // the address in the heading of the server's side, if no socket has one
		client   string // the client's end
	}{
		{"the oldest packet is marked; redis listens on all addresses, and IPv4 comes first", 0, "", nil, "0.0.0.0:6379", redis, toRedis},
		{"the selected packet counts", 2, "", nil, netcat, netcat, toNetcat},
		{"a chosen connection counts, if no packet is selected", 0, pairKey(toNetcat, netcat), nil, netcat, netcat, toNetcat},
		{"a selected packet comes before a chosen connection", 1, pairKey(toNetcat, netcat), nil, "0.0.0.0:6379", redis, toRedis},
		{"nobody listens at that port", 0, "", func(s *Scene) { s.Step.Sockets = s.Step.Sockets[2:] }, "", redis, toRedis},
		{"a dual-stack socket takes IPv4, too", 0, "", func(s *Scene) { s.Step.Sockets = s.Step.Sockets[1:] }, "[::]:6379", redis, toRedis},
		{"of a packet over IPv6 the one that takes IPv6 counts", 0, "", overIPv6, "[::]:6379", redis6, toRedis6},
		{"one that takes IPv4 alone hears nothing of IPv6", 0, "", func(s *Scene) {
			overIPv6(s)
			s.Step.Sockets = append(s.Step.Sockets[:1:1], s.Step.Sockets[2:]...)
		}, "", redis6, toRedis6},
		{"of one that was started again at its address the living one counts", 2, "", func(s *Scene) {
			s.Step.Sockets = append([]trace.Socket{{ID: 9, Host: labServer, Role: trace.RoleListener, Proto: "tcp", Local: netcat, State: ClosedState}}, s.Step.Sockets...)
		}, netcat, netcat, toNetcat},
		{"with nothing on the wire and no connection the newest counts", 0, "", func(s *Scene) { s.Step.Held, s.Step.Sockets = nil, s.Step.Sockets[:3] }, netcat, "", ""},
		{"one on all addresses of both families is headed by IPv4", 0, "", func(s *Scene) { s.Step.Held, s.Step.Sockets = nil, s.Step.Sockets[:2] }, "0.0.0.0:6379", "", ""},
	} {
		s := openLab()
		s.Picked, s.Focus = c.picked, c.focus
		if c.change != nil {
			c.change(s)
		}
		l, r := s.Both()
		listener := ""
		if r.Listener != nil {
			listener = r.Listener.Local
			if r.Listener.State != inListen {
				t.Errorf("%s: the listener is %s", c.why, r.Listener.State)
			}
		}
		dialled := ""
		if l.Conn != nil {
			dialled = l.Conn.Local
		}
		if listener != c.listener || r.At != c.at || dialled != c.client {
			t.Errorf("%s: listener %q at %q and client %q are drawn, want %q at %q and %q", c.why, listener, r.At, dialled, c.listener, c.at, c.client)
		}
	}
}

// TestALessonsMachinesFollowTheStep: a lesson tells of the step, so its machines
// do not turn to another client's packet because that is the oldest one held.
// They do if the student selects it.
func TestALessonsMachinesFollowTheStep(t *testing.T) {
	s := openLab()
	s.Header.Open = false
	s.Step.Events = []trace.Event{{Kind: trace.EventState, Host: labClient, Name: trace.RoleConnection, ID: 5, From: ClosedState, To: inSynSent}}
	if l, _ := s.Both(); l.Conn == nil || l.Conn.Local != toNetcat {
		t.Errorf("%+v is drawn, want the connection that the step was about", l.Conn)
	}
	s.Picked = 1
	if l, _ := s.Both(); l.Conn == nil || l.Conn.Local != toRedis {
		t.Errorf("%+v is drawn, want the selected packet's connection", l.Conn)
	}
}

// TestDatagramsInAnOpenLab: a datagram has no machines, though other programs of
// its side have connections.
func TestDatagramsInAnOpenLab(t *testing.T) {
	s := openLab()
	s.Step.Sockets = append(s.Step.Sockets,
		trace.Socket{ID: 6, Host: labServer, Role: trace.RoleSocket, Proto: "udp", Local: "0.0.0.0:67", State: "UNCONN"},
		trace.Socket{ID: 7, Host: labServer, Role: trace.RoleSocket, Proto: "udp", Local: "0.0.0.0:53", State: "UNCONN"},
		trace.Socket{ID: 8, Host: labClient, Role: trace.RoleSocket, Proto: "udp", Local: "127.0.0.1:40003", Remote: "127.0.0.1:53", State: inEstablished})
	udp := trace.Packet{ID: 3, From: labClient, To: labServer, Proto: "udp", Name: "UDP 5", Src: "127.0.0.1:40003", Dst: "127.0.0.1:53"}
	s.Step.Held = append(s.Step.Held, udp)
	if s.DatagramsOnly() {
		t.Error("a SYN is marked, but no machine is drawn")
	}
	s.Picked = 3
	l, r := s.Both()
	if !s.DatagramsOnly() || r.Listener != nil || l.Conn != nil {
		t.Errorf("a datagram is selected; machines are drawn: %v, listener %v, connection %v; want none", !s.DatagramsOnly(), r.Listener, l.Conn)
	}
	if len(r.UDP) != 2 || r.UDP[0].Local != "0.0.0.0:53" || r.At != udp.Dst {
		t.Errorf("the server's side is at %s and shows %v, want the receiver's socket first", r.At, r.UDP)
	}
	s.Step.Held, s.Picked = nil, 0
	s.Step.Events = []trace.Event{{Kind: trace.EventDelivered, Host: labClient, To: labServer, Name: "UDP 5", ID: 3, Packet: &udp}}
	if !s.DatagramsOnly() {
		t.Error("the step was about a datagram, and nothing is held; but machines are drawn")
	}
	s.Window = []trace.Step{{Move: trace.Move{Kind: trace.MoveTime}, Events: []trace.Event{
		{Kind: trace.EventSent, Host: labClient, To: labServer, Name: "UDP 5", ID: 3, Packet: &udp},
		{Kind: trace.EventState, Host: labClient, Name: trace.RoleSocket, ID: 8, From: ClosedState, To: inEstablished},
	}}}
	for _, r := range s.Rungs() {
		if r.LeftTo != "" || r.RightTo != "" {
			t.Errorf("beside the rung %q stands %q, but UDP has no states", r.Label, r.LeftTo+r.RightTo)
		}
	}
}

// TestTheMachinesFollowTheMarkedPacket: two clients of a lesson have sent their
// SYNs. The key n takes the first client's, so that is whose machines are drawn,
// though the second one has acted last. The one that the student selects comes
// before it. If a call comes next, the step itself counts.
func TestTheMachinesFollowTheMarkedPacket(t *testing.T) {
	lesson := openLab()
	lesson.Header = &trace.Header{Hosts: lesson.Header.Hosts}
	lesson.Step.Events = []trace.Event{{Kind: trace.EventState, Host: labClient, Name: trace.RoleConnection, ID: 5, From: ClosedState, To: inSynSent}}
	for _, c := range []struct {
		why    string
		next   trace.Move
		picked int
		want   string
	}{
		{"n takes the first SYN", lesson.Step.Held[0].Move(trace.MoveDeliver), 0, toRedis},
		{"the second SYN is selected", lesson.Step.Held[0].Move(trace.MoveDeliver), 2, toNetcat},
		{"a call comes next", trace.Move{Kind: trace.MoveCall, Host: labServer, Name: "Accept"}, 0, toNetcat},
	} {
		s := *lesson
		s.Step.Next, s.Picked = &c.next, c.picked
		l, _ := s.Both()
		if pair, _ := s.Look(); l.Conn == nil || l.Conn.Local != c.want || pair.Left != l.Conn {
			t.Errorf("%s: the left machine is %+v, want that of %s", c.why, l.Conn, c.want)
		}
	}
}

// TestTheMachinesFollowADeadline: when a deadline has struck, the connection of the
// program that went on is shown, and not the newest one.
func TestTheMachinesFollowADeadline(t *testing.T) {
	header := &trace.Header{Hosts: []trace.Host{
		{Name: "client", Role: "client"}, {Name: "client-2", Role: "client"}, {Name: "server", Role: "server"},
	}}
	end := func(id int, host, local, remote string) trace.Socket {
		return trace.Socket{ID: id, Host: host, Role: trace.RoleConnection, Proto: "tcp", Local: local, Remote: remote, State: "ESTABLISHED"}
	}
	s := &Scene{Header: header, Step: trace.Step{
		Move: trace.Move{Kind: trace.MoveWait},
		Sockets: []trace.Socket{
			end(1, "client", "127.0.0.1:40001", "127.0.0.1:8001"), end(2, "server", "127.0.0.1:8001", "127.0.0.1:40001"),
			end(3, "client-2", "127.0.0.1:40002", "127.0.0.1:8001"), end(4, "server", "127.0.0.1:8001", "127.0.0.1:40002"),
		},
		Events: []trace.Event{
			{Kind: trace.EventEnded, Host: "server", Name: "Read", ID: 6, Err: "i/o timeout"},
			{Kind: trace.EventWaiting, Host: "server", Name: "Close", ID: 7},
		},
		Calls: []trace.Call{{ID: 7, Host: "server", Name: "Close", Status: trace.CallWaiting, Socket: 2}},
	}}
	if l, r := s.Both(); l.Host.Name != "client" || r.Conn == nil || r.Conn.ID != 2 {
		t.Errorf("shows %s and %v, want client and its connection: the server's Read from it has ended", l.Host.Name, r.Conn)
	}
	s.Step.Calls[0].Socket = 0
	if l, _ := s.Both(); l.Host.Name != "client-2" {
		t.Errorf("shows %s, want client-2: nothing tells whose the call is, so the newest connection is shown", l.Host.Name)
	}
}
