package main

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// TestAPageTakesItsTime: whoever leaves a run has asked for its page, so tcplab is
// not cut off while it writes that, as long as it does not hang.
func TestAPageTakesItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var cut atomic.Bool
		e := &ending{cut: func() { cut.Store(true) }}
		e.later(pageWithin)
		time.Sleep(2 * pageWithin)
		if synctest.Wait(); cut.Load() {
			t.Error("it was cut off though nobody wants it to end")
		}
		e.soon()
		time.Sleep(endWithin / 2)
		e.later(pageWithin)
		time.Sleep(pageWithin - time.Millisecond)
		if synctest.Wait(); cut.Load() {
			t.Errorf("it was cut off before %v were over", pageWithin)
		}
		time.Sleep(2 * time.Millisecond)
		if synctest.Wait(); !cut.Load() {
			t.Errorf("it hangs, and was not cut off after %v", pageWithin)
		}
		(*ending)(nil).later(pageWithin) // tests have none
	})
}
