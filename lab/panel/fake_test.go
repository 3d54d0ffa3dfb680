package panel

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"tcplab/lab/panel/paneltest"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// A fakeBench plays a sample as if it were live: each move adds a step to its
// recording. It notes every call.
type fakeBench struct {
	passed  atomic.Int64
	stopped []string // see Bench.Stopped
	mu      sync.Mutex
	whole   []trace.Step
	tape    *growingTape
	log     []string
	changed chan struct{}
	block   chan struct{} // if not nil, a move waits until it is closed or its ctx ends
	fail    error         // the error of the next move; nil if there is none
	latest  func(trace.Step) trace.Step
}

// A growingTape is a tape that may grow while it is read.
type growingTape struct {
	mu sync.RWMutex
	paneltest.Tape
}

func (t *growingTape) Len() int { t.mu.RLock(); defer t.mu.RUnlock(); return t.Tape.Len() }
func (t *growingTape) Step(i int) (trace.Step, error) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.Tape.Step(i)
}

func newFakeBench(w *paneltest.World) *fakeBench {
	b := &fakeBench{whole: w.Steps, changed: make(chan struct{}, 1)}
	b.tape = &growingTape{Tape: paneltest.Tape{Head: w.Header, Steps: w.Steps[:1:1]}}
	return b
}

// grow adds the next step; false if there is none.
func (b *fakeBench) grow() bool {
	b.tape.mu.Lock()
	defer b.tape.mu.Unlock()
	n := len(b.tape.Steps)
	if n == len(b.whole) {
		return false
	}
	b.tape.Steps = append(b.tape.Steps, b.whole[n])
	return true
}

func (b *fakeBench) note(ctx context.Context, what string) error {
	b.mu.Lock()
	b.log = append(b.log, what)
	block, fail := b.block, b.fail
	b.fail = nil
	b.mu.Unlock()
	if block != nil {
		select {
		case <-block:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return fail
}

func (b *fakeBench) calls() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), b.log...)
}

func (b *fakeBench) Next(ctx context.Context) error {
	if err := b.note(ctx, "next"); err != nil {
		return err
	}
	for b.grow() {
		if step, _ := b.tape.Step(b.tape.Len() - 1); step.Stop {
			return nil
		}
	}
	return nil
}

func (b *fakeBench) Step(ctx context.Context) error {
	if err := b.note(ctx, "step"); err != nil {
		return err
	}
	b.grow()
	return nil
}

func (b *fakeBench) Do(ctx context.Context, m trace.Move) error {
	if err := b.note(ctx, "do "+tell.MoveText(nil, m, "en")); err != nil {
		return err
	}
	b.grow()
	return nil
}

func (b *fakeBench) RunOn(ctx context.Context) error {
	if err := b.note(ctx, "run on"); err != nil {
		return err
	}
	b.grow()
	return nil
}

func (b *fakeBench) GoTo(ctx context.Context, beat string) error {
	if err := b.note(ctx, "go to "+beat); err != nil {
		return err
	}
	b.again()
	for b.grow() {
		if step, _ := b.tape.Step(b.tape.Len() - 1); step.Beat == beat {
			return nil
		}
	}
	return errors.New("the run ended before that beat: r starts it again")
}

func (b *fakeBench) Restart(ctx context.Context) error {
	if err := b.note(ctx, "restart"); err != nil {
		return err
	}
	b.again()
	return nil
}

func (b *fakeBench) Undo(ctx context.Context) error {
	if err := b.note(ctx, "undo"); err != nil {
		return err
	}
	last, err := trace.LastMade(b.tape)
	b.again()
	for range last.Step - 1 {
		b.grow()
	}
	return err
}

// again begins a new recording, as a real bench does for a restart.
func (b *fakeBench) again() {
	b.tape = &growingTape{Tape: paneltest.Tape{Head: b.tape.Head, Steps: b.whole[:1:1]}}
}

func (b *fakeBench) Recording() Recording { return b.tape }

func (b *fakeBench) Passed() int64 { return b.passed.Load() }

func (b *fakeBench) Stopped() []string { return b.stopped }

func (b *fakeBench) Latest() (trace.Step, error) {
	b.mu.Lock()
	b.log = append(b.log, "latest")
	latest := b.latest
	b.mu.Unlock()
	step, err := b.tape.Step(b.tape.Len() - 1)
	if latest != nil {
		step = latest(step)
	}
	return step, err
}

func (b *fakeBench) Changed() <-chan struct{} { return b.changed }
