package net

import (
	"sync"
	"time"
)

// deadline is a deadline that a program has set, kept as the time that is left.
// The time runs only while a call is under way: a read must not time out while
// a student looks at the screen for a minute.
type deadline struct {
	arm func(time.Time) error // sets the deadline on the real socket; the zero time removes it

	mu     sync.Mutex
	set    bool
	left   time.Duration // the deadline has passed if this is not more than 0
	inside int           // how many calls are under way
	since  time.Time     // when the first of them began
}

// put sets the deadline to t, also for the calls under way. The zero time
// removes it.
func (d *deadline) put(t time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.set = !t.IsZero()
	if d.set {
		d.left = time.Until(t)
	}
	d.since = time.Now()
	return d.apply()
}

// apply sets the deadline on the real socket. The caller holds mu.
func (d *deadline) apply() error {
	if !d.set {
		return d.arm(time.Time{})
	}
	return d.arm(time.Now().Add(d.left))
}

// begin starts the clock when a call has been let go.
func (d *deadline) begin() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.inside++
	if d.inside == 1 && d.set {
		d.since = time.Now()
		d.apply() // if the socket is closed, the call itself returns the error
	}
}

// end stops the clock when a call has returned.
func (d *deadline) end() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.inside--
	if d.inside == 0 && d.set {
		d.left -= time.Since(d.since)
	}
}
