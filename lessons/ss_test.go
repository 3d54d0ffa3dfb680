package lessons

import (
	"context"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tcplab/lab"
	"tcplab/lab/bench"
	"tcplab/lab/labtest"
	"tcplab/lab/trace"
	"tcplab/lab/witness"
)

// TestSocketsAreWhatSSSays runs ss inside each lesson's own network after every
// step. All that the trace has of a socket must be what ss prints of it, which
// reads the same kernel with a program of its own.
func TestSocketsAreWhatSSSays(t *testing.T) {
	t.Parallel()
	needPrivate(t)
	labtest.Need(t, "ss")
	var mu sync.Mutex
	seen := map[string]int{} // in how many rows ss prints a number
	looks, rows, windows := 0, 0, 0
	t.Run("lessons", func(t *testing.T) {
		for _, l := range All {
			t.Run(l.Name, func(t *testing.T) {
				t.Parallel()
				b, err := bench.Open(l, bench.Options{Network: lab.PrivateNetwork, Dir: t.TempDir()})
				if err != nil {
					t.Fatal(err)
				}
				defer b.Close()
				announced := map[string]int{} // the window in the last segment, by "source destination"
				for noted := 0; ; {
					step, want, got := witness.Sockets(t, b, false)
					if diff := cmp.Diff(want, got); diff != "" {
						t.Errorf("step %d (%s): ss (-) and the trace (+) differ:\n%s", step.Step, step.Beat, diff)
					}
					for ; noted <= step.Step; noted++ {
						noteWindows(t, b, noted, announced)
					}
					mu.Lock()
					looks++
					rows += len(want)
					windows += checkWindows(t, step, announced)
					for _, r := range want {
						for _, name := range witness.Names(r) {
							seen[name]++
						}
					}
					mu.Unlock()
					if step.Done != "" {
						return
					}
					if err := b.Step(context.Background()); err != nil {
						t.Fatal(err)
					}
				}
			})
		}
	})
	t.Logf("%d looks with %d rows, and %d windows that were announced; ss printed %v", looks, rows, windows, seen)
	// A comparison proves nothing of a number that is always 0.
	for _, name := range []string{"timer", "rto", "rtt", "mss", "cwnd", "ssthresh", "unacked", "retrans", "lost", "sacked", "snd_wnd", "r", "rb", "w", "tb"} {
		if seen[name] == 0 && !t.Failed() {
			t.Errorf("no lesson shows %s", name)
		}
	}
}

// noteWindows notes the windows that a step's segments announce.
func noteWindows(t *testing.T, b *bench.Bench, i int, announced map[string]int) {
	t.Helper()
	step, err := b.Recording().Step(i)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range step.Events {
		if p := e.Packet; e.Kind == trace.EventSent && p.Proto == "tcp" {
			announced[p.Src+" "+p.Dst] = p.Window
		}
		// A connection that was made out of a SYN cookie counts its window anew: what
		// was announced to its peer, nobody has kept.
		if e.Kind == trace.EventState && e.From == "LISTEN" && e.To == "ESTABLISHED" {
			for _, s := range step.Sockets {
				if s.ID == e.ID {
					delete(announced, s.Local+" "+s.Remote)
				}
			}
		}
	}
}

// checkWindows compares each socket's own window with what its last segment has
// announced, because ss prints rcv_wnd only since iproute2 6.6. It returns how
// many windows it has compared.
func checkWindows(t *testing.T, step trace.Step, announced map[string]int) (compared int) {
	t.Helper()
	for _, s := range step.Sockets {
		window, ok := announced[s.Local+" "+s.Remote]
		if s.Info == nil || s.Info.RecvWindow == nil || !ok {
			continue
		}
		compared++
		if *s.Info.RecvWindow != window {
			t.Errorf("step %d (%s): rcv_wnd of %s in %s is %d, want %d, which its last segment has announced",
				step.Step, step.Beat, s.Local, s.State, *s.Info.RecvWindow, window)
		}
	}
	return compared
}
