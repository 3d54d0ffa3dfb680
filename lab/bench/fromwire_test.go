package bench

import (
	"net/netip"
	"testing"

	"tcplab/lab/bench/table"
	"tcplab/lab/packet"
	"tcplab/lab/tcp"
	"tcplab/lab/trace"
	"tcplab/lab/wire"
)

// TestPacketBeforeItsSocket shows that a SYN gets the right sender even if the
// bench reads it off the wire before the sender's host has announced the
// socket. Either of the two may come first.
func TestPacketBeforeItsSocket(t *testing.T) {
	r := asked()
	from, to := netip.MustParseAddrPort("127.0.0.1:40009"), netip.MustParseAddrPort("127.0.0.1:8001")
	syn := &table.Packet{Read: wire.Packet{Packet: packet.Packet{Proto: packet.TCP, Src: from, Dst: to}}}
	r.address(syn)
	if syn.From != "server" {
		t.Fatalf("a packet from an address that no host has announced is from %s, want server: only a refusal has no socket", syn.From)
	}
	r.sockets.Add("client-2", trace.RoleConnection, "tcp", from, to, tcp.Active)
	r.address(syn)
	if syn.From != "client-2" || syn.To != "server" || syn.Order != 1 {
		t.Errorf("now it goes from %s (host %d) to %s, want from client-2 (1) to server: the socket is known", syn.From, syn.Order, syn.To)
	}
}
