package panel

import (
	"context"

	"tcplab/lab/trace"
)

// What the panel needs of the world outside: a recording to read, and a bench
// to ask for moves.

// Recording is a trace as the panel reads it. A *trace.Recording is one. Its
// methods are called from one goroutine while another may append to it, and
// must return within a frame.
type Recording interface {
	Header() trace.Header
	Len() int                       // steps, step 0 included
	Step(i int) (trace.Step, error) // from 0 to Len()-1
	End() (trace.End, bool)
}

// Bench is the only way back from the panel: it makes moves. Every method may
// take long; the panel calls them one after the other from one goroutine of
// its own, never from the event loop, and cancels ctx when the student does
// not want to wait any longer.
type Bench interface {
	Next(ctx context.Context) error                // to the next stop
	Step(ctx context.Context) error                // one move of the script
	Do(ctx context.Context, move trace.Move) error // any possible move; the error of another one has a method Refused() trace.Move
	RunOn(ctx context.Context) error               // to the end of the script's loop, or of its chapter
	GoTo(ctx context.Context, beat string) error   // restart, and really run up to a beat
	Restart(ctx context.Context) error

	Recording() Recording        // may be another one after GoTo and Restart
	Latest() (trace.Step, error) // the newest step with the kernel's timers read again just now
	Changed() <-chan struct{}    // receives when something has happened by itself
}

// Result says how the student left the panel.
type Result struct {
	Menu      bool   // back to the menu; false: out of tcplab
	Beat      int    // the furthest row of the header's Beats that was seen, -1 if none
	Lang      string // the language spoken last
	Questions bool   // whether questions were on

	Answers  map[string]Answer // by the beat that asks; on the closing page "closing 1", "closing 2", …
	Recalled Answer            // what became of Options.Recall

	Damage error // why some step could not be shown, nil if all that were asked for could be
}
