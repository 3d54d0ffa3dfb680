package panel

import (
	"context"
	"fmt"
	"runtime/debug"

	"tcplab/lab/trace"
)

// The worker is the goroutine that talks to the bench, and the only one that
// does: it takes jobs from the event loop, listens to what happens by itself,
// and posts what came of either back to the event loop. It holds no state of
// the panel's. A job runs on a goroutine of its own, one at a time.

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
	defer w.rescue()
	changed := w.bench.Changed()
	var made chan error // how the job under way ended; nil while there is none
	var making *job
	for {
		select {
		case <-w.ctx.Done():
			if made != nil {
				<-made
			}
			return
		case making = <-w.jobs:
			made = make(chan error, 1)
			go w.make(making, made)
		case err := <-made:
			j, rec := making, w.bench.Recording()
			made, changed = nil, w.bench.Changed()
			w.panel.loop.post(func() { w.panel.finished(j, rec, err) })
		case then := <-w.reads:
			step, err := w.bench.Latest()
			w.panel.loop.soft(func() { then(step, err) })
		case _, ok := <-changed:
			if !ok {
				changed = nil
				continue
			}
			w.notify()
		}
	}
}

// make makes a job's move. Meanwhile the worker goes on listening and reading: a
// wait for a timer takes minutes, and the timer is to be seen.
func (w *worker) make(j *job, made chan<- error) {
	defer close(made)
	defer w.rescue()
	made <- j.run(callCtx{j.ctx, w.bench})
}

// rescue is deferred: a panic goes to the event loop, which restores the
// terminal first.
func (w *worker) rescue() {
	if r := recover(); r != nil {
		text := fmt.Sprintf("%v\n\n%s", r, debug.Stack())
		w.panel.loop.post(func() { panic(text) })
	}
}

// notify says that something has happened.
func (w *worker) notify() {
	rec := w.bench.Recording()
	w.panel.loop.quiet(func() { w.panel.changed(rec) })
}
