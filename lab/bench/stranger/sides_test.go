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
	s.Saw(packet.Packet{Proto: packet.UDP, Src: local(54), Dst: local(40000)})
	all := netip.AddrPortFrom(netip.IPv6Unspecified(), 40000)
	s.Forget(table.Snapshot{{Proto: "tcp", Local: local(7), Remote: local(8080)}: {}, {Proto: "udp", Local: local(53), Remote: netip.AddrPort{}}: {}, {Proto: "udp", Local: all}: {}})
	if side, guessed := s.At("udp", all, netip.AddrPort{}); side != lab.Server || guessed {
		t.Errorf("the UDP socket with all addresses is a %s's (guessed: %v), want a server's: it was spoken to", side, guessed)
	}
	if side, guessed := s.At("tcp", local(7), local(8080)); side != lab.Client || guessed {
		t.Errorf("the connection that is still there is a %s's (guessed: %v), want a client's, known by its SYN", side, guessed)
	}
	if n := len(s.dialled) + len(s.talked); n > 10 {
		t.Errorf("%d entries are kept for 1000 connections and 1000 datagrams whose sockets are gone", n)
	}
}

// TestTheSideOfAnUnconnectedSocket has a client at port 50000 and a server at port 40000
// speak, whose numbers would suggest the same side. The sockets have all addresses.
func TestTheSideOfAnUnconnectedSocket(t *testing.T) {
	six := func(port uint16) netip.AddrPort { return netip.AddrPortFrom(netip.IPv6Loopback(), port) }
	all4 := func(port uint16) netip.AddrPort { return netip.AddrPortFrom(netip.IPv4Unspecified(), port) }
	all6 := func(port uint16) netip.AddrPort { return netip.AddrPortFrom(netip.IPv6Unspecified(), port) }
	s := NewSides()
	s.Saw(packet.Packet{Proto: packet.UDP, Src: local(50000), Dst: local(40000)})
	s.Saw(packet.Packet{Proto: packet.UDP, Src: six(50001), Dst: six(40001)})
	s.Saw(packet.Packet{Proto: packet.UDP, Src: six(50002), Dst: six(40002)})
	s.Saw(packet.Packet{Proto: packet.UDP, Src: local(40002), Dst: local(40003)})
	for _, c := range []struct {
		at      netip.AddrPort
		side    string
		guessed bool
		why     string
	}{
		{all4(50000), lab.Client, false, "it spoke first"},
		{all4(40000), lab.Server, false, "it was spoken to, which its port does not tell"},
		{all6(40000), lab.Server, false, "a socket with all addresses of IPv6 may have those of IPv4, too"},
		{all6(40001), lab.Server, false, "it was spoken to"},
		{all4(40001), lab.Client, true, "it has no address of IPv6, so another socket was spoken to"},
		{all6(40002), lab.Client, true, "one of two at that port was spoken to, and one spoke first"},
		{all4(40004), lab.Client, true, "nobody has spoken there"},
	} {
		if side, guessed := s.At("udp", c.at, netip.AddrPort{}); side != c.side || guessed != c.guessed {
			t.Errorf("the socket %v is a %s's (guessed: %v), want a %s's (%v): %s", c.at, side, guessed, c.side, c.guessed, c.why)
		}
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
