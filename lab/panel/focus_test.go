package panel

import (
	"fmt"
	"strings"
	"testing"

	"tcplab/lab/panel/paneltest"
	"tcplab/lab/trace"
)

// TestBothProtocols holds which hosts are looked at in a lesson where some talk
// TCP and others UDP: those that the step was about.
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
		{trace.Move{Kind: trace.MoveCall, Host: "udp-client", Name: "Write"}, "udp-client", "udp-server", false, "the receiver's side shows the one who has a UDP socket, not the one who moves next"},
		{trace.Move{Kind: trace.MoveDeliver, Host: "udp-client", Name: "UDP 3", To: "udp-server"}, "udp-client", "udp-server", false, "both ends of a datagram"},
		{trace.Move{Kind: trace.MoveCall, Host: "tcp-client", Name: "Write"}, "tcp-client", "tcp-server", true, "a connection has its map, though UDP sockets are there"},
		{trace.Move{Kind: trace.MoveTime}, "tcp-client", "tcp-server", true, "a step about nobody looks at the newest connection"},
	} {
		s := &scene{Scene: Scene{header: header, step: trace.Step{Move: c.move, Next: next, Sockets: sockets}}}
		l, r := s.both()
		if l.host.Name != c.left || r.host.Name != c.right || s.datagramsOnly() == c.machines {
			t.Errorf("%v: looks at %s and %s, machines %v; want %s and %s, %v: %s", c.move, l.host.Name, r.host.Name, !s.datagramsOnly(), c.left, c.right, c.machines, c.why)
		}
	}
}

// TestARefusedClientIsLookedAt: a client whose Dial failed without a socket in
// sight stands on its side all the same, and not the one before it.
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
		s := &scene{Scene: Scene{header: header, step: trace.Step{Move: move, Sockets: sockets}}}
		if l, _ := s.both(); l.host.Name != want || (l.conn != nil) != (want == "client") {
			t.Errorf("%s of %s: looks at %s and its connection %v, want %s", move.Name, move.Host, l.host.Name, l.conn, want)
		}
	}
}

// TestTheStripShowsTheSelected: however many connections there are, the one
// looked at is in the strip, whole.
func TestTheStripShowsTheSelected(t *testing.T) {
	w := paneltest.Clients()
	last := &w.Steps[len(w.Steps)-1]
	for port := range 9 {
		local := fmt.Sprintf("127.0.0.1:%d", 41000+port)
		last.Sockets = append(last.Sockets, trace.Socket{
			ID: 100 + port, Host: "client-3", Role: trace.RoleConnection, Proto: "tcp", Local: local, Remote: "127.0.0.1:8001", State: "FIN_WAIT_1",
		})
	}
	p := still(w, len(w.Steps)-1, true)
	for _, q := range p.scene().pairs() {
		p.focus = q.key
		s := p.scene()
		for _, cols := range []int{50, 80, 120} {
			row := stripTitle(s, cols).String()
			if name := "[" + s.pairName(q) + "]"; !strings.Contains(row, name) || width(row) > cols {
				t.Errorf("%d columns: the strip %q does not show %s", cols, row, name)
			}
		}
	}
}

// TestTheStripShowsAll: a connection is left out of the strip only where it
// would not fit without its port, and a state that both ends are in counts once.
func TestTheStripShowsAll(t *testing.T) {
	w := paneltest.Clients()
	last := &w.Steps[len(w.Steps)-1]
	for i := range last.Sockets {
		if last.Sockets[i].Role == trace.RoleConnection {
			last.Sockets[i].State = "ESTABLISHED"
		}
	}
	p := still(w, len(w.Steps)-1, true)
	for cols, want := range map[int]string{
		80: "client-2:40002 ESTABLISHED   [client:40001] ESTABLISHED",
		73: "client-2:40002 ESTABLISHED   [client:40001] ESTABLISHED", // just so
		72: "client-2 ESTABLISHED   [client] ESTABLISHED",
		48: "… [client:40001] ESTABLISHED",
	} {
		if row := stripTitle(p.scene(), cols).String(); !strings.HasSuffix(row, want) {
			t.Errorf("%d columns: the strip is %q, want %q at its end", cols, row, want)
		}
	}
}

