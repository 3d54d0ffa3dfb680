package lab

import (
	"strings"
	"testing"
)

// TestNoSuchBeat shows that the error names a beat once, even if several rows
// share it.
func TestNoSuchBeat(t *testing.T) {
	l := &Lesson{Name: "udp", Script: []Beat{{ID: "listen"}, {ID: "dial"}, {ID: "dial"}, {ID: "dial"}, {ID: "close"}}}
	err := l.HasBeat("something-else")
	if err == nil || strings.Count(err.Error(), "dial") != 1 {
		t.Errorf("the error is %v, want each beat named once", err)
	}
	if err := l.HasBeat("dial"); err != nil {
		t.Errorf("a beat of the script gives %v", err)
	}
}
