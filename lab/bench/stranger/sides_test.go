package stranger

import (
	"net/netip"
	"testing"

	"tcplab/lab"
	"tcplab/lab/bench/table"
	"tcplab/lab/packet"
)

// TestSidesAreForgotten shows that a lab which runs for long remembers only the
// sockets that still exist.
func TestSidesAreForgotten(t *testing.T) {
	s := NewSides()
	for port := 1; port <= 1000; port++ {
		s.Saw(packet.Packet{Proto: packet.TCP, Flags: packet.SYN, Src: local(port), Dst: local(8080)})
		s.Saw(packet.Packet{Proto: packet.UDP, Src: local(port), Dst: local(53)})
	}
	s.Forget(table.Snapshot{{Proto: "tcp", Local: local(7), Remote: local(8080)}: {}, {Proto: "udp", Local: local(53), Remote: netip.AddrPort{}}: {}})
	if side, guessed := s.At("tcp", local(7), local(8080)); side != lab.Client || guessed {
		t.Errorf("the connection that is still there is a %s's (guessed: %v), want a client's, known by its SYN", side, guessed)
	}
	if n := len(s.dialled) + len(s.talked); n > 10 {
		t.Errorf("%d entries are kept for 1000 connections and 1000 datagrams whose sockets are gone", n)
	}
}

func local(port int) netip.AddrPort {
	return netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), uint16(port))
}
