package wire

// A kernel repeats what is not acknowledged, and while people look at a held
// packet nothing is acknowledged. Such a copy is no news. It is folded into the
// row of the original if
//
//   - the original is held: nobody but us delays it;
//   - or the original was delivered, and its answer is held: a packet the other
//     way that acknowledges it, or a RST.
//
// It is a new packet if the original was dropped, or if its answer was: then
// the repetition is what the lesson is about.

// sort tells copies from news in a batch of packets that were read together.
func (w *Wire) sort(batch []*Packet) {
	for _, p := range batch {
		if original := w.original(p, batch); original != nil {
			original.Copies++
			original.Again = p.Sent
			w.news.Again = append(w.news.Again, *original)
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
	d := p.flow.deliveredCopy(p)
	if d == nil || !p.flow.answered(d, batch) {
		return nil
	}
	if d.row == nil { // it passed in a run, and nobody kept it: its copy tells the same
		row := *p
		row.ID = d.id
		row.flow.number(&row)
		d.row = &row
	}
	return d.row
}
