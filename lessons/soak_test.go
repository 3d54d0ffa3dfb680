package lessons

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"tcplab/lab"
	"tcplab/lab/bench"
	"tcplab/lab/labtest"
	"tcplab/lab/porttest"
	"tcplab/lab/trace"
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

// TestSoak makes 1,000 steps with restarts, or 5,000 if it explores, and
// checks that no number of usage grows.
func TestSoak(t *testing.T) {
	needPrivate(t)
	steps := labtest.Times(t, 1_000, 5_000)
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

// ofOneRun matches what programs print and what differs in every run: the time
// with which a line of package log begins, and a process number.
var ofOneRun = regexp.MustCompile(`\d{4}/\d\d/\d\d \d\d:\d\d:\d\d|is process \d+`)

// pushed matches the flag PSH of a packet. On which of a Write's segments the
// kernel sets it depends on how its memory lies, and no program notices it.
var pushed = regexp.MustCompile(`("flags":"[A-Z]*)P`)

// apart shows the first line in which two stories differ, around the place.
func apart(a, b []string) string {
	for i := range min(len(a), len(b)) {
		at := 0
		for at < min(len(a[i]), len(b[i])) && a[i][at] == b[i][at] {
			at++
		}
		if a[i] != b[i] {
			cut := func(s string) string { return s[max(0, at-300):min(len(s), at+300)] }
			return fmt.Sprintf("step %d\n%s\n%s", i, cut(a[i]), cut(b[i]))
		}
	}
	return fmt.Sprintf("%d and %d steps", len(a), len(b))
}

// errOutpaced is the error of a run on a clock that is not calm in which a move took
// so long, on a busy machine, that a kernel's timer may have run out meanwhile. Such
// a run may differ from others, as one at which somebody looks.
var errOutpaced = errors.New("the machine is slower than the kernels' timers")

// shortest is half the shortest timer of such a clock, in milliseconds.
const shortest = 100

// story runs a lesson to its end and returns what happened, without the details
// that differ in every run. wrong says what must not be in any run: a claim that
// does not hold, a move that is in no script, a step that came by itself.
func story(l *lab.Lesson, o bench.Options) (told []string, wrong string, err error) {
	if o.Dir, err = os.MkdirTemp("", "soak"); err != nil {
		return nil, "", err
	}
	defer os.RemoveAll(o.Dir)
	rec, end, err := playOut(l, o)
	if err != nil {
		return nil, "", err
	}
	defer rec.Close()
	if end.Differences != 0 {
		wrong = fmt.Sprintf("%d differences from its script, skipped %v\n", end.Differences, end.Skipped)
	}
	before := int64(0)
	for i := range rec.Len() {
		step, err := rec.Step(i)
		if err != nil {
			return nil, "", err
		}
		if l.Settings.Clock != lab.Calm && step.Move.Made() && step.Millis-before > shortest {
			return nil, "", errOutpaced
		}
		before = step.Millis
		if step.Move.Kind == trace.MoveTime {
			wrong += fmt.Sprintf("step %d came by itself\n", i)
		}
	}
	if wrong != "" {
		text, err := written(rec)
		return nil, wrong + text, err
	}
	told, err = trace.Canonical(rec)
	for i, line := range told {
		line = pushed.ReplaceAllString(ofOneRun.ReplaceAllString(line, "…"), "$1")
		told[i] = strings.ReplaceAll(line, strconv.Itoa(o.Port), "PORT")
	}
	return told, "", err
}

// TestEveryRunIsTheSame runs all lessons headless again and again, five side by
// side: two runs of each, or nine times the factor if it explores. A lesson that needs the
// host network runs there, all others on the private one. A step that ended too
// early shows as something wrong, or as a story that is not that of the lesson's
// first run. A run that the kernels' timers outpaced is made anew, without others
// beside it.
func TestEveryRunIsTheSame(t *testing.T) {
	t.Parallel()
	needPrivate(t)
	const sideBySide = 5 // enough to put off threads in the middle of their work
	runs := int64(labtest.Times(t, 2, 9) * len(All))
	var ports [sideBySide]int // of the runs on the host network
	for i := range ports {
		ports[i] = porttest.Port(t)
	}
	var first sync.Map // the story of each lesson's first run, by name
	var next, steps atomic.Int64
	var workers sync.WaitGroup
	var beside sync.RWMutex // locked by a run that is to have the machine for itself
	for _, port := range ports {
		workers.Go(func() {
			for n := next.Add(1); n <= runs && t.Context().Err() == nil; n = next.Add(1) {
				l := All[n%int64(len(All))]
				o := bench.Options{Network: lab.PrivateNetwork, Number: 1, Port: lab.DefaultPort}
				if l.Settings.Network == lab.HostNetwork {
					o.Network, o.Port = lab.HostNetwork, port
				}
				beside.RLock()
				told, wrong, err := story(l, o)
				beside.RUnlock()
				for again := 0; errors.Is(err, errOutpaced) && again < 20; again++ {
					beside.Lock()
					told, wrong, err = story(l, o)
					beside.Unlock()
				}
				if err != nil || wrong != "" {
					t.Errorf("run %d, of %s: error %v, and\n%s", n, l.Name, err, wrong)
					continue
				}
				steps.Add(int64(len(told)))
				if want, _ := first.LoadOrStore(l.Name, told); !slices.Equal(want.([]string), told) {
					t.Errorf("run %d, of %s, is not as the first one: %s", n, l.Name, apart(want.([]string), told))
				}
			}
		})
	}
	workers.Wait()
	t.Logf("%d runs of %d lessons, %d side by side, with %d steps", runs, len(All), sideBySide, steps.Load())
}
