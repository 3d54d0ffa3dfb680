//go:build unix

package gate_test

import (
	"context"
	"errors"
	"fmt"
	"syscall"
	"testing"

	"tcplab/lab/gate/gatetest"
)

// TestAStoppedHostHoldsUpNobodyForEver stops a host as a student's kill -STOP
// does. A caller of Answer can give up. Once the host goes on, it answers the
// open question, and then the next ones as always.
func TestAStoppedHostHoldsUpNobodyForEver(t *testing.T) {
	h := start(t, "echo")
	gatetest.Settle(h)
	if err := h.Cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	for range 2 { // a question that is open already is not asked again
		if err := h.Peer.Ask(); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		gaveUp := make(chan error)
		go func() {
			_, err := h.Peer.Answer(ctx)
			gaveUp <- err
		}()
		cancel()
		if err := <-gaveUp; !errors.Is(err, context.Canceled) {
			t.Fatalf("waiting for a stopped host ended with %v, want that it was cancelled", err)
		}
	}
	if err := h.Cmd.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	<-h.Peer.Ready() // without this value nobody would fetch the answer before the next key
	if _, err := h.Peer.Answer(t.Context()); err != nil {
		t.Fatalf("the host goes on, but its answer is the error %v", err)
	}
	if err := h.Peer.Input("again"); err != nil {
		t.Fatal(err)
	}
	gatetest.Expect(t, "the dialogue goes on", gatetest.Settle(h), fmt.Sprintf("printed %q", "you said again\n"))
}
