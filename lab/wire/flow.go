package wire

import (
	"net/netip"
	"slices"

	"tcplab/lab/packet"
)

// flows are the connections seen, by protocol and addresses. Each connection
// has two flows, one for each direction, which point at each other.
type flows map[flowKey]*flow

type flowKey struct {
	proto    string
	src, dst netip.AddrPort
}

// flow remembers one direction of a connection.
type flow struct {
	back *flow // the other direction

	first  uint32 // the sequence number that counts as 0
	known  bool   // first is set
	scale  int    // bits by which the sender's windows are shifted, -1 if it announced none
	opened bool   // first comes from a SYN
	next   uint32 // the sequence number behind all that was sent; means nothing unless sent is set
	sent   bool   // something was sent that takes room in the sequence space
	acked  uint32 // the largest acknowledgement number that has come back; 0 if none has

	held []*Packet // this direction's part of Wire.held
	past []past    // delivered packets that may be repeated, in the order of delivery
	lost []*Packet // packets that a cut wire has lost and that may be repeated, in the order of sending
}

// past is a delivered packet of which the sender does not know yet that it
// arrived.
type past struct {
	mark packet.Mark
	end  uint32  // the sequence number after it; of a probe, the one that an answer acknowledges
	id   int     // its Packet.ID
	row  *Packet // nil if it passed during a Run and no copy of it was seen yet
	done bool    // an acknowledgement of it was delivered, so it is forgotten after the next reading

	probe bool // it asked for an answer and brought nothing new
}

// maxFlows bounds the memory. Beyond it, connections with no held packets are
// forgotten; their relative numbers begin anew if they send again.
const maxFlows = 1 << 14

// maxPast is the largest number of delivered packets that one direction
// remembers. The oldest are forgotten first.
const maxPast = 1 << 12

// of returns the direction to which a packet belongs, and makes it if there is
// none.
func (all flows) of(p *packet.Packet) *flow {
	key := flowKey{p.Proto, p.Src, p.Dst}
	f := all[key]
	if f == nil {
		if len(all) >= maxFlows {
			all.shrink()
		}
		f = &flow{scale: -1}
		f.back = f
		if p.Src != p.Dst { // ICMP has no ports, and a socket may dial itself
			f.back = &flow{scale: -1, back: f}
		}
		all[flowKey{p.Proto, p.Dst, p.Src}] = f.back
		all[key] = f
	}
	return f
}

func (all flows) shrink() {
	for key, f := range all {
		if len(f.held)+len(f.back.held) == 0 {
			delete(all, key)
		}
	}
}

func (f *flow) hold(p *Packet) { f.held = append(f.held, p) }

func (f *flow) unhold(p *Packet) {
	f.held = slices.DeleteFunc(f.held, func(h *Packet) bool { return h == p })
}

// heldCopy returns the newest held packet of which p is a copy, or nil.
func (f *flow) heldCopy(p *Packet) *Packet {
	for _, h := range slices.Backward(f.held) {
		if packet.Same(&h.Packet, &p.Packet) || h.Probe && p.Probe && h.Seq == p.Seq {
			return h
		}
	}
	return nil
}

// deliveredCopy returns the delivered packet of which p is a copy, or nil.
func (f *flow) deliveredCopy(p *Packet) *past {
	for i := range slices.Backward(f.past) {
		if f.past[i].mark == p.Mark() {
			return &f.past[i]
		}
	}
	return nil
}

// answered reports whether a delivered packet has an answer of which its sender
// could not know when it sent the copy. The answer is held; or it was read in
// the same batch, perhaps behind the copy; or it was delivered after the device
// was last read.
func (f *flow) answered(d *past, batch []*Packet) bool {
	if d.done {
		return true
	}
	for _, h := range f.back.held {
		if answers(h, d) {
			return true
		}
	}
	return slices.ContainsFunc(batch, func(a *Packet) bool { return a.flow == f.back && answers(a, d) })
}

// unanswered lists the delivered packets of the other direction that have no
// answer any more if a, a packet of this direction, is lost.
func (f *flow) unanswered(a *Packet) []*Packet {
	var rows []*Packet
	for i := range f.back.past {
		d := &f.back.past[i]
		if d.row != nil && answers(a, d) && !f.back.answered(d, nil) {
			rows = append(rows, d.row)
		}
	}
	return rows
}

// answers reports whether a is a packet after which d's sender stops repeating
// d.
func answers(a *Packet, d *past) bool {
	if a.Flags.Has(packet.RST) {
		return true
	}
	if !a.Flags.Has(packet.ACK) {
		return false
	}
	if !before(a.Ack, d.end) {
		return true
	}
	return slices.ContainsFunc(a.SACK, func(r packet.Range) bool {
		return !before(d.mark.Seq, r.First) && !before(r.After, d.end)
	})
}

