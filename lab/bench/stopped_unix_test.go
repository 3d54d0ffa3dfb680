//go:build unix

package bench

import (
	"context"
	"errors"
	"syscall"
	"testing"

	"tcplab/lab"
)

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
