package panel

import (
	"context"
	"fmt"
	"runtime/debug"

	"tcplab/lab/trace"
)

// The worker is the goroutine that talks to the bench, and the only one that
// does. It takes jobs from the event loop, listens to what happens by itself,
// and posts what came of either back to the event loop. It holds no state of
// the panel's.

// A job is a move under way.
type job struct {
	what   string // what the panel says it waits for
	run    func(callCtx) error
	ctx    context.Context
	cancel context.CancelFunc
}

// callCtx is what a job works with.
type callCtx struct {
	ctx   context.Context
	bench Bench
}

type worker struct {
	ctx   context.Context
	bench Bench
	panel *panel // touched only inside post
	jobs  chan *job
	reads chan func(trace.Step, error)
	ended chan struct{} // closed when the goroutine has ended
}

// newWorker starts the goroutine; it ends when ctx is cancelled and the bench
// has returned.
func newWorker(ctx context.Context, bench Bench, p *panel) *worker {
	w := &worker{
		ctx: ctx, bench: bench, panel: p,
		jobs:  make(chan *job, 1),                    // one is under way at most
		reads: make(chan func(trace.Step, error), 1), // likewise
		ended: make(chan struct{}),
	}
	go w.loop()
	return w
}

// start hands a job over; it never blocks, because the panel has one at most.
func (w *worker) start(j *job) { w.jobs <- j }

// read asks for the newest step; then runs on the event loop.
func (w *worker) read(then func(trace.Step, error)) { w.reads <- then }

func (w *worker) loop() {
	defer close(w.ended)
	defer func() {
		if r := recover(); r != nil { // the event loop restores the terminal first
			text := fmt.Sprintf("%v\n\n%s", r, debug.Stack())
			w.panel.post(func() { panic(text) })
		}
	}()
	changed := w.bench.Changed()
	for {
		select {
		case <-w.ctx.Done():
			return
		case j := <-w.jobs:
			err := j.run(callCtx{j.ctx, w.bench})
			rec := w.bench.Recording()
			changed = w.bench.Changed()
			w.panel.post(func() { w.panel.finished(j, rec, err) })
		case then := <-w.reads:
			step, err := w.bench.Latest()
			w.panel.softly(func() { then(step, err) })
		case _, ok := <-changed:
			if !ok {
				changed = nil
				continue
			}
			rec := w.bench.Recording()
			w.panel.quiet(func() { w.panel.changed(rec) })
		}
	}
}
