package wire

import (
	"slices"

	"tcplab/lab/packet"
)

// A kernel repeats a packet that is not acknowledged, and nothing is
// acknowledged while people look at a held packet. Such a copy is no news. It
// is folded into the original if
//
//   - the original is held, so that only tcplab delays it;
//   - or the original was delivered, and its answer is held. An answer is a
//     packet the other way that acknowledges it, or a RST.
//
// A kernel may repeat several small segments as a single large one. That is a
// copy if one of the two rules holds for every byte of it. It is folded into
// the packet that has its first byte.
//
// A repetition is a new packet if the original or its answer was dropped,
// because the lesson is about such a repetition.
//
// An ACK without data is an answer. It is never repeated, and neither is a RST,
// so two that are equal are two packets. The one exception is a probe, which a
// kernel sends by a timer until it is answered. It has no data, and its
// sequence number is one below what is expected, so that the receiver must
// answer (RFC 9293, section 3.8.4, of keepalive; Linux asks in the same way
// whether a window is still zero, and gVisor with one byte that is there already).

// admit takes in a batch of packets that were read together. It folds copies
// into their originals, and numbers and holds the other packets. It throws away
// a packet that comes while Limit packets are held. A packet that a cut wire
// loses answers nothing.
func (w *Wire) admit(all []*Packet) {
	batch := all
	if w.loses != nil {
		batch = slices.DeleteFunc(slices.Clone(all), w.cutFor)
	}
	for _, p := range all {
		p.Probe = p.flow.isProbe(&p.Packet)
		if len(batch) < len(all) && !slices.Contains(batch, p) {
			w.lose(p, batch)
			continue
		}
		if original := w.original(p, batch); original != nil {
			original.Copies++
			original.folded++
			original.Again, original.newest, original.taps = p.Sent, p, append(original.taps, p.tapped)
			w.news.Again = append(w.news.Again, *original)
			w.Tap.Became(p.tapped, Folded)
			continue
		}
		if w.Limit > 0 && len(w.held) >= w.Limit {
			w.news.Overflow++
			w.Tap.Became(p.tapped, Refused)
			continue
		}
		w.lastID++
		p.ID = w.lastID
		p.flow.number(p)
		w.hold(p)
		w.news.Sent = append(w.news.Sent, *p)
	}
}

// original returns the packet into which p is to be folded, or nil if p is
// news.
func (w *Wire) original(p *Packet, batch []*Packet) *Packet {
	if h := p.flow.heldCopy(p); h != nil {
		return h
	}
	if !p.repeats() {
		return nil
	}
	if d := p.flow.deliveredCopy(p); d != nil && p.flow.answered(d, batch) {
		return d.rowOf(p)
	}
	if p.Probe || p.Flags.Has(packet.SYN) {
		return nil // a SYN is that of another connection, because the port is used again
	}
	var first *Packet
	for next := p.Seq; before(next, p.End()); {
		row, end := p.flow.carrier(next, p, batch)
		if row == nil {
			return nil
		}
		if first == nil {
			first = row
		}
		next = end
	}
	return first
}

// carrier returns the packet that carries the sequence number seq of p and is a
// reason to fold, and the sequence number after that packet. row is nil if
// there is none.
func (f *flow) carrier(seq uint32, p *Packet, batch []*Packet) (row *Packet, end uint32) {
	for _, h := range f.held {
		if !before(seq, h.Seq) && before(seq, h.End()) {
			return h, h.End()
		}
	}
	for i := range f.past {
		d := &f.past[i]
		if !d.probe && !before(seq, d.mark.Seq) && before(seq, d.end) && f.answered(d, batch) {
			return d.rowOf(p), d.end
		}
	}
	return nil, 0
}

// repeats reports whether p's kernel sends p again until it is answered.
func (p *Packet) repeats() bool {
	return p.Probe || p.Occupies() && !p.Flags.Has(packet.RST)
}

// rowOf returns a delivered packet. If it passed during a Run nobody kept it,
// so rowOf makes it out of its copy.
func (d *past) rowOf(copy *Packet) *Packet {
	if d.row == nil {
		row := *copy
		row.ID = d.id
		row.flow.number(&row)
		d.row = &row
	}
	return d.row
}
