package lessons

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tcplab/lab"
	"tcplab/lab/bench"
	"tcplab/lab/labtest"
	"tcplab/lab/trace"
)

// modelled lists the lessons that run on the model of a TCP/IP stack: all but those
// that look at the machine's own kernel.
func modelled() []*lab.Lesson {
	return slices.DeleteFunc(slices.Clone(All), func(l *lab.Lesson) bool { return l.Settings.Network == lab.HostNetwork })
}

// TestTheModelPlaysTheCourse: every row of a script that is for the model holds
// there. Rows that only a kernel takes are lab.Kernel's, with others beside them.
func TestTheModelPlaysTheCourse(t *testing.T) {
	t.Parallel()
	for _, l := range modelled() {
		t.Run(l.Name, func(t *testing.T) {
			t.Parallel()
			rec, end, text := play(t, l, bench.Options{Network: lab.NetstackNetwork})
			if end.Differences != 0 || len(end.Skipped) != 0 {
				t.Errorf("%d differences, skipped %v, want none\n%s", end.Differences, end.Skipped, text)
			}
			if h := rec.Header(); h.Network != trace.NetstackNetwork || !slices.ContainsFunc([]string{h.Stack}, isModel) {
				t.Errorf("the trace says %s, %s, want netstack and gVisor with a version: nobody may take it for a kernel", h.Network, h.Stack)
			}
			for _, s := range stepsFrom(t, rec, 0) {
				for _, sock := range s.Sockets {
					if sock.Source != trace.SourceStack {
						t.Fatalf("step %d has a socket of source %q, want %q", s.Step, sock.Source, trace.SourceStack)
					}
				}
			}
		})
	}
}

func isModel(stack string) bool { return len(stack) > len("gVisor ") && stack[:7] == "gVisor " }

// TestTheModelBesideTheKernel compares the two state by state: behind every row that
// both have taken, each socket is in the same state, with as many bytes in its
// queues. UDP's Recv-Q is left out, since Linux counts the memory of whole datagrams.
func TestTheModelBesideTheKernel(t *testing.T) {
	t.Parallel()
	needPrivate(t)
	for _, l := range modelled() {
		if slices.ContainsFunc(l.Script, func(b lab.Beat) bool { return b.Only == lab.Kernel }) {
			continue // its story goes another way on the model, and says so
		}
		t.Run(l.Name, func(t *testing.T) {
			t.Parallel()
			kernel := standing(t, recorded(t, l))
			rec, _, _ := play(t, l, bench.Options{Network: lab.NetstackNetwork})
			if diff := cmp.Diff(kernel, standing(t, rec)); diff != "" {
				t.Errorf("the kernel (-) and the model (+) differ:\n%s", diff)
			}
		})
	}
}

// standing lists the sockets behind each step that took a row.
func standing(t *testing.T, rec *trace.Recording) (list []string) {
	t.Helper()
	for _, s := range stepsFrom(t, rec, 0) {
		if s.Beat == "" {
			continue
		}
		var all []string
		for _, k := range s.Sockets {
			text := fmt.Sprintf("%s %s %s", k.Host, k.Role, k.State)
			if k.Proto == "tcp" {
				text += fmt.Sprintf(" %d/%d", k.RecvQ, k.SendQ)
			}
			all = append(all, text)
		}
		list = append(list, s.Beat+": "+strings.Join(all, ", "))
	}
	return list
}

// TestTheModelIsTheSameEachTime: nothing in it goes by the real time, so two runs
// have the same port numbers, too, the same times left of timers, and the same
// numbers in their packets.
func TestTheModelIsTheSameEachTime(t *testing.T) {
	t.Parallel()
	for _, l := range modelled() {
		t.Run(l.Name, func(t *testing.T) {
			t.Parallel()
			var first []string
			for i := range labtest.Times(t, 2, 12) {
				rec, _, _ := play(t, l, bench.Options{Network: lab.NetstackNetwork})
				var lines []string
				for _, s := range stepsFrom(t, rec, 0) {
					s.Millis = 0
					line, err := json.Marshal(s)
					if err != nil {
						t.Fatal(err)
					}
					lines = append(lines, real.ReplaceAllString(string(line), "…"))
				}
				if i == 0 {
					first = lines
				} else if diff := cmp.Diff(first, lines); diff != "" {
					t.Fatalf("run 1 (-) and run %d (+) differ:\n%s", i+1, diff)
				}
			}
		})
	}
}

// real matches the run's own directory, and the time of day that a program prints
// with its last error.
var real = regexp.MustCompile(`[^" ]*/tcplab-\d+/|\d{4}/\d\d/\d\d \d\d:\d\d:\d\d`)

// TestAHostIsKilledOnTheModel kills each host behind each step. The stack ends what
// it had as a kernel does, and the run comes to an end.
func TestAHostIsKilledOnTheModel(t *testing.T) {
	for _, name := range []string{"connection", "udp", "simultaneous-close"} {
		l := lessonNamed(t, name)
		for _, h := range l.Hosts {
			t.Run(name+", "+h.Name, func(t *testing.T) {
				t.Parallel()
				every := 5
				if labtest.Factor(t) > 0 {
					every = 1
				}
				for at := 1; ; at += every {
					if !killed(t, l, h.Name, at) {
						return
					}
				}
			})
		}
	}
}

