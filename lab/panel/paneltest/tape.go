package paneltest

import (
	"fmt"

	"tcplab/lab/trace"
)

// A Tape is a recording in memory, for tests.
type Tape struct {
	Head  trace.Header
	Steps []trace.Step
	end   *trace.End
}

// Header, Len, Step and End make a Tape a recording.
func (t *Tape) Header() trace.Header { return t.Head }

func (t *Tape) Len() int { return len(t.Steps) }

func (t *Tape) Step(i int) (trace.Step, error) {
	if i < 0 || i >= len(t.Steps) {
		return trace.Step{}, fmt.Errorf("there is no step %d", i)
	}
	return t.Steps[i], nil
}

func (t *Tape) End() (trace.End, bool) {
	if t.end == nil {
		return trace.End{}, false
	}
	return *t.end, true
}

// Tape returns the run so far as a recording.
func (w *World) Tape() *Tape { return &Tape{Head: w.Header, Steps: w.Steps} }
