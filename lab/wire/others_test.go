package wire

import (
	"fmt"
	"net/netip"
	"testing"

	"tcplab/lab/packet"
)

// TestAFloodHasFewTallies: a program that sends from ever new ports must not make a step
// as long as there are ports. All its packets are counted, and the address that they
// have in common is kept, at either end; a connection from before keeps its own tally.
func TestAFloodHasFewTallies(t *testing.T) {
	at := func(port int) netip.AddrPort {
		return netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), uint16(port))
	}
	const flood = 4_000 // fewer than a wire remembers
	for _, c := range []struct {
		why      string
		src, dst func(i int) netip.AddrPort
		want     string
	}{
		{"a flood to one port", func(i int) netip.AddrPort { return at(10_000 + i) }, func(int) netip.AddrPort { return at(53) }, "invalid AddrPort → 127.0.0.1:53"},
		{"a scan from one port", func(int) netip.AddrPort { return at(53) }, func(i int) netip.AddrPort { return at(10_000 + i) }, "127.0.0.1:53 → invalid AddrPort"},
		{"nothing in common", func(i int) netip.AddrPort { return at(10_000 + i) }, func(i int) netip.AddrPort { return at(30_000 + i) }, "invalid AddrPort → invalid AddrPort"},
	} {
		var n counter
		all := flows{}
		add := func(src, dst netip.AddrPort) {
			p := &Packet{Packet: packet.Packet{Proto: packet.UDP, Src: src, Dst: dst, Len: 3}}
			p.flow = all.of(&p.Packet)
			n.add(p, Arrived)
		}
		add(at(1), at(2))
		for i := range flood {
			add(c.src(i), c.dst(i))
		}
		add(at(1), at(2))
		tallies := n.tallies()
		if len(tallies) != maxTallies+1 {
			t.Errorf("%s: %d tallies, want %d and one for all others", c.why, len(tallies), maxTallies)
		}
		packets, first, last := 0, tallies[0], tallies[len(tallies)-1]
		for _, k := range tallies {
			packets += k.Packets
		}
		if packets != flood+2 || first.Packets != 2 || first.Others != 0 {
			t.Errorf("%s: %d packets were counted, %d of the connection from before; want %d and 2", c.why, packets, first.Packets, flood+2)
		}
		if got := fmt.Sprint(last.Src, " → ", last.Dst); got != c.want || last.Others != flood+1-maxTallies || last.Bytes != int64(3*last.Packets) {
			t.Errorf("%s: the last tally is %s of %d, %d bytes; want %s of %d", c.why, got, last.Others, last.Bytes, c.want, flood+1-maxTallies)
		}
	}
}
