package table

import (
	"cmp"
	"slices"

	"tcplab/lab/trace"
	"tcplab/lab/wire"
)

// Packets is the table of the packets on the wire, and of the last few that
// have left it.
type Packets struct {
	Rows   []*Packet
	lastID int
}

// Packet is a row of the table.
type Packet struct {
	trace.Packet
	Order int         // the place of its sender in the lesson
	Wire  int         // the id by which the wire knows it
	Read  wire.Packet // as it came off the wire
	Extra bool        // a copy that the student made and no row asked for, so it takes no row
}

// Arrive gives ids to the packets that were sent during a step, in the order of
// their hosts, and then of their sending.
func (t *Packets) Arrive(sent []*Packet) {
	slices.SortStableFunc(sent, func(a, b *Packet) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.Wire, b.Wire))
	})
	for _, p := range sent {
		t.lastID++
		p.ID = t.lastID
		t.Rows = append(t.Rows, p)
	}
}

// Stay adds a copy that stays on the wire though its original, which is in the
// table, was dropped. It takes that one's place in the order of sending; if the
// original is not there, it comes last.
func (t *Packets) Stay(p, original *Packet) {
	t.lastID++
	p.ID = t.lastID
	at := len(t.Rows)
	if i := slices.Index(t.Rows, original); i >= 0 {
		at = i + 1
	}
	t.Rows = slices.Insert(t.Rows, at, p)
}

func (t *Packets) ByID(id int) *Packet {
	for _, p := range t.Rows {
		if p.ID == id {
			return p
		}
	}
	return nil
}

func (t *Packets) ByWire(id int) *Packet {
	for i := len(t.Rows) - 1; i >= 0; i-- {
		if t.Rows[i].Wire == id {
			return t.Rows[i]
		}
	}
	return nil
}

// Held lists the packets that wait, oldest first.
func (t *Packets) Held() []*Packet {
	var list []*Packet
	for _, p := range t.Rows {
		if p.Fate == "" {
			list = append(list, p)
		}
	}
	return list
}

// Forget removes the oldest of the finished packets beyond trace.MaxWire.
func (t *Packets) Forget() {
	finished := 0
	for i := len(t.Rows) - 1; i >= 0; i-- {
		if t.Rows[i].Fate == "" {
			continue
		}
		if finished++; finished > trace.MaxWire {
			t.Rows = slices.Delete(t.Rows, i, i+1)
		}
	}
}

// Snapshot returns the packets that a step shows: the held ones, at most
// trace.MaxHeld of them, how many more are held, and the finished ones.
func (t *Packets) Snapshot() (held []trace.Packet, more int, finished []trace.Packet) {
	held = []trace.Packet{}
	for _, p := range t.Rows {
		switch {
		case p.Fate != "":
			finished = append(finished, p.Packet)
		case len(held) < trace.MaxHeld:
			held = append(held, p.Packet)
		default:
			more++
		}
	}
	return held, more, finished
}
