package wire

import (
	"net/netip"
	"testing"

	"tcplab/lab/packet"
)

// TestWhichDatagramAFragmentBelongsTo gives a wire fragments behind the first ones of
// datagrams whose ends have the same address.
func TestWhichDatagramAFragmentBelongsTo(t *testing.T) {
	at := func(port uint16) netip.AddrPort {
		return netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), port)
	}
	piece := func(proto string, id uint32, offset int, from, to uint16) Packet {
		return Packet{Packet: packet.Packet{Proto: proto, Src: at(from), Dst: at(to), IPID: id, Offset: offset, More: true}}
	}
	var h heads
	see := func(p Packet) { h.complete(&p) }
	see(piece(packet.UDP, 1, 0, 40000, 8001))
	see(piece(packet.UDP, 2, 0, 8001, 40000))
	see(piece(packet.UDP, 3, 0, 40001, 8001))
	see(piece(packet.UDP, 3, 0, 40002, 8001))
	ask := piece(packet.ICMP, 4, 0, 0, 0)
	ask.ICMPType = 8 // echo request (RFC 792)
	see(ask)
	see(piece(packet.ICMP, 5, 0, 0, 0)) // type 0 is echo reply
	whole := piece(packet.UDP, 6, 0, 40000, 8001)
	whole.More = false
	see(whole)
	for _, c := range []struct {
		proto         string
		id            uint32
		from, to      uint16
		asks, answers bool
		why           string
	}{
		{packet.UDP, 1, 40000, 8001, false, false, "it has the number of the first datagram"},
		{packet.UDP, 2, 8001, 40000, false, false, "that one goes the other way"},
		{packet.UDP, 3, 40002, 8001, false, false, "the number was used again"},
		{packet.ICMP, 1, 0, 0, false, false, "each protocol has numbers of its own"},
		{packet.ICMP, 4, 0, 0, true, false, "it is part of a request"},
		{packet.ICMP, 5, 0, 0, false, true, "it is part of an answer"},
		{packet.UDP, 6, 0, 0, false, false, "a datagram that is whole has no further fragments"},
		{packet.UDP, 7, 0, 0, false, false, "its first fragment was never seen"},
	} {
		p := piece(c.proto, c.id, 1480, 0, 0)
		h.complete(&p)
		if p.Src != at(c.from) || p.Dst != at(c.to) || p.Asks() != c.asks || p.Answers() != c.answers {
			t.Errorf("%s fragment of datagram %d: from %v to %v, asks %v, answers %v; want from %v to %v, %v, %v: %s",
				c.proto, c.id, p.Src, p.Dst, p.Asks(), p.Answers(), at(c.from), at(c.to), c.asks, c.answers, c.why)
		}
	}
	for id := range uint32(maxHeads) {
		see(piece(packet.UDP, 1000+id, 0, uint16(id), 8001))
	}
	for _, id := range []uint32{0, 1, maxHeads - 1} {
		p := piece(packet.UDP, 1000+id, 1480, 0, 0)
		if h.complete(&p); p.Src != at(uint16(id)) {
			t.Errorf("the fragment of datagram %d comes from %v, want port %d: it is one of the newest", 1000+id, p.Src, id)
		}
	}
	p := piece(packet.UDP, 1, 1480, 0, 0)
	if h.complete(&p); p.Src != at(0) {
		t.Errorf("a datagram is remembered though %d have come since: its fragment comes from %v", maxHeads, p.Src)
	}
}
