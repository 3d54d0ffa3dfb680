package main

import (
	"runtime"
	"runtime/metrics"
	"testing"
	"time"
)

// TestOnlyTheFirstCollectionIsPutOff holds that a long run collects as any Go
// program does.
func TestOnlyTheFirstCollectionIsPutOff(t *testing.T) {
	t.Setenv("GOGC", "")
	percent := func() uint64 {
		s := []metrics.Sample{{Name: "/gc/gogc:percent"}}
		metrics.Read(s)
		return s[0].Value.Uint64()
	}
	usual := percent()
	collectLater()
	if got := percent(); got != 200 {
		t.Errorf("at the start the heap may grow by %d %%, want 200", got)
	}
	runtime.GC()
	for end := time.Now().Add(10 * time.Second); percent() != usual; runtime.Gosched() {
		if time.Now().After(end) {
			t.Fatalf("after a collection the heap may grow by %d %%, want %d as before", percent(), usual)
		}
	}
}

// TestTheUserDecidesWhenToCollect holds that GOGC means what it says.
func TestTheUserDecidesWhenToCollect(t *testing.T) {
	t.Setenv("GOGC", "100")
	s := []metrics.Sample{{Name: "/gc/gogc:percent"}}
	metrics.Read(s)
	before := s[0].Value.Uint64()
	collectLater()
	if metrics.Read(s); s[0].Value.Uint64() != before {
		t.Errorf("the heap may grow by %d %%, want %d: GOGC is set", s[0].Value.Uint64(), before)
	}
}
