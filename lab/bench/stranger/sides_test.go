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

// TestASocketWithoutAnAddress: a program that sends without bind has its socket at
// 0.0.0.0, and its datagrams come from 127.0.0.1. The first datagram tells the side of
// both, whatever the ports are, and a port alone does not.
func TestASocketWithoutAnAddress(t *testing.T) {
	s := NewSides()
	s.Saw(packet.Packet{Proto: packet.UDP, Src: local(5000), Dst: local(50000)})
	for _, c := range []struct{ at, side string }{
		{"127.0.0.1:5000", lab.Client}, {"0.0.0.0:5000", lab.Client}, {"[::]:5000", lab.Client},
		{"127.0.0.1:50000", lab.Server}, {"0.0.0.0:50000", lab.Server},
	} {
		if side, guessed := s.At("udp", netip.MustParseAddrPort(c.at), netip.AddrPort{}); side != c.side || guessed {
			t.Errorf("%s is a %s's (guessed: %v), want a %s's, known by the datagram", c.at, side, guessed, c.side)
		}
	}
	s.Saw(packet.Packet{Proto: packet.UDP, Src: netip.MustParseAddrPort("[::1]:6000"), Dst: netip.MustParseAddrPort("[::1]:53")})
	if _, guessed := s.At("udp", netip.MustParseAddrPort("0.0.0.0:6000"), netip.AddrPort{}); !guessed {
		t.Error("a datagram of IPv6 tells the side of a socket that has IPv4 alone, want a guess")
	}
	for port := range 500 {
		s.Saw(packet.Packet{Proto: packet.UDP, Src: local(10000 + port), Dst: local(53)})
	}
	s.Forget(table.Snapshot{{Proto: "udp", Local: netip.MustParseAddrPort("0.0.0.0:5000")}: {}})
	if side, guessed := s.At("udp", local(5000), netip.AddrPort{}); side != lab.Client || guessed {
		t.Errorf("the sender is a %s's (guessed: %v) after others have gone, want a client's: its socket is there", side, guessed)
	}
}

func local(port int) netip.AddrPort {
	return netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), uint16(port))
}
