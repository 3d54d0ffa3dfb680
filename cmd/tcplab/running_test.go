package main

import (
	"os"
	"runtime"
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

// TestNobodyElseAnnouncesALab has a directory stand where labs are looked for
// that somebody else could write to: what lies in it is not believed, and
// nothing is written there.
func TestNobodyElseAnnouncesALab(t *testing.T) {
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	dir := runningDir()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	defer announce(running{Lesson: "lab", Network: "private"})()
	if list := findRunning(); len(list) != 1 {
		t.Fatalf("%d labs are found in a directory of one's own, want 1", len(list))
	}
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	if list := findRunning(); runtime.GOOS != "windows" && len(list) != 0 {
		t.Errorf("%v is believed though anybody may have written it", list)
	}
}
