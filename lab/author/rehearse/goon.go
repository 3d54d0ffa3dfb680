package rehearse

import (
	"context"
	"errors"
	"slices"
	"time"

	"tcplab/lab/bench"
	"tcplab/lab/tcp"
	"tcplab/lab/trace"
)

// The longest times that a rehearsal waits for a kernel's timer. A longer wait is
// the end of the run for it, as for a student.
const (
	LongWait  = 2 * time.Second        // in the tests of the course
	shortWait = 300 * time.Millisecond // while an author waits: longer than the first timer of a segment, shorter than that of a SYN
)

// Ends of a run, beside trace.DoneTold and trace.DoneStuck.
const (
	EndWait    = "wait"    // the run can only go on after a long wait for a timer
	EndYours   = "yours"   // what comes next is for the student to say
	EndEndless = "endless" // no end after many moves
	EndCut     = "cut"     // whoever rehearses has no more time
)

// GoOn presses n until the run has come to an end, and returns the kind of end. It
// waits for a timer no longer than longest.
func GoOn(ctx context.Context, b *bench.Bench, longest time.Duration) (string, error) {
	bound := b.Recording().Len() + 2*len(b.Recording().Header().Beats) + 60
	for {
		step, err := b.Latest()
		switch {
		case err != nil:
			return "", err
		case step.Done != "":
			return step.Done, nil
		case step.Next == nil && b.Recording().Header().Free:
			return EndYours, nil
		case longWaitNext(step, longest):
			return EndWait, nil
		case step.Step > bound:
			return EndEndless, nil
		}
		if err := next(ctx, b); errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
			return EndWait, nil
		} else if err != nil {
			return "", err
		}
	}
}

// next presses n, and gives up if what it waits for does not come: a kernel may
// only repeat a held packet again and again, which is no news.
func next(ctx context.Context, b *bench.Bench) error {
	ctx, stop := context.WithTimeout(ctx, 5*LongWait)
	defer stop()
	return b.Next(ctx)
}

// longWaitNext reports whether the run can only go on after a wait for a timer
// that needs longer. TIME_WAIT does. A wait of the script itself does not, since no
// lesson makes its students wait.
func longWaitNext(step trace.Step, longest time.Duration) bool {
	return step.Next != nil && step.Next.Kind == trace.MoveWait && step.NextBeat == "" && !slices.ContainsFunc(step.Sockets, func(s trace.Socket) bool {
		return s.Timer != nil && s.State != string(tcp.TimeWait) && time.Duration(s.Timer.Millis)*time.Millisecond <= longest
	})
}

// StepsFrom returns a run's steps from number first on.
func StepsFrom(rec *trace.Recording, first int) ([]trace.Step, error) {
	var steps []trace.Step
	for i := first; i < rec.Len(); i++ {
		step, err := rec.Step(i)
		if err != nil {
			return nil, err
		}
		steps = append(steps, step)
	}
	return steps, nil
}
