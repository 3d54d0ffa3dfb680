package gate

import "time"

// Wants is what a call waits for on its descriptor.
type Wants int

const (
	ToRead  Wants = iota + 1 // bytes, a datagram, a connection in the queue, an end, or an error
	ToWrite                  // room for bytes, the end of a handshake, or an error
)

// ignored is how long a call may leave its descriptor ready. After that it is
// taken for a call that will not use it, which has settled.
const ignored = time.Second

// Waits says on which descriptor the call may have to wait, and for what. The
// call is then not at rest while the kernel has that (see settle.go), whatever
// the Go runtime says of its goroutine. A descriptor below 0 is none.
func (c *Call) Waits(fd int, wants Wants) {
	if c == nil || fd < 0 {
		return
	}
	c.host.mu.Lock()
	defer c.host.mu.Unlock()
	c.fd, c.wants = fd, wants
}

// Timed tells the bench that the call ends by itself after a time that the program
// gave it, if on is true. Then the bench may wait for its end.
func (c *Call) Timed(on bool) {
	if c == nil {
		return
	}
	c.host.mu.Lock()
	defer c.host.mu.Unlock()
	c.timed = on
}

// pending lists the calls under way that wait on a descriptor. It uses the room
// of list.
func (h *host) pending(list []waiting) []waiting {
	list = list[:0]
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, c := range h.calls {
		if c.inside && c.wants != 0 {
			list = append(list, waiting{c, c.fd, c.wants})
		}
	}
	for c := range h.passing {
		if c.wants != 0 {
			list = append(list, waiting{c, c.fd, c.wants})
		}
	}
	return list
}

// waiting is a call under way that waits on a descriptor.
type waiting struct {
	call  *Call
	fd    int
	wants Wants
}

// goesOn reports whether one of the calls goes on by itself, because its
// descriptor is ready. It is called at each look.
func (q *quiet) goesOn(calls []waiting) bool {
	on := false
	seen := q.ready.calls(calls)
	now := time.Now()
	for c := range q.unused {
		if !seen[c] {
			delete(q.unused, c)
		}
	}
	for c := range seen {
		if _, before := q.unused[c]; !before {
			q.unused[c] = now
		}
		on = on || now.Sub(q.unused[c]) < ignored
	}
	return on
}
