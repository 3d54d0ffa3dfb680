package net

import (
	"sync"
	"time"
)

// deadline is a deadline that a program has set, kept as the time that is
// left. It runs only while a call is under way: a student who looks at the
// screen for a minute must not find that the read has timed out meanwhile.
type deadline struct {
	arm func(time.Time) error // sets it on the real socket; the zero time is none

	mu     sync.Mutex
	set    bool
	left   time.Duration // not more than 0: it has passed
	inside int           // calls under way
	since  time.Time     // when the first of them began
}

// put sets the deadline to t, at once for the calls under way; the zero time
// takes it away.
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

// apply sets what is left on the real socket. The caller holds mu.
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
		d.apply() // on a closed socket the call itself gives the error
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
