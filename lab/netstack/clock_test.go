package netstack

import (
	"slices"
	"testing"
	"time"
)

// TestTheClockMovesOnlyIfMoved: timers run out in the order of their times, and
// those of one time in the order in which they were started.
func TestTheClockMovesOnlyIfMoved(t *testing.T) {
	c := &clock{}
	var ran []string
	start := func(name string, d time.Duration) *timer {
		return c.AfterFunc(d, func() { ran = append(ran, name) }).(*timer)
	}
	start("late", 3*time.Second)
	start("one", time.Second)
	start("two", time.Second)
	stopped := start("stopped", time.Second)
	if !stopped.Stop() || stopped.Stop() {
		t.Errorf("a timer stops once")
	}
	again := start("again", time.Millisecond)
	again.Reset(2 * time.Second)
	if c.runDue() {
		t.Errorf("%v ran, though no time has passed", ran)
	}
	for _, want := range []time.Duration{time.Second, 2 * time.Second, 3 * time.Second} {
		at, ok := c.next()
		if !ok || at != want {
			t.Errorf("the next timer runs out at %v, %v, want %v", at, ok, want)
		}
		c.moveTo(at)
		c.runDue()
	}
	if want := []string{"one", "two", "again", "late"}; !slices.Equal(ran, want) {
		t.Errorf("%v ran, want %v", ran, want)
	}
	if _, ok := c.next(); ok {
		t.Errorf("a timer runs though all have run out")
	}
	if c.moveTo(time.Second); c.since() != 3*time.Second {
		t.Errorf("the clock went back to %v", c.since())
	}
}
