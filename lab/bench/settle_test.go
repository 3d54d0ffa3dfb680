package bench

import (
	"context"
	"errors"
	"testing"

	"tcplab/lab"
)

// TestSettlingEndsWithItsContext settles a run whose packets flow, with a
// client in SYN_SENT that no server will ever answer.
func TestSettlingEndsWithItsContext(t *testing.T) {
	w := dialling(t)
	w.do(lab.Call("client", "Dial"))
	w.run.flows = true
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := w.run.settle(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("settling ended with %v, want that it was cancelled: the client still waits for an answer", err)
	}
}
