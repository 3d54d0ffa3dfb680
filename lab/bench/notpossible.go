package bench

import (
	"fmt"

	"tcplab/lab/trace"
)

// NotPossible is the error of a move that cannot be made now. It carries the
// move and not a sentence: whoever shows it puts the move into words.
type NotPossible struct{ Move trace.Move }

// Error names the move by its parts.
func (e NotPossible) Error() string {
	return fmt.Sprintf("the move %q of %q, %q, is not possible now: choose a call that waits at the gate or a packet that is held", e.Move.Kind, e.Move.Host, e.Move.Name)
}

// Refused is the move that cannot be made. A view that must not know this
// package asks an error for it.
func (e NotPossible) Refused() trace.Move { return e.Move }
