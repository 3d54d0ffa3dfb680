package lessons

import (
	"context"
	"flag"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tcplab/lab"
	"tcplab/lab/author/rehearse"
	"tcplab/lab/bench"
	"tcplab/lab/labtest"
	"tcplab/lab/plain"
	"tcplab/lab/porttest"
	"tcplab/lab/trace"
	"tcplab/lab/wire"
)

// TestMain turns the test binary into a host if the bench starts it as one. It
// also makes the private network available if go test runs as an ordinary user.
func TestMain(m *testing.M) {
	bench.RunHost(slices.Concat([]*lab.Lesson{blocking, severed}, trials, All))
	if status, done, _ := wire.Reexec(wire.Lifeline(func() {})); done {
		os.Exit(status)
	}
	// Most of these tests wait for kernels' timers, so more of them run side by side
	// than there are processors. The flag -parallel sets another number.
	flag.Set("test.parallel", strconv.Itoa(4+runtime.GOMAXPROCS(0)))
	os.Exit(m.Run())
}

// needPrivate skips a test if this machine cannot make a private network. In CI
// it fails the test.
func needPrivate(t testing.TB) {
	t.Helper()
	for _, c := range wire.Probe(false, nil) {
		if c.OK {
			continue
		}
		if os.Getenv("TCPLAB_MUST_PRIVATE") != "" {
			t.Fatalf("this machine has to have the private network: %s: %s", c.Name, c.Detail)
		}
		t.Skipf("no private network here: %s: %s", c.Name, c.Detail)
	}
}

// play runs a lesson to its end and returns its recording, its end, and a
// transcript for failures.
func play(t testing.TB, l *lab.Lesson, o bench.Options) (*trace.Recording, trace.End, string) {
	t.Helper()
	if o.Dir == "" {
		o.Dir = t.TempDir() // some lessons keep their hosts' files
	}
	rec, end, err := playOut(l, o)
	if err != nil {
		t.Fatal(err)
	}
	return rec, end, transcript(t, rec)
}

// playOut runs a lesson to its end. It may be called by any goroutine.
func playOut(l *lab.Lesson, o bench.Options) (*trace.Recording, trace.End, error) {
	b, err := bench.Open(l, o)
	if err != nil {
		return nil, trace.End{}, err
	}
	defer b.Close()
	for {
		last, err := b.Recording().Step(b.Recording().Len() - 1)
		if err != nil || last.Done != "" {
			return b.Recording(), b.End(), err
		}
		if err := b.Advance(context.Background()); err != nil {
			return b.Recording(), b.End(), err
		}
	}
}

func transcript(t testing.TB, rec *trace.Recording) string {
	t.Helper()
	text, err := written(rec)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// written returns a recording as a transcript.
func written(rec *trace.Recording) (string, error) {
	var out strings.Builder
	text := plain.New(&out, rec.Header(), "en")
	for i := range rec.Len() {
		step, err := rec.Step(i)
		if err != nil {
			return "", err
		}
		text.Step(step)
	}
	return out.String(), nil
}

// TestEveryLessonOnThePrivateNetwork compares every claim of every script with
// the kernel.
func TestEveryLessonOnThePrivateNetwork(t *testing.T) {
	t.Parallel()
	needPrivate(t)
	for i, l := range All {
		if l.Settings.Network == lab.HostNetwork {
			continue
		}
		t.Run(l.Name, func(t *testing.T) {
			t.Parallel()
			rec, end, text := play(t, l, bench.Options{Network: lab.PrivateNetwork, Number: i + 1})
			if end.Differences != 0 {
				t.Errorf("%d differences, skipped %v, want none: the kernel does not do as the lesson claims\n%s", end.Differences, end.Skipped, text)
			}
			said, err := l.Prose("en")
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range rehearse.Unclaimed(l, said, stepsFrom(t, rec, 0)) {
				t.Error(f.Say)
			}
		})
	}
}

// TestEveryLessonOnTheHostNetwork plays every lesson on the machine's own
// loopback, each on a port of its own. There packets flow by themselves. The
// claims that do not need held packets must be true all the same.
func TestEveryLessonOnTheHostNetwork(t *testing.T) {
	for i, l := range All {
		if l.Settings.Network == lab.PrivateNetwork {
			continue
		}
		t.Run(l.Name, func(t *testing.T) {
			t.Parallel()
			_, end, text := play(t, l, bench.Options{Network: lab.HostNetwork, Number: i + 1, Port: porttest.Port(t)})
			if end.Differences != 0 {
				t.Errorf("%d differences, skipped %v, want none\n%s", end.Differences, end.Skipped, text)
			}
		})
	}
}

// TestOneCanonicalTrace runs the first lesson again and again, four at a time.
// Every run must be the same to the letter, except for clock, ports and copies.
func TestOneCanonicalTrace(t *testing.T) {
	needPrivate(t)
	runs := labtest.Times(t, 40, 200)
	first, _, _ := play(t, All[0], bench.Options{Network: lab.PrivateNetwork})
	want, err := trace.Canonical(first)
	if err != nil {
		t.Fatal(err)
	}
	t.Run("runs", func(t *testing.T) {
		for worker := range 4 {
			t.Run(fmt.Sprint(worker), func(t *testing.T) {
				t.Parallel()
				for range runs / 4 {
					rec, end, text := play(t, All[0], bench.Options{Network: lab.PrivateNetwork})
					got, err := trace.Canonical(rec)
					if err != nil {
						t.Fatal(err)
					}
					if diff := cmp.Diff(want, got); diff != "" {
						t.Fatalf("a run differs (%d differences from its script):\n%s\n%s", end.Differences, diff, text)
					}
				}
			})
		}
	})
}

// BenchmarkRun measures whole runs of lessons inside one process: the network,
// both hosts, every move.
func BenchmarkRun(b *testing.B) {
	needPrivate(b)
	for i, l := range All {
		b.Run(l.Name, func(b *testing.B) {
			for b.Loop() {
				play(b, l, bench.Options{Network: lab.PrivateNetwork, Number: i + 1})
			}
		})
	}
}
