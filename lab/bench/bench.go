package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"

	"tcplab/lab"
	"tcplab/lab/trace"
)

// Bench runs a lesson for somebody who presses keys: step by step, again from
// the start, or up to a beat. It is safe for concurrent use.
//
// Goroutines: the caller's make moves under mu; while Watch is on, one goroutine
// for every source of news (the wire, each host) waits for it and, under mu,
// takes in what has happened by itself.
type Bench struct {
	lesson  *lab.Lesson
	options Options

	life context.Context // done once the bench is to close: ends every wait
	end  context.CancelFunc

	mu      sync.Mutex
	run     *Run
	old     []*trace.Recording // of earlier runs, which somebody may still look at
	changed chan struct{}
	watched bool
	trouble error         // met while looking at what happens by itself, and told to nobody yet
	flowing bool          // everything crosses: nobody is to hold packets meanwhile
	stop    chan struct{} // closed when the current run's watchers are to end
	closed  bool
}

// Open starts a lesson.
func Open(l *lab.Lesson, o Options) (*Bench, error) {
	if o.Port == 0 {
		o.Port = lab.DefaultPort
	}
	if o.Lang == "" {
		o.Lang = "en"
	}
	if o.File != "" {
		var err error
		if o.File, err = l.FileToSend(o.File); err != nil {
			return nil, err
		}
	}
	b := &Bench{lesson: l, options: o, changed: make(chan struct{}, 1)}
	b.life, b.end = context.WithCancel(context.Background())
	run, err := b.start()
	if err != nil {
		b.end()
		return nil, err
	}
	b.run = run
	return b, nil
}

func (b *Bench) start() (*Run, error) {
	told := readTexts(b.lesson, b.options.Port)
	net, name, fallback, err := openNetwork(b.lesson, b.options)
	if err != nil {
		return nil, err
	}
	h, err := header(b.lesson, b.options, name)
	if err != nil {
		return nil, errors.Join(err, net.Close())
	}
	h.Fallback = fallback
	return newRun(b.lesson, net, b.options, h, told)
}

// Recording is the trace so far. After Restart and GoTo it is another one.
func (b *Bench) Recording() *trace.Recording {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.run.rec
}

// within is ctx, ended with the bench.
func (b *Bench) within(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	unhook := context.AfterFunc(b.life, cancel)
	return ctx, func() {
		unhook()
		cancel()
	}
}

// Do makes one move of the student's choice.
func (b *Bench) Do(ctx context.Context, m trace.Move) error {
	return b.make(ctx, &m, func(ctx context.Context) error {
		_, err := b.run.Do(ctx, m)
		return err
	})
}

// Step makes the move that comes next.
func (b *Bench) Step(ctx context.Context) error {
	return b.make(ctx, nil, func(ctx context.Context) error {
		_, err := b.run.Next(ctx)
		return err
	})
}

// Next makes moves up to the next stop.
func (b *Bench) Next(ctx context.Context) error {
	return b.make(ctx, nil, func(ctx context.Context) error {
		for {
			step, err := b.run.Next(ctx)
			if err != nil || step.Stop || step.Done != "" {
				return err
			}
			if step.Next != nil && step.Next.Kind == trace.MoveWait && step.NextBeat == "" {
				return nil // to wait for a timer, perhaps for minutes, is a decision of its own
			}
			if err := ctx.Err(); err != nil {
				return err
			}
		}
	})
}

// make has moves made, the first of which is want, or what comes next if that is
// nil. If that one is to wait for a timer while somebody looks, it waits itself,
// because others must get at the run meanwhile.
func (b *Bench) make(ctx context.Context, want *trace.Move, moves func(context.Context) error) error {
	ctx, done := b.within(ctx)
	defer done()
	if b.waits(want) {
		return b.wait(ctx)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return moves(ctx)
}

// Advance is Step for a run that nobody watches: a loop that repeats often runs
// on in one step.
func (b *Bench) Advance(ctx context.Context) error {
	ctx, done := b.within(ctx)
	defer done()
	b.mu.Lock()
	defer b.mu.Unlock()
	_, err := b.run.Advance(ctx)
	return err
}

// RunOn lets the loop that the script has come to run to its end in one step.
func (b *Bench) RunOn(ctx context.Context) error {
	if b.options.foreign {
		return b.flow(ctx)
	}
	return b.Do(ctx, trace.Move{Kind: trace.MoveRun})
}

// flow lets everything cross as it comes until ctx is done. Every now and then
// it makes a step of what has crossed.
func (b *Bench) flow(ctx context.Context) error {
	ctx, done := b.within(ctx)
	defer done()
	b.setFlowing(true)
	defer func() { // what the watchers have left alone
		b.setFlowing(false)
		b.mu.Lock()
		run := b.run
		b.mu.Unlock()
		b.takeNews(false, run)
	}()
	for ctx.Err() == nil {
		if err := b.flowOnce(ctx); err != nil {
			return err
		}
		b.signal()
	}
	return nil
}

func (b *Bench) setFlowing(on bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.flowing = on
}

func (b *Bench) flowOnce(ctx context.Context) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.run.over {
		return errOver
	}
	return b.run.flow(ctx)
}

