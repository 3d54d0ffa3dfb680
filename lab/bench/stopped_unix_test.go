//go:build unix

package bench

import (
	"context"
	"errors"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"tcplab/lab"
	"tcplab/lab/porttest"
	"tcplab/lab/trace"
)

// stopVariable is set if the host of the lesson "stops" is to stop itself, as
// kill -STOP does, before its first call.
const stopVariable = "TCPLAB_TEST_STOPS"

func init() {
	faulty = append(faulty, lone("stops", func() {
		if os.Getenv(stopVariable) != "" {
			syscall.Kill(os.Getpid(), syscall.SIGSTOP)
		}
		gated("Work")
	}))
}

// TestAHostThatNeverComesToItsFirstCallIsGivenUp starts a lesson whose host is
// stopped: at first, when it is started again, and when it is started again to go
// to a beat. None of these may wait for ever, or outlive its context.
func TestAHostThatNeverComesToItsFirstCallIsGivenUp(t *testing.T) {
	short := func() context.Context {
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		t.Cleanup(cancel)
		return ctx
	}
	lesson := faulty[len(faulty)-1]
	lesson.Script = []lab.Beat{{ID: "work", Move: lab.Call("client", "Work"), Chapter: "one"}}
	defer func() { lesson.Script = nil }()
	o := Options{Network: trace.HostNetwork, Port: porttest.Port(t)}
	check := func(what string, err error) {
		t.Helper()
		if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "host client does not answer") || !strings.Contains(err.Error(), "start it again") {
			t.Errorf("%s ended with the error %v, want one that says which host does not answer, and what to do", what, err)
		}
	}
	t.Setenv(stopVariable, "1")
	_, err := OpenContext(short(), lesson, o)
	check("Open", err)

	for _, c := range []struct {
		what  string
		again func(*Bench, context.Context) error
	}{
		{"Restart", (*Bench).Restart},
		{"GoTo", func(b *Bench, ctx context.Context) error { return b.GoTo(ctx, "work") }},
	} {
		os.Unsetenv(stopVariable)
		b, err := OpenContext(t.Context(), lesson, o)
		if err != nil {
			t.Fatal(err)
		}
		do(t, b, lab.Call("client", "Work"))
		os.Setenv(stopVariable, "1")
		check(c.what, c.again(b, short()))
		cancelled, cancel := context.WithCancel(t.Context())
		cancel()
		if err := c.again(b, cancelled); !errors.Is(err, context.Canceled) {
			t.Errorf("%s ended with %v, want that it was cancelled", c.what, err)
		}
		if !b.Over() {
			t.Errorf("after a %s that was given up the bench is not over, but it has no run any more", c.what)
		}
		os.Unsetenv(stopVariable)
		if err := b.Restart(t.Context()); err != nil {
			t.Errorf("after a %s that was given up the lesson cannot be started again: %v", c.what, err)
		}
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestAStoppedHostHoldsUpAMoveNoLongerThanTheStudentWaits stops a host, as kill
// -STOP does. A student can cancel the move, the move becomes a step once the
// host goes on, and a bench with a stopped host can be closed.
func TestAStoppedHostHoldsUpAMoveNoLongerThanTheStudentWaits(t *testing.T) {
	b := open(t, "returns")
	pid := b.Recording().Header().Hosts[0].PID
	signal := func(s syscall.Signal) {
		if err := syscall.Kill(pid, s); err != nil {
			t.Fatal(err)
		}
	}
	signal(syscall.SIGSTOP)
	ctx, cancel := context.WithCancel(t.Context())
	gaveUp := make(chan error)
	go func() { gaveUp <- b.Step(ctx) }()
	cancel()
	if err := <-gaveUp; !errors.Is(err, context.Canceled) {
		t.Errorf("the move ended with %v, want that it was cancelled", err)
	}
	if n := b.Recording().Len(); n != 1 {
		t.Errorf("%d steps are recorded, want step 0 alone: nothing has settled", n)
	}
	signal(syscall.SIGCONT)
	if step := do(t, b, lab.Call("client", "Work")); step.Step != 1 || step.Move.Name != "Work" {
		t.Errorf("after it goes on, step %d is %q; want the call Work as step 1", step.Step, step.Move.Name)
	}
	signal(syscall.SIGSTOP)
	if err := b.Close(); err != nil {
		t.Errorf("the bench of a stopped host cannot be closed: %v", err)
	}
}
