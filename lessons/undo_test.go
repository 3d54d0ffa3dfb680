package lessons

import (
	"context"
	"testing"

	"tcplab/lab"
	"tcplab/lab/bench"
	"tcplab/lab/porttest"
	"tcplab/lab/trace"

	"github.com/google/go-cmp/cmp"
)

// TestUndoRunsUpToBeforeTheLastMove makes moves of a student's own, undoes the
// last of them, and then the one before. Each time the run has to be the same
// as it was before that move, step by step.
func TestUndoRunsUpToBeforeTheLastMove(t *testing.T) {
	t.Parallel()
	needPrivate(t)
	for _, c := range []struct {
		name, lesson, network string
		at                    string // the beat up to which the script is run first, "" for none
		moves                 []trace.Move
	}{
		{"a call", "connection", lab.PrivateNetwork, "", []trace.Move{lab.Call("server", "Listen"), lab.Call("client", "Dial")}},
		{"a drop", "connection", lab.PrivateNetwork, "hello", []trace.Move{lab.Call("client", "Read"), lab.Drop("client", "DATA 5")}},
		{"a SYN that came again", "connection", lab.PrivateNetwork, "dial", []trace.Move{
			lab.Drop("client", "SYN"), lab.Wait(), lab.Deliver("client", "SYN"), lab.Kill("server"),
		}},
		{"a kill", "connection", lab.PrivateNetwork, "ack", []trace.Move{lab.Kill("client"), lab.Deliver("client", "FIN ACK")}},
		{"out of order", "tcp-or-udp", lab.PrivateNetwork, "tcp-written", []trace.Move{
			lab.Deliver("tcp-client", "DATA 6"), lab.Deliver("tcp-client", "DATA 5"), lab.Drop("tcp-server", "ACK"), lab.Duplicate("tcp-client", "DATA 4"),
		}},
		{"datagrams", "tcp-or-udp", lab.PrivateNetwork, "udp-written", []trace.Move{
			lab.Deliver("udp-client", "UDP 4"), lab.Duplicate("udp-client", "UDP 3"), lab.Drop("udp-client", "UDP 5"),
		}},
		{"a lost datagram", "udp", lab.PrivateNetwork, "hello", []trace.Move{lab.Call("client", "Read"), lab.Drop("client", "UDP 5")}},
		{"a loop", "file-transfer", lab.PrivateNetwork, "name-arrives", nil},
		{"calls where packets flow", "connection", lab.HostNetwork, "dial", []trace.Move{lab.Call("server", "Read"), lab.Call("client", "Write"), lab.Kill("server")}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b, err := bench.Open(lessonNamed(t, c.lesson), bench.Options{Network: c.network, Port: porttest.Port(t), Dir: t.TempDir(), Seed: 5})
			if err != nil {
				t.Fatal(err)
			}
			defer b.Close()
			ctx := context.Background()
			if c.at != "" {
				if err := b.GoTo(ctx, c.at); err != nil {
					t.Fatal(err)
				}
			}
			for _, m := range c.moves {
				if err := b.Do(ctx, m); err != nil {
					t.Fatal(err)
				}
			}
			if c.moves == nil {
				if err := b.Step(ctx); err != nil {
					t.Fatal(err)
				}
			}
			for range 2 {
				was := b.Recording()
				before, err := trace.Canonical(was)
				if err != nil {
					t.Fatal(err)
				}
				last, err := trace.LastMade(was)
				if err != nil {
					t.Fatal(err)
				}
				if err := b.Undo(ctx); err != nil {
					t.Fatal(err)
				}
				after, err := trace.Canonical(b.Recording())
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(before[:last.Step], after); diff != "" {
					t.Errorf("after undoing step %d, %v, the run is not as it was before (-was +is):\n%s", last.Step, last.Move, diff)
				}
				if seed := b.Recording().Header().Seed; seed != 5 {
					t.Errorf("the seed is %d, want the run's, 5: the options must not move", seed)
				}
			}
		})
	}
}

// TestUndoSaysWhyItCannot: with no move made there is nothing to undo, and the
// run stays as it is.
func TestUndoSaysWhyItCannot(t *testing.T) {
	needPrivate(t)
	b, err := bench.Open(All[0], bench.Options{Network: lab.PrivateNetwork})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	rec := b.Recording()
	if err := b.Undo(context.Background()); err == nil || b.Recording() != rec {
		t.Errorf("Undo before any move: %v, another recording: %v; want an error and nothing done", err, b.Recording() != rec)
	}
}
