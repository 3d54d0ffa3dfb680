package bench

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"sync"
	"time"

	"tcplab/lab"
	"tcplab/lab/bench/host"
	"tcplab/lab/bench/network"
	"tcplab/lab/bench/table"
	"tcplab/lab/fault"
	"tcplab/lab/script"
	"tcplab/lab/trace"
	"tcplab/lab/wire"
	"tcplab/lab/words"
)

// Run is one run of a lesson: its network, its hosts, its tables and its
// recording. It is not safe for concurrent use; Bench is.
type Run struct {
	lesson  *lab.Lesson
	until   string // Options.Until
	net     network.Network
	user    *wire.User    // Options.User
	foreign *foreign      // set in an open lab, else nil
	stack   network.Stack // in which the hosts' sockets live; nil if they live in a kernel

	cut       map[string]cutter // the hosts whose packets the wire does not take, and who has cut it
	announced sync.Mutex        // held while a socket is added or a packet's sender is looked for, which may be on two goroutines
	waiting   bool              // somebody waits for what happens by itself
	faults    fault.Watch       // that the command asked for

	restless bool // foreign programs still sent packets when the last settling ended
	flows    bool // packets flow by themselves, as on the host network
	hosts    []*host.Host
	sockets  table.Sockets
	calls    table.Calls
	packets  table.Packets
	script   *script.Script
	rec      *trace.Recording
	place    *host.Place // in which the hosts work; removed by Close

	over       bool // the run was closed, so hosts and network are gone
	started    time.Time
	happened   happening
	made       *trace.Move   // a move that was made but is not recorded yet, nil if there is none
	twin       *table.Packet // the copy that the move being made has put on the wire
	loop       script.Loop   // the loop of the run step that is being made, or of the last one
	running    bool          // a run step is being made, so calls are only counted
	last       trace.Step
	ahead      *outlook // the outlook, nil if the run has changed since it was worked out
	findings   int
	unscripted int
}

// newRun starts a lesson's hosts in a network and records step 0. The run
// releases the network, even if newRun fails, because ctx is done or else.
func newRun(ctx context.Context, l *lab.Lesson, net network.Network, o Options, header trace.Header, told *texts) (*Run, error) {
	r := &Run{
		lesson: l, until: o.Until, net: net, user: o.User, flows: !trace.Holds(header.Network),
		sockets: table.Sockets{Source: trace.SourceKernel}, started: time.Now(),
		happened: happening{again: map[*table.Packet]int{}},
	}
	if r.stack, _ = net.(network.Stack); r.stack != nil {
		r.sockets.Source = trace.SourceStack
	}
	if err := r.start(ctx, o, header, told); err != nil {
		err = errors.Join(err, r.Close())
		if r.rec != nil {
			err = errors.Join(err, r.rec.Close())
		}
		return nil, err
	}
	return r, nil
}

// start does the part of newRun that can fail. It puts the texts into the header,
// and the fields that depend on the running hosts.
func (r *Run) start(ctx context.Context, o Options, header trace.Header, told *texts) (err error) {
	if r.script, err = script.New(r.lesson, header.Network); err != nil {
		return words.Errorf("the script of lesson %s is wrong: %w", "课程 %s 的脚本有错：%w", r.lesson.Name, err)
	}
	if o.foreign {
		if r.foreign, err = newForeign(r.net); err != nil {
			return err
		}
	}
	if r.place, err = host.NewPlace(r.lesson, o.Dir); err != nil {
		return err
	}
	if r.hosts, err = host.Start(r.place, r.enter(), o.File, o.Port, trace.Holds(header.Network), header.Programs); err != nil {
		return err
	}
	for i, h := range r.hosts {
		header.Hosts[i].PID, header.Hosts[i].Args = h.PID, h.Args
	}
	header.Tries = r.tries()
	if n, ok := r.net.(interface{ NoIPv6() error }); ok {
		header.NoIPv6 = inLanguages(n.NoIPv6())
	}
	if n, ok := r.net.(interface{ Call(func() string) }); ok {
		n.Call(func() string { return fmt.Sprintf("step %d", r.rec.Len()) })
	}
	if err := told.into(&header, o.Terms); err != nil {
		return err
	}
	return r.begin(ctx, o, header)
}

// enter says how the hosts come into the network.
func (r *Run) enter() host.Way {
	way := host.Way{Start: r.launch}
	if r.stack != nil {
		way.Join = r.stack.Join
	}
	return way
}

// launch starts a program in the network, as the user who has started tcplab.
func (r *Run) launch(cmd *exec.Cmd) error {
	r.user.Own(cmd)
	return r.net.Start(cmd)
}

