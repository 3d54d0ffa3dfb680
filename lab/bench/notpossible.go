package bench

import (
	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// NotPossible is the error of a move that cannot be made now. It carries the
// move, so that a view can put it into words.
type NotPossible struct{ Move trace.Move }

// Error names the move by its parts.
func (e NotPossible) Error() string { return e.In("en") }

// In returns the error in a language.
func (e NotPossible) In(lang string) string {
	return words.Word{
		"the move %q of %q, %q, is not possible now: choose a call that waits at the gate or a packet that is held",
		"%[2]q 的动作 %[1]q（%[3]q）现在做不了：请选一个等在关口的调用，或一个停着的包",
	}.F(lang, e.Move.Kind, e.Move.Host, e.Move.Name)
}

// Refused returns the move that cannot be made. A view, which must not import
// this package, finds the move by this method.
func (e NotPossible) Refused() trace.Move { return e.Move }
