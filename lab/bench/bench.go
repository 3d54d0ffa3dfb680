package bench

import (
	"context"
	"errors"
	"os/exec"
	"slices"
	"sync"
	"sync/atomic"

	"tcplab/lab"
	"tcplab/lab/bench/network"
	"tcplab/lab/kernel/proc"
	"tcplab/lab/script"
	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// Bench runs a lesson for somebody who presses keys: step by step, again from
// the start, or up to a beat. It is safe for concurrent use.
//
// The callers' goroutines make moves under mu. After Watch there is also one
// goroutine for every source of news (the wire, each host). It waits for news
// and, under mu, takes in what has happened by itself.
type Bench struct {
	lesson  *lab.Lesson
	options Options

	life context.Context // done once the bench is to close, which ends every wait
	end  context.CancelFunc

	mu      sync.Mutex
	run     *Run
	old     []*trace.Recording // recordings of earlier runs, at which somebody may still look
	changed chan struct{}      // receives after something has happened by itself
	watched bool               // Watch was called
	trouble error              // an error of a background look that nobody has been told yet
	flowing bool               // everything crosses, so the watchers must not hold packets
	stop    chan struct{}      // closed to end the current run's watchers
	closed  bool

	hosts  atomic.Pointer[[]trace.Host] // of the newest run
	passed atomic.Int64                 // bytes of data that crossed while everything was let through
}

// Open starts a lesson.
func Open(l *lab.Lesson, o Options) (*Bench, error) { return OpenContext(context.Background(), l, o) }

// OpenContext is Open, but gives up when ctx is done before all hosts have come
// to their first calls. Later ctx has no effect on the bench.
func OpenContext(ctx context.Context, l *lab.Lesson, o Options) (*Bench, error) {
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
	l, err := o.clocked(l)
	if err != nil {
		return nil, err
	}
	for _, h := range l.Hosts {
		if h.Main == nil {
			return nil, words.Errorf("%s uses what Linux alone has, so lesson %s runs on Linux only, in WSL2, Lima or Docker for example",
				"%s 用到了 Linux 独有的东西，所以课程 %s 只能在 Linux 上运行，例如用 WSL2、Lima 或 Docker", h.File, l.Name)
		}
	}
	b := &Bench{lesson: l, options: o, changed: make(chan struct{}, 1)}
	b.life, b.end = context.WithCancel(context.Background())
	run, err := b.start(ctx)
	if err != nil {
		b.end()
		return nil, err
	}
	b.run = run
	return b, nil
}

func (b *Bench) start(ctx context.Context) (*Run, error) {
	told := readTexts(b.lesson, b.options.Port)
	net, name, fallback, err := openNetwork(b.lesson, b.options, &b.passed)
	if err != nil {
		return nil, err
	}
	lacks := lacking(b.lesson, net, name)
	l := script.Without(b.lesson, lacks)
	h, err := header(l, b.options, name)
	if err != nil {
		return nil, errors.Join(err, net.Close())
	}
	if fallback != nil {
		h.Fallback, h.Reasons = fallback.Error(), inLanguages(fallback)
	}
	h.Lacks = lacks
	run, err := newRun(ctx, l, net, b.options, h, told)
	if err == nil {
		hosts := run.rec.Header().Hosts
		b.hosts.Store(&hosts)
	}
	return run, err
}

// lacking lists what the rows of a lesson's script on a network need and that
// network's kernel lacks.
func lacking(l *lab.Lesson, net network.Network, name string) []string {
	kernel, ok := net.(interface{ Lacks(need string) bool })
	return slices.DeleteFunc(script.Needs(l, name), func(need string) bool { return ok && !kernel.Lacks(need) })
}

// inLanguages returns an error in every language, and nil if there is none.
func inLanguages(err error) map[string]string {
	if err == nil {
		return nil
	}
	said := map[string]string{}
	for _, lang := range trace.Languages {
		said[lang] = words.In(err, lang)
	}
	return said
}

// Recording returns the trace so far. After Restart and GoTo it is another one.
func (b *Bench) Recording() *trace.Recording {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.run.rec
}

// within returns a context that is done when ctx is, or when the bench closes.
func (b *Bench) within(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	unhook := context.AfterFunc(b.life, cancel)
	return ctx, func() {
		unhook()
		cancel()
	}
}

// Passed returns the bytes of data that have crossed while everything was let
// through. It never waits, so that somebody who waits for a long run may look on.
func (b *Bench) Passed() int64 { return b.passed.Load() }

// Stopped lists the hosts whose processes somebody has stopped, as far as the system
// tells. It never waits, as Passed does not.
func (b *Bench) Stopped() (hosts []string) {
	for _, h := range *b.hosts.Load() {
		if h.PID > 0 && proc.Stopped(h.PID) {
			hosts = append(hosts, h.Name)
		}
	}
	return hosts
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
			if last := b.run.last; err != nil || step.Stop || step.Done != "" || last.Stop || last.Done != "" { // a fault may have made a step behind it
				return err
			}
			if step.Next != nil && step.Next.Kind == trace.MoveWait && step.NextBeat == "" {
				return nil // a wait for a timer may take minutes, so the student decides about it
			}
			if step.Next == nil {
				return nil // what comes next is for the student to say
			}
			if err := ctx.Err(); err != nil {
				return err
			}
		}
	})
}

