package main

import (
	"testing"
)

// TestALabIsNeverHalfAnnounced has one terminal look for labs while another
// announces its own again and again, as restarts do: what is found half written
// is cleared away, and the lab could not be entered any more.
func TestALabIsNeverHalfAnnounced(t *testing.T) {
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	looked, stop := make(chan int), make(chan struct{})
	go func() {
		n := 0
		for {
			select {
			case <-stop:
				looked <- n
				return
			default:
				findRunning()
				n++
			}
		}
	}()
	for range 2000 {
		withdraw := announce(running{Lesson: "lab", Network: "private"})
		if list := findRunning(); len(list) != 1 || list[0].Lesson != "lab" {
			t.Errorf("a lab that has announced itself is found as %v, want it alone", list)
			break
		}
		withdraw()
	}
	close(stop)
	if n := <-looked; n == 0 {
		t.Error("BUG in this test: nobody looked meanwhile")
	}
	if list := findRunning(); len(list) != 0 {
		t.Errorf("%v is found though it was withdrawn", list)
	}
}
