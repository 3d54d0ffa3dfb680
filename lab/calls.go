package lab

import (
	"cmp"
	"net/netip"
	"slices"

	"tcplab/lab/trace"
)

// calls is the table of the calls that stand at a gate or are under way.
type calls struct {
	rows   []*call
	lastID int
}

// call is a row of the table.
type call struct {
	trace.Call
	order         int // its host's place in the lesson
	inHost        int // the id by which its host knows it
	proto         string
	local, remote netip.AddrPort // of its socket, where that is known
	passed        bool           // it went through an open gate
}

// arrive gives ids to the calls that have come to their gates during a step.
// Goroutines race to the gate, so the order is not theirs: host, source line,
// socket, and only then arrival.
func (t *calls) arrive(begun []*call) {
	slices.SortStableFunc(begun, func(a, b *call) int {
		return cmp.Or(
			cmp.Compare(a.order, b.order),
			cmp.Compare(a.File, b.File),
			cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Socket, b.Socket),
			cmp.Compare(a.inHost, b.inHost))
	})
	for _, c := range begun {
		t.lastID++
		c.ID = t.lastID
		t.rows = append(t.rows, c)
	}
}

// of finds a host's call by the host's own id for it.
func (t *calls) of(host string, inHost int) *call {
	for _, c := range t.rows {
		if c.Host == host && c.inHost == inHost {
			return c
		}
	}
	return nil
}

func (t *calls) byID(id int) *call {
	for _, c := range t.rows {
		if c.ID == id {
			return c
		}
	}
	return nil
}

func (t *calls) remove(gone *call) {
	t.rows = slices.DeleteFunc(t.rows, func(c *call) bool { return c == gone })
}

// removeHost forgets the calls of a host that has ended.
func (t *calls) removeHost(host string) {
	t.rows = slices.DeleteFunc(t.rows, func(c *call) bool { return c.Host == host })
}

// waiting lists the calls at the gate, by id.
func (t *calls) waiting() []*call {
	var list []*call
	for _, c := range t.rows {
		if c.Status == trace.CallWaiting {
			list = append(list, c)
		}
	}
	return list
}

// lingering tells whether a call is under way that waits for the system and not
// for a peer's program: a Close after SetLinger, say. It ends by itself.
func (t *calls) lingering() bool {
	return slices.ContainsFunc(t.rows, func(c *call) bool {
		return c.Status == trace.CallRunning && c.Name == "Close"
	})
}

// snapshot lists the calls, by id.
func (t *calls) snapshot() []trace.Call {
	list := []trace.Call{}
	for _, c := range t.rows {
		list = append(list, c.Call)
	}
	return list
}
