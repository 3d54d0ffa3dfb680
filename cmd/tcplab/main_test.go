package main

import (
	"runtime"
	"runtime/metrics"
	"strings"
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

// TestAVerdictStandsOnStandardError has the sentence where somebody sees it who
// has sent the transcript to a file.
func TestAVerdictStandsOnStandardError(t *testing.T) {
	for verdict, want := range map[string]string{
		"step 4 is not as the script has it": "tcplab: step 4 is not as the script has it\n",
		"":                                   "", // the student has seen it in the panel
	} {
		var errs strings.Builder
		if got := status(differError{1, verdict}, "en", &errs); got != statusDiffer || errs.String() != want {
			t.Errorf("the status is %d and standard error has %q, want %d and %q", got, errs.String(), statusDiffer, want)
		}
	}
}
