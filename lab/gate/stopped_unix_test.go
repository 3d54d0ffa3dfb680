//go:build unix

package gate_test

import (
	"context"
	"errors"
	"fmt"
	"syscall"
	"testing"

	"tcplab/lab/gate"
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
	gatetest.Expect(t, "the dialogue goes on", gatetest.Settle(h), `Stdin.Read gave "again"`, "waits os.Stdin", fmt.Sprintf("printed %q", "you said again\n"))
}

// TestAStoppedHostHoldsUpNoStack returns more to a stopped host than its pipe can
// hold. Nobody waits for it, and once it goes on it has every byte.
func TestAStoppedHostHoldsUpNoStack(t *testing.T) {
	h, k := on(t, "swallows", nil)
	gatetest.Settle(h)
	h.Step("swallow")
	if err := h.Cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	for _, s := range k.all() {
		if err := h.Peer.Return(gate.Ret{ID: s.ID, Data: bytesOf(65536)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.Peer.Ask(); err != nil {
		t.Fatal(err)
	}
	if err := h.Cmd.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	gatetest.Expect(t, "the question comes behind all answers", gatetest.Settle(h), "swallow gave 1048576 bytes", "waits return")
}

// TestAStoppedHostCanBeClosed: its pipe is full, and it reads no command to end.
func TestAStoppedHostCanBeClosed(t *testing.T) {
	h, k := on(t, "swallows", nil)
	gatetest.Settle(h)
	h.Step("swallow")
	if err := h.Cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	for _, s := range k.all() {
		h.Peer.Return(gate.Ret{ID: s.ID, Data: bytesOf(65536)})
	}
	if err := h.Peer.Close(); err != nil {
		t.Errorf("Close: %v, want that it killed the process", err)
	}
	if err := h.Peer.Return(gate.Ret{ID: 1}); err == nil {
		t.Error("a Return behind Close is no error, want one that says so")
	}
}
