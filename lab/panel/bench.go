package panel

import (
	"context"

	"tcplab/lab/trace"
)

// The panel needs two things from outside: a recording to read, and a bench to
// ask for moves.

// Recording is a trace as the panel reads it. A *trace.Recording is one. Its
// methods are called from one goroutine while another may append to it, and
// must return within a frame.
type Recording interface {
	Header() trace.Header
	Len() int                       // the number of steps, including step 0
	Step(i int) (trace.Step, error) // from 0 to Len()-1
	End() (trace.End, bool)
}

// Bench makes moves: it is the only way back from the panel. Every method may
// take long. The panel never calls one from the event loop, and never makes two
// moves at a time. It cancels ctx if the student does not want to wait any
// longer.
type Bench interface {
	Next(ctx context.Context) error                // to the next stop
	Step(ctx context.Context) error                // one move of the script
	Do(ctx context.Context, move trace.Move) error // any possible move; the error about a move that is not possible has a method Refused() trace.Move
	RunOn(ctx context.Context) error               // to the end of the script's loop; in an open lab until ctx is done
	GoTo(ctx context.Context, beat string) error   // restarts, and really runs up to a beat
	Restart(ctx context.Context) error
	Undo(ctx context.Context) error // restarts, and makes all moves but the last one again; the error of a run that came out otherwise has a method NotRepeated() trace.Move

	Recording() Recording        // may be another one after GoTo, Restart and Undo
	Latest() (trace.Step, error) // the newest step, with the kernel's timers read again now
	Passed() int64               // bytes of data that have crossed while everything was let through; it does not wait
	Stopped() []string           // the hosts whose processes somebody has stopped; it does not wait
	Changed() <-chan struct{}    // receives a value if something has happened by itself
}

// Result says how the student left the panel.
type Result struct {
	Menu      bool   // back to the menu; out of tcplab if false
	Beat      int    // the last row of the header's Beats that was seen, -1 if none
	Lang      string // the language at the end
	Questions bool   // whether questions were on

	Answers  map[string]Answer // by the beat of the question; "closing 1", "closing 2", … on the closing page
	Recalled Answer            // the answer to Options.Recall

	Damage error // why a step could not be shown; nil if all could
}
