package wire

import (
	"net/netip"

	"tcplab/lab/packet"
)

// A fragments remembers the addresses of datagrams that cross the wire in pieces. The
// first fragment alone carries the ports. Without them nobody could tell the two ends of
// the later ones apart, since all addresses of a lab lie on one machine.
type fragments struct {
	known []datagram // the newest last, at most maxDatagrams
}

// A datagram is one that has been cut into fragments.
type datagram struct {
	id       fragmentID
	src, dst netip.AddrPort
}

// fragmentID is what the fragments of one datagram have in common, and no others (RFC
// 791, section 3.2; RFC 8200, section 4.5).
type fragmentID struct {
	proto    string
	src, dst netip.Addr
	id       uint32
}

// maxDatagrams is how many datagrams a fragments remembers. A kernel sends the fragments
// of a datagram one behind the other, so that few would do.
const maxDatagrams = 64

// join gives a later fragment the ports of its first one, if that has been seen. It
// changes no other packet.
func (f *fragments) join(p *packet.Packet) {
	if !p.Fragment() {
		return
	}
	id := fragmentID{p.Proto, p.Src.Addr(), p.Dst.Addr(), p.IPID}
	if p.Offset == 0 {
		if f.known = append(f.known, datagram{id, p.Src, p.Dst}); len(f.known) > maxDatagrams {
			f.known = f.known[1:]
		}
		return
	}
	for i := len(f.known) - 1; i >= 0; i-- { // an identification may be used again
		if d := &f.known[i]; d.id == id {
			p.Src, p.Dst = d.src, d.dst
			return
		}
	}
}

// parse reads a packet off the device. A fragment behind the first has its datagram's
// ports, if these are known.
func (w *Wire) parse(raw []byte) (packet.Packet, error) {
	p, err := packet.Parse(raw)
	if err == nil {
		w.pieces.join(&p)
	}
	return p, err
}
