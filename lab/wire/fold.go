package wire

import "tcplab/lab/packet"

// A kernel repeats what is not acknowledged, and while people look at a held
// packet nothing is acknowledged. Such a copy is no news. It is folded into the
// row of the original if
//
//   - the original is held: nobody but us delays it;
//   - or the original was delivered, and its answer is held: a packet the other
//     way that acknowledges it, or a RST.
//
// A kernel may repeat several small segments as a single large one; that is a
// copy if the two rules hold for every byte of it, and goes into the row where
// it begins.
//
// It is a new packet if the original was dropped, or if its answer was: then
// the repetition is what the lesson is about.

// admit takes in a batch of packets that were read together: it folds copies
// into the rows of their originals, and numbers and holds the others. It throws
// away what comes while Limit packets are held.
func (w *Wire) admit(batch []*Packet) {
	for _, p := range batch {
		if original := w.original(p, batch); original != nil {
			original.Copies++
			original.Again = p.Sent
			w.news.Again = append(w.news.Again, *original)
			continue
		}
		if w.Limit > 0 && len(w.held) >= w.Limit {
			w.news.Overflow++
			continue
		}
		w.lastID++
		p.ID = w.lastID
		p.flow.number(p)
		w.hold(p)
		w.news.Sent = append(w.news.Sent, *p)
	}
}

// original finds the row that p is to be folded into, nil if p is news.
func (w *Wire) original(p *Packet, batch []*Packet) *Packet {
	if h := p.flow.heldCopy(p); h != nil {
		return h
	}
	if !p.Occupies() || p.Flags.Has(packet.RST) {
		return nil // no kernel repeats it
	}
	if d := p.flow.deliveredCopy(p); d != nil && p.flow.answered(d, batch) {
		return d.rowOf(p)
	}
	if p.Flags.Has(packet.SYN) {
		return nil // another one: the port is used again
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

// carrier finds the row that carries a sequence number of p and is a reason to
// fold, and the number after it.
func (f *flow) carrier(seq uint32, p *Packet, batch []*Packet) (row *Packet, end uint32) {
	for _, h := range f.held {
		if h.Occupies() && !before(seq, h.Seq) && before(seq, h.End()) {
			return h, h.End()
		}
	}
	for i := range f.past {
		d := &f.past[i]
		if !before(seq, d.mark.Seq) && before(seq, d.end) && f.answered(d, batch) {
			return d.rowOf(p), d.end
		}
	}
	return nil, 0
}

// rowOf returns the row of a delivered packet. Where it passed in a run nobody
// kept it, and its copy tells the same.
func (d *past) rowOf(copy *Packet) *Packet {
	if d.row == nil {
		row := *copy
		row.ID = d.id
		row.flow.number(&row)
		d.row = &row
	}
	return d.row
}
