package lab

import (
	"net/netip"
	"tcplab/lab/packet"
	"testing"
)

// TestSidesAreForgotten holds that a lab that runs for long keeps what it saw of
// the sockets that are there.
func TestSidesAreForgotten(t *testing.T) {
	s := newSides()
	for port := 1; port <= 1000; port++ {
		s.saw(packet.Packet{Proto: packet.TCP, Flags: packet.SYN, Src: local(port), Dst: local(8080)})
		s.saw(packet.Packet{Proto: packet.UDP, Src: local(port), Dst: local(53)})
	}
	s.forget(table{{"tcp", local(7), local(8080)}: {}, {"udp", local(53), netip.AddrPort{}}: {}})
	if side, guessed := s.of("tcp", local(7), local(8080)); side != Client || guessed {
		t.Errorf("the connection that is still there is a %s's (guessed: %v), want a client's, known by its SYN", side, guessed)
	}
	if n := len(s.dialled) + len(s.talked); n > 10 {
		t.Errorf("%d things are kept of 1000 connections and 1000 datagrams whose sockets are gone", n)
	}
}

func local(port int) netip.AddrPort {
	return netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), uint16(port))
}