// killed kills a host behind a step, and goes on to the end. It returns false if
// the run is over before.
func killed(t *testing.T, l *lab.Lesson, host string, at int) bool {
	t.Helper()
	b, err := bench.Open(l, bench.Options{Network: lab.NetstackNetwork, Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	for range at {
		if err := b.Step(t.Context()); err != nil {
			return false
		}
	}
	if err := b.Do(t.Context(), trace.Move{Kind: trace.MoveKill, Host: host}); err != nil {
		return true // it has ended by itself
	}
	for range 200 {
		step, err := b.Latest()
		if err != nil {
			t.Fatal(err)
		}
		if step.Done != "" {
			for _, s := range step.Sockets {
				if s.Host == host && s.Owned {
					t.Errorf("killed behind step %d, %s holds %+v: a process that has ended holds nothing", at, host, s)
				}
			}
			return true
		}
		if err := b.Step(t.Context()); err != nil {
			t.Fatalf("killed behind step %d: %v\n%s", at, err, transcript(t, b.Recording()))
		}
	}
	t.Errorf("killed behind step %d, the run has not come to an end\n%s", at, transcript(t, b.Recording()))
	return true
}

// TestAWaitOnTheModel waits where time alone goes on. The step tells by how much the
// model's clock went on, for the student has not waited that long; and what is held
// is sent again once, since with a wait until its connection is given up hours would
// be gone.
func TestAWaitOnTheModel(t *testing.T) {
	l := lessonNamed(t, "connection")
	for _, c := range []struct {
		at          string
		then        string // the kind of what happens behind that
		least, most int64  // of milliseconds
	}{
		{"hello", trace.EventAgain, 120_000, 120_000},        // DATA 5 is held, and the calm clock sends it again after two minutes
		{"client-exit", trace.EventState, 59_900, 60_000},    // TIME_WAIT has 60 s, less what packets took since
		{"server-close", trace.EventAgain, 119_900, 120_000}, // the FIN is held; FIN_WAIT_2 of the other end lasts an hour
	} {
		t.Run(c.at, func(t *testing.T) {
			t.Parallel()
			b, err := bench.Open(l, bench.Options{Network: lab.NetstackNetwork, Dir: t.TempDir()})
			if err != nil {
				t.Fatal(err)
			}
			defer b.Close()
			for beat := ""; beat != c.at; {
				if err := b.Step(t.Context()); err != nil {
					t.Fatal(err)
				}
				step, err := b.Latest()
				if err != nil {
					t.Fatal(err)
				}
				beat = step.Beat
			}
			if err := b.Do(t.Context(), trace.Move{Kind: trace.MoveWait}); err != nil {
				t.Fatal(err)
			}
			step, err := b.Latest()
			if err != nil {
				t.Fatal(err)
			}
			if len(step.Events) != 2 || step.Events[0].Kind != trace.EventClock || step.Events[1].Kind != c.then {
				t.Fatalf("the step has the events %+v, want the clock and then one of kind %s", step.Events, c.then)
			}
			if ms := step.Events[0].Millis; ms < c.least || ms > c.most {
				t.Errorf("the clock went on by %d ms, want %d to %d", ms, c.least, c.most)
			}
		})
	}
}

// TestAWaitOnTheModelIsUndone: only a move lets time pass there, so a wait is one's
// own move, which u undoes and nothing before it.
func TestAWaitOnTheModelIsUndone(t *testing.T) {
	b, err := bench.Open(lessonNamed(t, "connection"), bench.Options{Network: lab.NetstackNetwork, Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if err := b.GoTo(t.Context(), "last-ack"); err != nil {
		t.Fatal(err)
	}
	steps := b.Recording().Len()
	if err := b.Do(t.Context(), trace.Move{Kind: trace.MoveWait}); err != nil {
		t.Fatal(err)
	}
	if step, err := b.Latest(); err != nil || stateOf(step, "client", "connection") != "CLOSED" {
		t.Fatalf("behind the wait the client's connection is %s (%v), want CLOSED: its TIME_WAIT was all that ran", stateOf(step, "client", "connection"), err)
	}
	if err := b.Undo(t.Context()); err != nil {
		t.Fatal(err)
	}
	step, err := b.Latest()
	if err != nil || b.Recording().Len() != steps || stateOf(step, "client", "connection") != "TIME_WAIT" {
		t.Errorf("undone, the run has %d steps and the client is %s (%v), want %d steps and TIME_WAIT", b.Recording().Len(), stateOf(step, "client", "connection"), err, steps)
	}
}

// stateOf returns the state of a host's socket in a role, "" if it has none.
func stateOf(s trace.Step, host, role string) string {
	for _, k := range s.Sockets {
		if k.Host == host && k.Role == role {
			return k.State
		}
	}
	return ""
}