// Namespace is the file that names the private network's namespace, for
// nsenter(1); "" on the host network.
func (b *Bench) Namespace() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if p, ok := b.run.net.(interface{ Path() string }); ok {
		return p.Path()
	}
	return ""
}

// Over tells whether the run has ended, and its network with it: the lesson
// could not be started again.
func (b *Bench) Over() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.run.over
}

// Restart ends the hosts and starts the lesson again, in a network of its own.
func (b *Bench) Restart(context.Context) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.restart()
}

func (b *Bench) restart() error {
	b.unwatch()
	if err := b.run.Close(); err != nil {
		return fmt.Errorf("the run that ends left something undone, press r again to start anew: %w", err)
	}
	restore, forget := b.setAside()
	run, err := b.start()
	if err != nil {
		restore()
		return err
	}
	forget()
	b.old = append(b.old, b.run.rec)
	if len(b.old) > 1 { // a view lags behind by one run at most
		b.old[0].Close()
		b.old = b.old[1:]
	}
	b.run, b.trouble = run, nil
	if b.watched {
		b.watch()
	}
	b.signal()
	return nil
}

// setAside takes its name from the recording of the run that has ended, so that
// the next one does not empty the file that somebody may still look at: restore
// gives the name back, forget lets the file go.
func (b *Bench) setAside() (restore, forget func()) {
	path := b.options.Record
	nothing := func() {}
	if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() {
		return nothing, nothing
	}
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // a name that is nobody's
	if err != nil {
		return nothing, nothing
	}
	file.Close()
	aside := file.Name()
	forget = func() { os.Remove(aside) }
	if os.Rename(path, aside) != nil {
		forget()
		return nothing, nothing // where the system refuses, it is emptied after all
	}
	return func() { os.Rename(aside, path) }, forget
}

// GoTo starts the lesson again and really runs it up to a beat.
func (b *Bench) GoTo(ctx context.Context, beat string) error {
	ctx, done := b.within(ctx)
	defer done()
	if err := b.lesson.HasBeat(beat); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.run.rec.Len() > 1 {
		if err := b.restart(); err != nil {
			return err
		}
	}
	return b.runTo(ctx, beat)
}

func (b *Bench) runTo(ctx context.Context, beat string) error {
	for {
		step, err := b.run.Next(ctx)
		switch {
		case err != nil:
			return err
		case Took(step, beat):
			return nil
		case step.Done != "":
			return fmt.Errorf("this run ended without coming to %q: the beat may need another network", beat)
		case ctx.Err() != nil:
			return ctx.Err()
		}
	}
}

// Took tells whether a step took a beat, or told it together with its own.
func Took(step trace.Step, beat string) bool {
	return step.Beat == beat || slices.Contains(step.Told, beat)
}

// End says how the run has gone so far.
func (b *Bench) End() trace.End {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.run.end()
}

// Close ends the run: the last line of the trace is written, every host is
// ended, and the network is released. The recording can still be read until
// the process ends.
func (b *Bench) Close() error {
	b.end()
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return nil
	}
	b.closed = true
	b.unwatch()
	err := b.run.rec.Finish(b.run.end())
	if closing := b.run.Close(); err == nil {
		err = closing
	}
	return err
}

// Start starts a command whose sockets live in the lesson's network: ss, say,
// or a shell. The caller waits for it.
func (b *Bench) Start(cmd *exec.Cmd) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.run.over {
		return errOver
	}
	return b.run.net.Start(cmd)
}
