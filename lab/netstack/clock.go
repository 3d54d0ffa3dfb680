package netstack

import (
	"slices"
	"sync"
	"time"
	"unsafe"

	"gvisor.dev/gvisor/pkg/tcpip"
)

// clock is the stack's clock. It stands still until advance moves it, so that a
// timer runs out only if a move waits for it.
type clock struct {
	mu     sync.Mutex
	now    time.Duration // since the stack was made
	timers []*timer      // that run, the next one first
}

// epoch is the stack's time of day at its start. It is the same in every run, so
// that two runs have the same numbers in their packets.
var epoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

var _ tcpip.Clock = (*clock)(nil)

func (c *clock) since() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Now returns the stack's time of day.
func (c *clock) Now() time.Time { return epoch.Add(c.since()) }

// NowMonotonic returns the time since the stack's start. It is never 0, which
// stands for no time in the stack.
func (c *clock) NowMonotonic() tcpip.MonotonicTime {
	return tcpip.MonotonicTime{}.Add(c.since() + time.Second)
}

// AfterFunc has f called when d has passed.
func (c *clock) AfterFunc(d time.Duration, f func()) tcpip.Timer {
	t := &timer{clock: c, f: f}
	t.Reset(d)
	return t
}

// timer is one that advance runs.
type timer struct {
	clock *clock
	f     func()
	at    time.Duration
	runs  bool
}

// Stop stops the timer, and reports whether it ran.
func (t *timer) Stop() bool {
	t.clock.mu.Lock()
	defer t.clock.mu.Unlock()
	ran := t.runs
	t.clock.remove(t)
	return ran
}

// Reset starts the timer anew.
func (t *timer) Reset(d time.Duration) {
	c := t.clock
	c.mu.Lock()
	defer c.mu.Unlock()
	c.remove(t)
	t.at, t.runs = c.now+max(d, 0), true
	i, _ := slices.BinarySearchFunc(c.timers, t.at+1, func(o *timer, at time.Duration) int { return int(o.at - at) })
	c.timers = slices.Insert(c.timers, i, t) // behind those of the same time
}

func (c *clock) remove(t *timer) {
	if i := slices.Index(c.timers, t); i >= 0 {
		c.timers = slices.Delete(c.timers, i, i+1)
	}
	t.runs = false
}

// running returns the timer at an address if it runs, or nil.
func (c *clock) running(address uintptr) *timer {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, t := range c.timers {
		if uintptr(unsafe.Pointer(t)) == address {
			return t
		}
	}
	return nil
}

// next returns the time at which the next timer runs out.
func (c *clock) next() (at time.Duration, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.timers) == 0 {
		return 0, false
	}
	return c.timers[0].at, true
}

// runDue calls the functions of the timers that have run out by now, one after
// the other, and reports whether there were any.
func (c *clock) runDue() (any bool) {
	for {
		c.mu.Lock()
		if len(c.timers) == 0 || c.timers[0].at > c.now {
			c.mu.Unlock()
			return any
		}
		t := c.timers[0]
		c.remove(t)
		c.mu.Unlock()
		t.f()
		any = true
	}
}

// moveTo sets the clock, which never goes back.
func (c *clock) moveTo(at time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = max(c.now, at)
}
