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
		f := w.flows.of(&p.Packet)
		original := f.heldCopy(p)
		if original == nil {
			original = f.deliveredCopy(p)
			if original != nil && !f.answered(original) && !f.answeredIn(batch, original) {
				original = nil
			}
		}
		if original != nil {
			w.fold(original, p)
		} else {
			w.admit(p)
		}
	}
}

// fold counts a copy in the row of its original.
func (w *Wire) fold(original, copy *Packet) {
	original.Copies++
	original.Again = copy.Sent
	w.news.Again = append(w.news.Again, *original)
}

// admit holds a new packet under the next number.
func (w *Wire) admit(p *Packet) {
	if w.Limit > 0 && len(w.held) >= w.Limit {
		w.news.Overflow++
		return
	}
	w.lastID++
	p.ID = w.lastID
	w.flows.of(&p.Packet).number(p)
	w.hold(p)
	w.news.Sent = append(w.news.Sent, *p)
}
