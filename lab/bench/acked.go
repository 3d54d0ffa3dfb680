package bench

import (
	"net/netip"

	"tcplab/lab/bench/table"
	"tcplab/lab/packet"
	"tcplab/lab/tcp"
	"tcplab/lab/trace"
	"tcplab/lab/wire"
)

// acked returns the ends of connections for which the packets of the step show
// that an acknowledgement of their SYN came in before they closed. If such an
// end is found closing, it must have passed ESTABLISHED.
func (r *Run) acked() map[table.Address]bool {
	ends := map[table.Address]bool{}
	at := func(local, remote netip.AddrPort) table.Address {
		return table.Address{Proto: packet.TCP, Local: local, Remote: remote}
	}
	if m := r.happened.made; m != nil && m.Packet != nil && m.Packet.Fate == trace.FateDelivered {
		if p := r.packets.ByID(m.ID); p != nil && p.Proto == packet.TCP && p.Read.RelAck > 0 && !p.Read.Flags.Has(packet.RST) {
			ends[at(p.Read.Dst, p.Read.Src)] = true
		}
	}
	// The sums of packets that flowed are all that is known of them. A listener's child gets
	// an ACK as the first segment after the SYN. An end that has dialled sends no
	// data before it is in ESTABLISHED, not even after a simultaneous open
	// (RFC 9293, 3.10.2).
	for _, t := range r.happened.tallies {
		if t.Proto != packet.TCP || t.Fate == wire.Lost || t.Fate == wire.Dropped {
			continue
		}
		// A SYN may carry data, too (RFC 7413), so a single segment with data may be the SYN.
		if s := r.sockets.Find(packet.TCP, t.Dst, t.Src); s != nil && s.Opener == tcp.Passive && (t.Acks > 0 || t.Segments > 1) {
			ends[at(t.Dst, t.Src)] = true
		}
		if s := r.sockets.Find(packet.TCP, t.Src, t.Dst); s != nil && s.Opener == tcp.Active && t.Segments > 0 {
			ends[at(t.Src, t.Dst)] = true
		}
	}
	return ends
}
