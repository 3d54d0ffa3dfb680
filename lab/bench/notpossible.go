package bench

import (
	"fmt"

	"tcplab/lab/trace"
)

// NotPossible is the error of a move that cannot be made now. It carries the
// move, so that a view can put it into words.
type NotPossible struct{ Move trace.Move }

// Error names the move by its parts.
func (e NotPossible) Error() string {
	return fmt.Sprintf(
		"the move %q of %q, %q, is not possible now: choose a call that waits at the gate or a packet that is held",
		e.Move.Kind, e.Move.Host, e.Move.Name)
}

// Refused returns the move that cannot be made. A view, which must not import
// this package, finds the move by this method.
func (e NotPossible) Refused() trace.Move { return e.Move }