// begin opens the recording and records step 0, in which the hosts stand at
// their first gates. It waits for them no longer than startWithin, because the
// run has to end with ctx, and a caller may have given none that is ever done.
func (r *Run) begin(ctx context.Context, o Options, header trace.Header) (err error) {
	if r.rec, err = trace.Create(o.Record, header, o.Tee); err != nil {
		return err
	}
	if err := r.failAt(o.Faults); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, startWithin)
	defer cancel()
	if err := r.settle(ctx); err != nil {
		return atStart(err)
	}
	_, err = r.record(trace.Move{Kind: trace.MoveStart})
	return err
}

// startWithin bounds how long the hosts may take to their first calls. They take
// milliseconds, unless somebody stops one of them.
const startWithin = 10 * time.Second

// hostNamed returns the host of that name, nil if there is none.
func (r *Run) hostNamed(name string) *host.Host {
	for _, h := range r.hosts {
		if h.Name == name {
			return h
		}
	}
	return nil
}

// Do makes one move that is possible now, waits until everything has settled,
// and returns the step. If something has happened by itself since the last
// step, Do records and returns that as a step and does not make the move,
// because the student could not know of it. ctx ends any wait.
func (r *Run) Do(ctx context.Context, want trace.Move) (trace.Step, error) {
	if news, err := r.catchUp(ctx); news || err != nil {
		return r.last, err
	}
	move, err := r.outlook().resolve(want)
	if err != nil {
		return r.last, err
	}
	return r.perform(ctx, move)
}

// Next is Do for the move that comes next (see choose).
func (r *Run) Next(ctx context.Context) (trace.Step, error) {
	if news, err := r.catchUp(ctx); news || err != nil {
		return r.last, err
	}
	return r.proceed(ctx)
}

// proceed makes the move that comes next.
func (r *Run) proceed(ctx context.Context) (trace.Step, error) {
	next := r.outlook().next
	switch {
	case next == nil && r.foreign != nil:
		return r.last, errEmpty
	case next == nil && r.last.Done == "":
		return r.last, errTell
	case next == nil:
		return r.last, errDone
	}
	return r.perform(ctx, *next)
}

// perform makes a possible move and records what it has led to. The part of a
// move that was done before it was cut short is recorded, too. If the move
// cannot settle, because a host does not answer, it is recorded as soon as it
// has settled.
func (r *Run) perform(ctx context.Context, move trace.Move) (trace.Step, error) {
	r.overlookLost()
	acted := verbOf(move).do(r, ctx, move)
	r.ahead = nil
	if acted != nil && r.happened.nothing() {
		return r.last, acted
	}
	r.made = &move
	if acted != nil {
		rest, cancel := context.WithTimeout(context.WithoutCancel(ctx), cutShort)
		defer cancel()
		ctx = rest
	}
	if err := r.settle(ctx); err != nil {
		return r.last, cmp.Or(acted, err) // a caller that has cut the move short need not wait for its end
	}
	step, err := r.record(move)
	if err == nil {
		err = r.makeFaults(ctx)
	}
	return step, errors.Join(acted, err)
}

// cutShort bounds how long a move that was cut short may take to settle.
const cutShort = time.Second

var errEmpty = words.Errorf("nothing is held on the wire: start a program with tcplab exec -- CMD in a second terminal",
	"线路上没有停着的包：请在第二个终端用 tcplab exec -- CMD 启动一个程序")

var errOver = words.Errorf("this run has ended, and its programs with it: press r to start the lesson again",
	"这次运行已经结束，程序也随之结束：按 r 重新开始")

var errTell = words.Errorf("nothing happens by itself now: press w and choose what to tell a program",
	"现在不会自己发生什么：按 w，选一句话告诉其中一个程序")

var errDone = words.Errorf("nothing can happen any more: press r to start the lesson again",
	"再不会有什么发生了：按 r 重新开始")

// end counts how the run differs from its script: findings, rows skipped and,
// if packets wait for a move, moves that are in no row.
func (r *Run) end() trace.End {
	rows := r.script.UpTo(r.until)
	if r.last.Done == "" { // rows that were still to come were not skipped
		rows = min(rows, r.script.Reached())
	}
	e := trace.End{End: true, Steps: r.rec.Len(), Skipped: r.script.Skipped(rows), IdleFaults: r.faults.Idle(), Unjudged: r.script.Unjudged()}
	if r.lesson.Free && r.unscripted > 0 {
		e.Skipped, e.Differences = nil, r.findings
		return e
	}
	e.Differences = r.findings + len(e.Skipped)
	if !r.flows && len(r.faults.Rules()) == 0 { // the moves behind a fault are in no row, and the command asked for that
		e.Differences += r.unscripted
	}
	return e
}

// Close ends every host and releases the network. The recording stays open,
// because somebody may still look at it.
func (r *Run) Close() error {
	r.over = true
	var errs []error
	for _, h := range r.hosts {
		errs = append(errs, h.Close())
	}
	errs = append(errs, r.net.Close())
	return errors.Join(append(errs, r.place.CleanUp(r.last.Done == trace.DoneTold))...)
}
