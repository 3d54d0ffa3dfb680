package wire

import (
	"slices"

	"tcplab/lab/packet"
)

// A wire may be cut. From then on it takes nothing of what some kernels send:
// such a packet is lost as soon as it is read from the device, and is never
// held. A packet that is held already is further along and stays.
//
// A kernel repeats what it has sent in vain, for minutes. A repetition of a lost
// packet is counted with it (News.LostAgain) and is lost, too. If the original
// was sent before the cut, and is held, or its answer is, the repetition is
// folded into that one as always, but it is not on the wire: a Drop does not
// bring it to light.
//
// Once the wire is mended, the next repetition is a new packet, as after a Drop.

// maxLost is the largest number of lost packets that one direction remembers.
// The oldest are forgotten first.
const maxLost = 1 << 10

// Cut sets which packets are lost as their kernel sends them: those for which
// loses returns true. It is asked once for each packet, before the packet has
// its numbers. While Run runs it is asked on another goroutine. nil mends the
// wire.
//
// A packet that is in the device already was sent before: Cut reads it first.
func (w *Wire) Cut(loses func(*Packet) bool) error {
	err := w.drain()
	w.loses = loses
	for _, f := range w.flows { // of a direction that was mended, nothing is counted any more
		f.lost = slices.DeleteFunc(f.lost, func(p *Packet) bool { return !w.cutFor(p) })
	}
	return err
}

// Lose lets a cut wire lose a packet that is held: it turned out that the wire
// was cut before the packet was sent. Copies of it that were folded are lost, too.
func (w *Wire) Lose(id int) error {
	p, err := w.find(id)
	if err != nil {
		return err
	}
	w.release(p)
	for _, tapped := range append([]int64{p.tapped}, p.taps...) {
		w.Tap.Became(tapped, Lost)
	}
	p.folded, p.newest, p.taps = 0, nil, nil
	p.flow.lost = append(p.flow.lost, p)
	return nil
}

// cutFor reports whether the wire is cut for a packet.
func (w *Wire) cutFor(p *Packet) bool { return w.loses != nil && w.loses(p) }

// lose takes in a packet that is lost: a repetition of an earlier one, or a new
// one. batch holds the packets that were read with it and are not lost.
func (w *Wire) lose(p *Packet, batch []*Packet) {
	w.Tap.Became(p.tapped, Lost)
	if original := w.original(p, batch); original != nil {
		original.Copies++
		original.Again = p.Sent
		w.news.Again = append(w.news.Again, *original)
		return
	}
	if first := p.flow.lostCopy(p); first != nil {
		first.Copies++
		first.Again = p.Sent
		again := *p
		again.ID, again.Copies, again.Again = first.ID, first.Copies, first.Again
		again.flow.number(&again)
		w.news.LostAgain = append(w.news.LostAgain, again)
		return
	}
	w.lastID++
	p.ID = w.lastID
	p.flow.number(p)
	if len(p.flow.lost) >= maxLost {
		p.flow.lost = p.flow.lost[1:]
	}
	p.flow.lost = append(p.flow.lost, p)
	w.news.Lost = append(w.news.Lost, *p)
}

// lostCopy returns the lost packet of which p is a repetition, or nil. If p
// repeats several as a single large one, that is the packet that has its first
// byte. An ACK without data is never repeated.
func (f *flow) lostCopy(p *Packet) *Packet {
	if !p.repeats() {
		return nil
	}
	for _, l := range slices.Backward(f.lost) {
		if packet.Same(&l.Packet, &p.Packet) || l.Probe && p.Probe && l.Seq == p.Seq {
			return l
		}
	}
	if p.Probe || p.Flags.Has(packet.SYN) {
		return nil
	}
	var first *Packet
	for next := p.Seq; before(next, p.End()); {
		i := slices.IndexFunc(f.lost, func(l *Packet) bool { return !before(next, l.Seq) && before(next, l.End()) })
		if i < 0 {
			return nil
		}
		if first == nil {
			first = f.lost[i]
		}
		next = f.lost[i].End()
	}
	return first
}
