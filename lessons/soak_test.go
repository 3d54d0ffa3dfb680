package lessons

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"tcplab/lab"
	"tcplab/lab/bench"
	"tcplab/lab/labtest"
)

// usage holds the numbers that a leak would make grow.
type usage struct {
	goroutines, descriptors, children, threads int
	heap                                       uint64
}

func measure(t *testing.T) usage {
	t.Helper()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	u := usage{goroutines: runtime.NumGoroutine(), heap: m.HeapAlloc}
	if fds, err := os.ReadDir("/proc/self/fd"); err == nil {
		u.descriptors = len(fds)
	}
	if tasks, err := filepath.Glob("/proc/self/task/*"); err == nil {
		u.threads = len(tasks)
	}
	children, _ := filepath.Glob("/proc/self/task/*/children")
	for _, path := range children {
		if text, err := os.ReadFile(path); err == nil {
			u.children += len(strings.Fields(string(text)))
		}
	}
	return u
}

// TestSoak makes 1,000 steps with restarts, or 10,000 if it explores, and
// checks that no number of usage grows.
func TestSoak(t *testing.T) {
	needPrivate(t)
	steps := labtest.Times(t, 1_000, 10_000)
	b, err := bench.Open(All[0], bench.Options{Network: lab.PrivateNetwork})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	b.Watch()
	var early usage
	made, runs := 0, 0
	for made < steps {
		step, err := b.Latest()
		if err != nil {
			t.Fatal(err)
		}
		if step.Done != "" {
			if end := b.End(); end.Differences != 0 {
				t.Fatalf("run %d differs in %d places\n%s", runs, end.Differences, transcript(t, b.Recording()))
			}
			made += step.Step
			if err := b.Restart(context.Background()); err != nil {
				t.Fatal(err)
			}
			if runs++; runs == 10 {
				early = measure(t)
			}
			continue
		}
		if err := b.Next(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	late := measure(t)
	t.Logf("%d steps in %d runs; after 10 runs %+v, at the end %+v", made, runs, early, late)
	for _, c := range []struct {
		what        string
		early, late int
		slack       int
		why         string
	}{
		{"goroutines", early.goroutines, late.goroutines, 4, "watchers of the last run may still be ending"},
		{"descriptors", early.descriptors, late.descriptors, 4, "pipes of the last run may still be closing"},
		{"processes", early.children, late.children, 0, "there are two hosts, and no more"},
		{"threads", early.threads, late.threads, 8, "the Go runtime keeps some for later"},
		{"heap in KiB", int(early.heap >> 10), int(late.heap >> 10), 2048, "the collector's moment differs"},
	} {
		if c.late > c.early+c.slack {
			t.Errorf("%s grew from %d to %d, more than %d (%s)", c.what, c.early, c.late, c.slack, c.why)
		}
	}
	if late.children != len(All[0].Hosts) {
		t.Errorf("%d processes are alive, want %s: one a host", late.children, strconv.Itoa(len(All[0].Hosts)))
	}
}
