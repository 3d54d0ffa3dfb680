package table

import (
	"cmp"
	"net/netip"
	"slices"

	"tcplab/lab/trace"
)

// Calls is the table of the calls that stand at a gate or are under way.
type Calls struct {
	Rows   []*Call
	lastID int
}

// Call is a row of the table.
type Call struct {
	trace.Call
	Order                 int // the place of its host in the lesson
	InHost                int // the id by which its host knows it
	Proto                 string
	LocalAddr, RemoteAddr netip.AddrPort // of its socket, if that is known
	Inode                 uint32         // of its socket, if that is a listener or a UDP socket
	Passed                bool           // it went through an open gate
	Thread                int            // of somebody else's program, the number of the thread that is in the call
}

// Arrive gives ids to the calls that have come to their gates during a step.
// Goroutines race to the gate, so their order is by host, source line and
// socket, and only then by arrival.
func (t *Calls) Arrive(begun []*Call) {
	slices.SortStableFunc(begun, func(a, b *Call) int {
		return cmp.Or(
			cmp.Compare(a.Order, b.Order),
			cmp.Compare(a.File, b.File),
			cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Socket, b.Socket),
			cmp.Compare(a.InHost, b.InHost))
	})
	for _, c := range begun {
		t.lastID++
		c.ID = t.lastID
		t.Rows = append(t.Rows, c)
	}
}

// Seen makes the table that of the calls in which somebody else's programs were just
// seen. A call in which its thread was seen before keeps its id, and the step in
// which it was first seen; the others are new in step. Nobody sees whether a thread
// has left a call meanwhile and come back.
func (t *Calls) Seen(now []*Call, step int) {
	before := t.Rows
	t.Rows = nil
	for _, c := range now {
		i := slices.IndexFunc(before, c.same)
		if i < 0 {
			t.lastID++
			c.ID, c.Since = t.lastID, step
		} else {
			c.ID, c.Since = before[i].ID, before[i].Since
		}
		t.Rows = append(t.Rows, c)
	}
	slices.SortFunc(t.Rows, func(a, b *Call) int { return cmp.Compare(a.ID, b.ID) })
}

// same reports whether two calls are of one thread, by the same name and about the
// same sockets.
func (c *Call) same(d *Call) bool {
	return c.Program == d.Program && c.Thread == d.Thread && c.Name == d.Name && c.Socket == d.Socket &&
		slices.Equal(c.Set, d.Set) && slices.Equal(c.Out, d.Out) && c.Unknown == d.Unknown && c.Timed == d.Timed && c.Room == d.Room && c.Input == d.Input
}

// ByHost returns the call of a host that has the host's own id inHost, or nil.
func (t *Calls) ByHost(host string, inHost int) *Call {
	for _, c := range t.Rows {
		if c.Host == host && c.InHost == inHost {
			return c
		}
	}
	return nil
}

func (t *Calls) ByID(id int) *Call {
	for _, c := range t.Rows {
		if c.ID == id {
			return c
		}
	}
	return nil
}

func (t *Calls) Remove(gone *Call) {
	t.Rows = slices.DeleteFunc(t.Rows, func(c *Call) bool { return c == gone })
}

// RemoveHost removes the calls of a host that has ended.
func (t *Calls) RemoveHost(host string) {
	t.Rows = slices.DeleteFunc(t.Rows, func(c *Call) bool { return c.Host == host })
}

// Waiting lists the calls at the gate, by id.
func (t *Calls) Waiting() []*Call {
	var list []*Call
	for _, c := range t.Rows {
		if c.Status == trace.CallWaiting {
			list = append(list, c)
		}
	}
	return list
}

// Lingering reports whether a call is under way that waits for the system and
// not for a peer's program, such as a Close after SetLinger. Such a call ends
// by itself.
func (t *Calls) Lingering() bool {
	return slices.ContainsFunc(t.Rows, func(c *Call) bool {
		return c.Status == trace.CallRunning && c.Name == "Close"
	})
}

// Timed reports whether a call is under way that ends by itself after a time that
// its program gave it, such as a Read with a deadline.
func (t *Calls) Timed() bool {
	return slices.ContainsFunc(t.Rows, func(c *Call) bool { return c.Status == trace.CallRunning && c.Timed })
}

// Snapshot lists the calls, by id.
func (t *Calls) Snapshot() []trace.Call {
	list := []trace.Call{}
	for _, c := range t.Rows {
		list = append(list, c.Call)
	}
	return list
}
