package panel

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"tcplab/lab/trace"
)

// The worker is the goroutine that talks to the bench. It takes jobs from the
// event loop, listens for changes that happen by themselves, and posts the
// results of both to the event loop. It holds no state of the panel. Each job
// runs on a goroutine of its own, one at a time.

// A job is a move under way.
type job struct {
	what   string      // the name of the move, for the line that says what the panel waits for
	move   *trace.Move // the move; nil if the job is none
	passed int64       // the bytes that had crossed before it
	from   int         // the number of steps before it
	seen   int         // the number of steps when a frame last said what it waits for
	since  time.Time   // when that number was new
	done   string      // what to say once it has been made; "" for nothing
	run    func(callCtx) error
	ctx    context.Context
	cancel context.CancelFunc
}

// callCtx is what a job gets: a context and the bench.
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

// newWorker starts the goroutine. It ends when ctx is cancelled and the bench
// has returned.
func newWorker(ctx context.Context, bench Bench, p *panel) *worker {
	w := &worker{
		ctx: ctx, bench: bench, panel: p,
		jobs:  make(chan *job, 1),                    // at most one is under way
		reads: make(chan func(trace.Step, error), 1), // at most one is under way
		ended: make(chan struct{}),
	}
	go w.loop()
	return w
}

// start hands a job over. It never blocks, because the panel has one at most.
func (w *worker) start(j *job) { w.jobs <- j }

// read asks for the newest step and gives it to then, on the event loop.
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

// make makes a job's move. Meanwhile the worker goes on listening and reading,
// because a wait for a timer takes minutes, and the screen shows the timer.
func (w *worker) make(j *job, made chan<- error) {
	defer close(made)
	defer w.rescue()
	made <- j.run(callCtx{j.ctx, w.bench})
}

// rescue is deferred. It passes a panic to the event loop, which restores the
// terminal before it panics.
func (w *worker) rescue() {
	if r := recover(); r != nil {
		text := fmt.Sprintf("%v\n\n%s", r, debug.Stack())
		w.panel.loop.post(func() { panic(text) })
	}
}

// notify tells the panel that something has happened by itself.
func (w *worker) notify() {
	rec := w.bench.Recording()
	w.panel.loop.quiet(func() { w.panel.changed(rec) })
}
