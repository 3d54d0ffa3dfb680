package kernel

import (
	"net"
	"testing"
)

// TestWindowsTellsTheStateAlone: its table has no column for queues and timers,
// so every row must say that they are not known.
func TestWindowsTellsTheStateAlone(t *testing.T) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	r, err := NewReader()
	if err != nil {
		t.Fatal(err)
	}
	all, err := r.Dump(TCP)
	if err != nil || len(all) == 0 {
		t.Fatalf("the table has %d rows, error %v; want at least the listener of this test", len(all), err)
	}
	for _, s := range all {
		if !s.StateOnly {
			t.Errorf("%v says that its queues are known", s)
		}
	}
}