// delivered notes that a packet has arrived. The packets that it acknowledges
// are done, and it may itself be repeated until it is acknowledged.
func (f *flow) delivered(p *Packet) {
	if p.Proto != packet.TCP {
		return
	}
	f.acknowledges(p)
	for i := range f.back.past {
		d := &f.back.past[i]
		d.done = d.done || answers(p, d)
	}
	f.remember(p, p)
}

// passed notes a packet that crossed during a Run. Acknowledgements come in
// order then, thousands a second, so the packets that they acknowledge are
// taken from the front.
func (f *flow) passed(p *Packet) {
	if p.Proto != packet.TCP {
		return
	}
	f.acknowledges(p)
	past := f.back.past
	for len(past) > 0 && answers(p, &past[0]) {
		past = past[1:]
	}
	f.back.past = past
	f.remember(p, nil)
}

// remember adds a packet to the past if its kernel may repeat it.
func (f *flow) remember(p, row *Packet) {
	if !p.repeats() {
		return
	}
	if len(f.past) >= maxPast {
		f.past = f.past[1:]
	}
	d := past{mark: p.Mark(), end: p.End(), id: p.ID, row: row, probe: p.Probe}
	if p.Probe && p.Len == 0 {
		d.end++
	}
	f.past = append(f.past, d)
}

// forget drops the delivered packets that are acknowledged by now.
func (f *flow) forget() {
	f.past = slices.DeleteFunc(f.past, func(d past) bool { return d.done })
}

// isProbe reports whether p asks for an answer and has nothing else to say: it
// is an ACK whose sequence number is one below the sender's next one. It has no data;
// or, as gVisor sends it, one byte of which its sender knows that it is acknowledged,
// so that it cannot be sent again for its own sake.
func (f *flow) isProbe(p *packet.Packet) bool {
	return p.Proto == packet.TCP && !p.Fragment() && f.sent && (p.Len == 0 || p.Len == 1 && f.acked == f.next) &&
		p.Flags&(packet.SYN|packet.FIN|packet.RST|packet.ACK) == packet.ACK && p.Seq == f.next-1
}

// acknowledges notes which of the other direction's bytes have been acknowledged to
// their sender by p, which has arrived there.
func (f *flow) acknowledges(p *Packet) {
	if p.Flags.Has(packet.ACK) && (f.back.acked == 0 || before(f.back.acked, p.Ack)) {
		f.back.acked = p.Ack
	}
}

// number sets p's numbers relative to the beginning of its connection, and its
// window.
func (f *flow) number(p *Packet) {
	p.Window = p.Packet.Window
	if p.Proto != packet.TCP || p.Offset > 0 {
		return
	}
	f.note(&p.Packet)
	if end := p.End(); p.Occupies() && (!f.sent || before(f.next, end)) {
		f.next, f.sent = end, true
	}
	p.RelSeq = p.Seq - f.first
	if p.Flags.Has(packet.RST|packet.ACK) && p.Seq == 0 {
		p.RelSeq = 0 // it answers a SYN, and its 0 is no place in a stream (RFC 9293, section 3.5.2)
	}
	if p.Flags.Has(packet.ACK) {
		p.RelAck = p.Ack - f.back.first
	}
	if !p.Flags.Has(packet.SYN) && f.scale >= 0 && f.back.scale >= 0 {
		p.Window <<= f.scale
	}
}

// note learns from p where the numbers of both directions begin. The SYN has
// that number (RFC 9293, section 3.4.1). If no SYN was seen, the first
// segment's sequence number counts as the beginning, and its acknowledgement
// number as that of the other direction.
func (f *flow) note(p *packet.Packet) {
	switch {
	case p.Flags.Has(packet.SYN):
		if f.opened && f.first != p.Seq && !p.Flags.Has(packet.ACK) {
			*f.back = flow{back: f, scale: -1, held: f.back.held} // the port is used again
			f.past = nil
		}
		f.first, f.known, f.opened, f.scale, f.sent, f.acked = p.Seq, true, true, p.WScale, false, 0
	case !f.known:
		f.first, f.known = p.Seq, true
	}
	if p.Flags.Has(packet.ACK) && !f.back.known {
		f.back.first, f.back.known = p.Ack, true
	}
}

// before compares sequence numbers, which wrap around (RFC 9293, section 3.4).
func before(a, b uint32) bool { return int32(a-b) < 0 }