// make calls moves, which makes moves. The first of them is want, or the next
// one of the lesson if want is nil. If that move is a wait for a timer while
// somebody watches, make waits itself and does not call moves, because others
// must be able to use the run meanwhile.
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

// Advance is Step for a run that nobody watches. It lets a loop that repeats
// often run on in one step.
func (b *Bench) Advance(ctx context.Context) error {
	ctx, done := b.within(ctx)
	defer done()
	b.mu.Lock()
	defer b.mu.Unlock()
	_, err := b.run.Advance(ctx)
	return err
}

// RunOn lets the loop that the script has reached run to its end in one step.
// In an open lab it lets everything cross until ctx is done.
func (b *Bench) RunOn(ctx context.Context) error {
	if b.options.foreign {
		return b.flow(ctx)
	}
	return b.Do(ctx, trace.Move{Kind: trace.MoveRun})
}

// flow lets everything cross as it comes until ctx is done. From time to time
// it makes a step of what has crossed.
func (b *Bench) flow(ctx context.Context) error {
	ctx, done := b.within(ctx)
	defer done()
	b.setFlowing(true)
	defer func() { // takes in the news that the watchers have left alone
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

// Namespace returns the file that names the private network's namespace, for
// nsenter(1). It is "" on the host network.
func (b *Bench) Namespace() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if p, ok := b.run.net.(interface{ Path() string }); ok {
		return p.Path()
	}
	return ""
}

// Flows reports whether packets cross by themselves now: on the host network,
// and while RunOn lets everything cross in an open lab.
func (b *Bench) Flows() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.run.flows || b.flowing
}

// Over reports whether the run has ended, and its network with it, because the
// lesson could not be started again.
func (b *Bench) Over() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.run.over
}

// Took reports whether a step took a beat, or told it together with its own. A
// step whose beat tells of a later row has not come to it yet.
func Took(step trace.Step, beat string) bool {
	return step.Beat == beat && !step.Ahead || slices.Contains(step.Told, beat)
}

// End returns the last line of the trace as it would be now.
func (b *Bench) End() trace.End {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.run.end()
}

// Close ends the run. It writes the last line of the trace, ends every host and
// releases the network. The recording can still be read until the process ends.
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

// Start starts a command, such as ss or a shell, whose sockets live in the
// lesson's network, as the user who has started tcplab. The caller waits for
// the command.
func (b *Bench) Start(cmd *exec.Cmd) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.run.over {
		return errOver
	}
	return b.run.launch(cmd)
}