// TestACallForAClient: what a server calls for a client shows that client's
// connection, though on a network whose packets flow no event tells of it.
func TestACallForAClient(t *testing.T) {
	w := paneltest.Clients()
	last := &w.Steps[len(w.Steps)-1]
	last.Events = nil
	for _, client := range []string{"client", "client-2"} {
		last.Move = trace.Move{Kind: trace.MoveCall, Host: "server", Name: "Write", To: client}
		if l, _ := still(w, len(w.Steps)-1, true).scene().both(); l.host.Name != client {
			t.Errorf("a Write for %s shows %s", client, l.host.Name)
		}
	}
}

// TestTheStripMarksNone: a step of a client that has no connection yet is about
// none of the others, so none stands in brackets, and the newest are to be seen.
func TestTheStripMarksNone(t *testing.T) {
	w := paneltest.Clients()
	w.Header.Hosts = append(w.Header.Hosts, trace.Host{Name: "client-9", Role: "client"})
	w.Steps[len(w.Steps)-1].Move = trace.Move{Kind: trace.MoveCall, Host: "client-9", Name: "Stat"}
	w.Steps[len(w.Steps)-1].Events = nil
	s := still(w, len(w.Steps)-1, true).scene()
	row := stripTitle(s, 80).String()
	all := s.pairs()
	if p, _ := s.look(); p.key != "" {
		t.Fatalf("the step is about %v, and not about none", p)
	}
	if strings.Contains(row, "[") || !strings.Contains(row, hostOf(s.pairName(all[len(all)-1]))) {
		t.Errorf("the strip is %q: it marks a connection, or leaves out the newest", row)
	}
}

// TestTheTableKeepsTheShown: where the socket table has no room for all, the
// connection on the screen stays, and what only waits goes first.
func TestTheTableKeepsTheShown(t *testing.T) {
	header := &trace.Header{Hosts: []trace.Host{{Name: "client", Role: "client"}, {Name: "server", Role: "server"}}}
	step := trace.Step{Move: trace.Move{Kind: trace.MoveTime}}
	add := func(host, role, local, remote, state string) {
		step.Sockets = append(step.Sockets, trace.Socket{
			ID: len(step.Sockets) + 1, Host: host, Role: role, Proto: "tcp", Local: local, Remote: remote, State: state,
		})
	}
	for port := range 4 {
		add("client", trace.RoleConnection, fmt.Sprintf("127.0.0.1:%d", 41000+port), "127.0.0.1:8001", "TIME_WAIT")
	}
	add("server", trace.RoleListener, "127.0.0.1:8001", "", "LISTEN")
	add("client", trace.RoleConnection, "127.0.0.1:42000", "127.0.0.1:8001", "ESTABLISHED")
	add("server", trace.RoleConnection, "127.0.0.1:8001", "127.0.0.1:42000", "ESTABLISHED")
	for h, want := range map[int]string{ // the ports of the rows, then how many are left out
		8: "41000 41001 41002 41003 8001 42000 8001",
		7: "41002 41003 8001 42000 8001 +2",
		5: "8001 42000 8001 +4",
		4: "42000 8001 +5",
	} {
		s := &scene{Scene: Scene{header: header, step: step, lang: "en"}}
		socks, left := s.tabled(h - 1)
		var got []string
		for _, k := range socks {
			got = append(got, k.Local[strings.LastIndexByte(k.Local, ':')+1:])
		}
		if left > 0 {
			got = append(got, fmt.Sprintf("+%d", left))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%d rows: shows %v, want %s", h, got, want)
		}
		if lines := socketTable(s, 120, h); len(lines) > h {
			t.Errorf("%d rows: the table has %d", h, len(lines))
		}
	}
}
