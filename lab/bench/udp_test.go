package bench

import (
	"net/netip"
	"testing"

	"tcplab/lab"
	"tcplab/lab/bench/host"
	"tcplab/lab/bench/table"
	"tcplab/lab/packet"
	"tcplab/lab/script"
	"tcplab/lab/tcp"
	"tcplab/lab/trace"
	"tcplab/lab/wire"
)

// asked returns a run in which three clients, two of them with the same
// program, have each sent a datagram to a server. The server has a goroutine
// for each answer.
func asked() *Run {
	r := &Run{net: &world{}}
	for i, h := range []lab.Host{
		{Name: "client", Role: lab.Client, File: "client.go"},
		{Name: "client-2", Role: lab.Client, File: "client.go"},
		{Name: "visitor", Role: lab.Client, File: "visitor.go"},
		{Name: "server", Role: lab.Server, File: "server.go"},
	} {
		r.hosts = append(r.hosts, &host.Host{Host: h, Order: i})
	}
	server := netip.MustParseAddrPort("127.0.0.1:8001")
	r.sockets.Add("server", trace.RoleSocket, "udp", server, netip.AddrPort{}, tcp.Passive)
	for i, h := range r.hosts[:3] {
		local := netip.AddrPortFrom(server.Addr(), uint16(40001+i))
		r.sockets.Add(h.Name, trace.RoleSocket, "udp", local, server, tcp.Active)
		r.calls.Arrive([]*table.Call{{
			Call:  trace.Call{Host: "server", Name: "WriteToUDP", Status: trace.CallWaiting},
			Order: 3, InHost: i, Proto: "udp", LocalAddr: server, RemoteAddr: local,
		}})
	}
	return r
}

// TestICMPComesFromTheQuotedReceiver checks the ends of ICMP messages, which
// have no ports themselves.
func TestICMPComesFromTheQuotedReceiver(t *testing.T) {
	r := asked()
	lo := netip.MustParseAddr("127.0.0.1")
	for _, c := range []struct {
		quoted   [2]uint16
		from, to string
		why      string
	}{
		{[2]uint16{40001, 8001}, "server", "client", "the message travels in the opposite direction of the datagram"},
		{[2]uint16{40002, 8001}, "server", "client-2", "the message goes to the datagram's sender, and not to the first client"},
		{[2]uint16{40003, 9999}, "server", "visitor", "nobody has that port, so a server's kernel refuses"},
		{[2]uint16{8001, 40002}, "client-2", "server", "an answer that came too late is refused by the client's kernel"},
	} {
		inner := packet.Packet{Proto: packet.UDP, Src: netip.AddrPortFrom(lo, c.quoted[0]), Dst: netip.AddrPortFrom(lo, c.quoted[1])}
		p := wire.Packet{Packet: packet.Packet{Proto: packet.ICMP, Src: netip.AddrPortFrom(lo, 0), Dst: netip.AddrPortFrom(lo, 0), Inner: &inner}}
		if from, to := r.ends(p); from != c.from || to != c.to {
			t.Errorf("a message about %d → %d travels from %s to %s, want %s to %s: %s", c.quoted[0], c.quoted[1], from, to, c.from, c.to, c.why)
		}
	}
}

// TestACallSaysForWhom shows that a script, and a student, can choose between
// the answers to several clients.
func TestACallSaysForWhom(t *testing.T) {
	r := asked()
	hosts := []lab.Host{{Name: "server"}, {Name: "client-2"}, {Name: "visitor"}}
	for _, c := range []struct {
		want trace.Move
		id   int // of the call, 0 if no call fits
		why  string
	}{
		{lab.CallFor("server", "WriteToUDP", "client-2"), 2, "the second answer, though the first still waits"},
		{lab.Call("server", "WriteToUDP"), 1, "a move that names no peer means the first answer"},
		{lab.CallFor("server", "WriteToUDP", "visitor"), 0, "only a peer that shares its program is named"},
	} {
		s, err := script.New(&lab.Lesson{Hosts: hosts, Script: []lab.Beat{{Move: c.want}}}, lab.PrivateNetwork)
		if err != nil {
			t.Fatal(err)
		}
		row, move, _ := s.Next(r.possible(), nil)
		if row == 0 != (c.id > 0) || move.ID != c.id {
			t.Errorf("%v finds call %d, want %d: %s", c.want, move.ID, c.id, c.why)
		}
	}
	if s := r.sockets.Find("udp", r.calls.ByID(1).LocalAddr, r.calls.ByID(1).RemoteAddr); s == nil || s.Host != "server" {
		t.Errorf("the call's socket is %v, want the server's: it is not connected, so it serves every peer", s)
	}
}
