package lessons

import (
	"context"
	"testing"

	"tcplab/lab"
	"tcplab/lab/bench"
	"tcplab/lab/porttest"
	"tcplab/lab/trace"
)

// TestNextMakesAsManyMovesAsItAnnounces runs every lesson by the key n. Before
// each press the newest step says how many moves will follow on the next one,
// or where n will stop if their number depends on the run.
func TestNextMakesAsManyMovesAsItAnnounces(t *testing.T) {
	t.Parallel()
	needPrivate(t)
	for _, l := range All {
		for _, network := range []string{lab.PrivateNetwork, lab.HostNetwork} {
			if l.Settings.Network != "" && l.Settings.Network != network {
				continue
			}
			t.Run(l.Name+"/"+network, func(t *testing.T) {
				t.Parallel()
				b, err := bench.Open(l, bench.Options{Network: network, Port: porttest.Port(t), Dir: t.TempDir()})
				if err != nil {
					t.Fatal(err)
				}
				defer b.Close()
				announced := 0
				for {
					before, err := b.Latest()
					if err != nil {
						t.Fatal(err)
					}
					if before.Done != "" {
						break
					}
					if err := b.Next(context.Background()); err != nil {
						t.Fatal(err)
					}
					after, err := b.Latest()
					if err != nil {
						t.Fatal(err)
					}
					more := after.Step - before.Step - 1
					switch {
					case before.More > 0:
						announced++
						if more != before.More {
							t.Errorf("from step %d on (%v) %d more moves were announced, and n has made %d", before.Step, before.Next, before.More, more)
						}
					case before.NextStop == "" && more > 0 && !depends(l, before.NextBeat):
						t.Errorf("from step %d on (%v) nothing was announced, and n has made %d more moves", before.Step, before.Next, more)
					}
					if before.NextStop != "" && !bench.Took(after, before.NextStop) {
						t.Errorf("from step %d on (%v) n was to stop at %s, and stopped at %s", before.Step, before.Next, before.NextStop, after.Beat)
					}
				}
				if announced == 0 {
					t.Error("no press announced more than one move: the test has seen nothing")
				}
			})
		}
	}
}

// depends reports whether a beat's row is in a loop or under a condition, so
// that the script cannot tell what comes behind it.
func depends(l *lab.Lesson, beat string) bool {
	for _, b := range l.Script {
		if b.ID == beat && (b.Loop != "" || b.When != "" || b.Move.Kind == trace.MoveWait) {
			return true
		}
	}
	return false
}
