package net

import (
	"slices"
	"sync"
	"time"

	"tcplab/lab/gate"
	"tcplab/lab/net/sys"
)

// deadline is a deadline that a program has set, kept as the time that is left.
// The time runs only while a call is under way: a read must not time out while
// a student looks at the screen for a minute.
//
// The clock is the socket's. If the socket lives in the bench's process, that is
// the stack's clock, which moves only if a student lets time pass.
type deadline struct {
	arm func(time.Time) error // sets the deadline on the real socket; the zero time removes it
	now func() time.Time      // the socket's clock, at least as late as at the end of the last arm

	mu     sync.Mutex
	set    bool
	left   time.Duration // the deadline has passed if this is not more than 0
	inside []*gate.Call  // the calls under way
	since  time.Time     // when the first of them began
}

// clock returns the clock of this host's sockets.
func clock() func() time.Time {
	if config().Stack {
		return sys.Now
	}
	return time.Now
}

// put sets the deadline to t, also for the calls under way. The zero time
// removes it.
func (d *deadline) put(t time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.set = !t.IsZero()
	if d.set {
		d.left = meant(t)
	}
	for _, c := range d.inside {
		c.Timed(d.set)
	}
	err := d.apply()
	d.since = d.now()
	return err
}

// meant returns the time to t, which the program has just made with the machine's own
// clock, from a time that it means. On the stack's clock it is that time to the
// letter, or two runs would differ: the program has made t since its last call
// ended, so it means no less than what is left now, and no more than was left then.
// The roundest time in between is taken.
func meant(t time.Time) time.Duration {
	least := time.Until(t)
	if !config().Stack || least <= 0 {
		return least
	}
	most := t.Sub(gate.Since())
	for _, step := range []time.Duration{100, 50, 20, 10, 5, 2, 1} {
		step *= time.Millisecond
		if round := (least + step - 1).Truncate(step); round <= most {
			return round
		}
	}
	return least
}

// apply sets the deadline on the real socket. The caller holds mu.
func (d *deadline) apply() error {
	if !d.set {
		return d.arm(time.Time{})
	}
	return d.arm(d.now().Add(d.left))
}

// begin starts the clock when a call has been let go.
func (d *deadline) begin(c *gate.Call) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.inside = append(d.inside, c)
	c.Timed(d.set)
	if len(d.inside) == 1 && d.set {
		d.apply() // if the socket is closed, the call itself returns the error
		d.since = d.now()
	}
}

// end stops the clock when a call has returned.
func (d *deadline) end(c *gate.Call) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if i := slices.Index(d.inside, c); i >= 0 {
		d.inside = slices.Delete(d.inside, i, i+1)
	}
	if len(d.inside) == 0 && d.set {
		d.left -= d.now().Sub(d.since)
	}
}
