package wire

import (
	"net/netip"

	"tcplab/lab/packet"
)

// Only the first fragment of a datagram has the ports, and of an ICMP message the
// type. The others have a number in common with it (RFC 791, section 3.2; RFC 8200,
// section 4.5). Between two sockets of one address nothing else tells which of the
// two has sent a fragment, so the wire remembers what the first one said.

// head is what the first fragment of a datagram says of all others.
type head struct {
	proto         string
	src, dst      netip.AddrPort
	id            uint32
	asks, answers bool // as the methods of Packet
}

// maxHeads is the number of datagrams in fragments that are remembered. A kernel
// sends the fragments of a datagram one directly after another.
const maxHeads = 256

// heads are the newest of them, and next is the place of the oldest one.
type heads struct {
	all  []*head
	next int
}

// complete gives a fragment behind the first the ports of its datagram, and
// remembers a first fragment.
func (h *heads) complete(p *Packet) {
	switch {
	case !p.Fragment():
	case p.Offset > 0:
		if p.head = h.of(&p.Packet); p.head != nil {
			p.Src, p.Dst = p.head.src, p.head.dst
		}
	default:
		first := &head{p.Proto, p.Src, p.Dst, p.IPID, p.Asks(), p.Answers()}
		if len(h.all) < maxHeads {
			h.all = append(h.all, first)
			return
		}
		h.all[h.next] = first
		h.next = (h.next + 1) % maxHeads
	}
}

// of returns what the first fragment of p's datagram said, or nil if it was not
// seen. The number of a datagram may be used again: the newest one counts.
func (h *heads) of(p *packet.Packet) *head {
	for i := range h.all {
		a := h.all[(h.next+len(h.all)-1-i)%len(h.all)]
		if a.id == p.IPID && a.proto == p.Proto && a.src.Addr() == p.Src.Addr() && a.dst.Addr() == p.Dst.Addr() {
			return a
		}
	}
	return nil
}

// Asks reports whether p is an ICMP message that asks for an answer, or a fragment
// of one.
func (p *Packet) Asks() bool { return p.Packet.Asks() || p.head != nil && p.head.asks }

// Answers reports whether p is the answer to a packet that Asks, or a fragment of
// one.
func (p *Packet) Answers() bool { return p.Packet.Answers() || p.head != nil && p.head.answers }
