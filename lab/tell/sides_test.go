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
