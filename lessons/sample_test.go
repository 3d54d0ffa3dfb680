package lessons

import (
	"os"
	"sync"
	"testing"

	"tcplab/lab"
	"tcplab/lab/bench"
	"tcplab/lab/labtest"
	"tcplab/lab/porttest"
	"tcplab/lab/trace"
)

// sampleOf is how many lessons share one place in a sample.
const sampleOf = 3

// sampled returns all lessons if a test explores, and else every third one, from
// number first on. It is for tests of what tcplab makes of a run: all lessons give
// them the same kind of work, and each of these tests begins with another lesson,
// so that together they see all. A test that compares a lesson with the kernel
// takes all lessons always.
func sampled(t testing.TB, first int) []*lab.Lesson {
	t.Helper()
	if labtest.Factor(t) > 0 {
		return All
	}
	var some []*lab.Lesson
	for i := first; i < len(All); i += sampleOf {
		some = append(some, All[i])
	}
	return some
}

// once has a function for each lesson that plays it to its end, the first time.
var once sync.Map

// recorded returns the recording of an undisturbed run of a lesson on its own
// network, which several tests share. They only read it.
func recorded(t testing.TB, l *lab.Lesson) *trace.Recording {
	t.Helper()
	port := lab.DefaultPort
	if l.Settings.Network == lab.HostNetwork {
		port = porttest.Port(t)
	}
	played, _ := once.LoadOrStore(l.Name, sync.OnceValues(func() (*trace.Recording, error) {
		dir, err := os.MkdirTemp("", "recorded")
		if err != nil {
			return nil, err
		}
		defer os.RemoveAll(dir)
		rec, _, err := playOut(l, bench.Options{Dir: dir, Port: port})
		return rec, err
	}))
	rec, err := played.(func() (*trace.Recording, error))()
	if err != nil {
		t.Fatal(err)
	}
	return rec
}
