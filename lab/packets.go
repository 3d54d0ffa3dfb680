package lab

import (
	"cmp"
	"slices"

	"tcplab/lab/trace"
	"tcplab/lab/wire"
)

// packets is the table of what is on the wire, and of the last few packets
// that are no longer.
type packets struct {
	rows   []*onWire
	lastID int
}

// onWire is a row of the table.
type onWire struct {
	trace.Packet
	order int         // its sender's place in the lesson
	wire  int         // the id by which the wire knows it
	read  wire.Packet // as it came off the wire
	extra bool        // a copy that the student made and no row asked for: it takes none
}

// arrive gives ids to the packets that were sent during a step: in the order of
// their hosts, and then as they came.
func (t *packets) arrive(sent []*onWire) {
	slices.SortStableFunc(sent, func(a, b *onWire) int {
		return cmp.Or(cmp.Compare(a.order, b.order), cmp.Compare(a.wire, b.wire))
	})
	for _, p := range sent {
		t.lastID++
		p.ID = t.lastID
		t.rows = append(t.rows, p)
	}
}

func (t *packets) byID(id int) *onWire {
	for _, p := range t.rows {
		if p.ID == id {
			return p
		}
	}
	return nil
}

func (t *packets) byWire(id int) *onWire {
	for i := len(t.rows) - 1; i >= 0; i-- {
		if t.rows[i].wire == id {
			return t.rows[i]
		}
	}
	return nil
}

// held lists the packets that wait, oldest first.
func (t *packets) held() []*onWire {
	var list []*onWire
	for _, p := range t.rows {
		if p.Fate == "" {
			list = append(list, p)
		}
	}
	return list
}

// forget drops the oldest of the finished packets beyond trace.MaxWire.
func (t *packets) forget() {
	finished := 0
	for i := len(t.rows) - 1; i >= 0; i-- {
		if t.rows[i].Fate == "" {
			continue
		}
		if finished++; finished > trace.MaxWire {
			t.rows = slices.Delete(t.rows, i, i+1)
		}
	}
}

// snapshot lists what a step shows: the held packets, how many more there are,
// and the finished ones.
func (t *packets) snapshot() (held []trace.Packet, more int, finished []trace.Packet) {
	held = []trace.Packet{}
	for _, p := range t.rows {
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
