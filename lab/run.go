package lab

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"tcplab/lab/gate"
	"tcplab/lab/kernel"
	"tcplab/lab/trace"
	"tcplab/lab/wire"
)

// Run is one run of a lesson: its network, its hosts, what has happened so
// far, and the recording of it. It is not safe for concurrent use; Bench is.
type Run struct {
	lesson  *Lesson
	until   string // Options.Until
	net     network
	foreign *foreign // set where the programs are not ours

	restless bool // foreign programs went on sending when the last settling ended
	flows    bool // packets flow by themselves: the host network
	hosts    []*host
	sockets  sockets
	calls    calls
	packets  packets
	script   *script
	rec      *trace.Recording
	dir      string // the hosts' working directories; removed by Close

	started    time.Time
	happened   happening
	loop       loopRows // of the run step that is being made, or was last
	running    bool     // a run step is being made: calls are counted, not told
	last       trace.Step
	findings   int
	unscripted int
}

type fault = trace.Fault

// newRun starts a lesson's hosts in a network and records step 0. The header is
// filled in with what only the running hosts know.
func newRun(l *Lesson, net network, o Options, header trace.Header) (*Run, error) {
	script, err := newScript(l.scriptOn(header.Network), header.Network != wire.Host)
	if err != nil {
		return nil, fmt.Errorf("the script of lesson %s is wrong: %w", l.Name, err)
	}
	r := &Run{
		lesson: l, until: o.Until, net: net, flows: header.Network == wire.Host, script: script,
		sockets: sockets{source: trace.SourceKernel}, started: time.Now(),
		happened: happening{again: map[*onWire]int{}},
	}
	if o.foreign {
		if r.foreign, err = newForeign(net); err != nil {
			r.Close()
			return nil, err
		}
	}
	if err := r.startHosts(o, header.Programs); err != nil {
		r.Close()
		return nil, err
	}
	for i, h := range r.hosts {
		header.Hosts[i].PID, header.Hosts[i].Args = h.pid, h.Args
	}
	if err := r.begin(o, header); err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

// begin opens the recording and records step 0: the hosts stand at their first
// gates.
func (r *Run) begin(o Options, header trace.Header) (err error) {
	if r.rec, err = trace.Create(o.Record, header, o.Tee); err != nil {
		return err
	}
	if err := r.settle(); err != nil {
		return err
	}
	_, err = r.record(trace.Move{Kind: trace.MoveStart})
	return err
}

// startHosts starts every host as a process of its own, each in a directory of
// its own.
func (r *Run) startHosts(o Options, programs []trace.Program) error {
	dir, err := os.MkdirTemp(o.Dir, "tcplab-")
	if err != nil {
		return fmt.Errorf("the hosts have no place to work in (%w): make room in the temporary directory", err)
	}
	r.dir = dir
	for i, h := range r.lesson.Hosts {
		place := filepath.Join(dir, h.Name)
		if err := os.Mkdir(place, 0o755); err != nil {
			return fmt.Errorf("host %s has no place to work in: %w", h.Name, err)
		}
		cmd, err := hostCommand(place)
		if err != nil {
			return err
		}
		args, err := r.equip(h, place, o.File)
		if err != nil {
			return err
		}
		peer, err := gate.Attach(cmd, gate.Config{Lesson: r.lesson.Name, Host: h.Name, Args: args, Port: o.Port, Dir: place})
		if err != nil {
			return fmt.Errorf("host %s cannot be prepared: %w", h.Name, err)
		}
		if err := r.net.Start(cmd); err != nil {
			return fmt.Errorf("host %s cannot be started: %w", h.Name, err)
		}
		peer.Started()
		h.Args = args
		r.hosts = append(r.hosts, &host{Host: h, order: i, process: peer, pid: cmd.Process.Pid, end: endOf(programs, h.File)})
	}
	return nil
}

func (r *Run) hostNamed(name string) *host {
	for _, h := range r.hosts {
		if h.Name == name {
			return h
		}
	}
	return nil
}

// Do makes one move that is possible now, waits until everything has settled,
// and returns the step. ctx ends a wait.
func (r *Run) Do(ctx context.Context, want trace.Move) (trace.Step, error) {
	steps := r.rec.Len()
	if err := r.catchUp(); err != nil {
		return trace.Step{}, err
	}
	if want.Kind == trace.MoveWait && r.rec.Len() > steps {
		return r.last, nil // what is waited for has happened already
	}
	move, err := r.resolve(want)
	if err != nil {
		return trace.Step{}, err
	}
	if err := r.act(ctx, move); err != nil {
		return trace.Step{}, err
	}
	if err := r.settle(); err != nil {
		return trace.Step{}, err
	}
	return r.record(move)
}

// Next makes the move that the script, or good sense, has next.
func (r *Run) Next(ctx context.Context) (trace.Step, error) {
	_, move, ok := r.next()
	switch {
	case !ok && r.foreign != nil:
		return r.last, errEmpty
	case !ok:
		return r.last, errDone
	}
	return r.Do(ctx, move)
}

var errEmpty = errors.New("nothing is held on the wire: start a program with tcplab exec -- CMD in a second terminal")

var errDone = errors.New("nothing can happen any more: press r to start the lesson again")

// catchUp takes in what has happened by itself since the last step. Copies are
// folded silently; anything else is a step of its own.
func (r *Run) catchUp() error {
	if err := r.settle(); err != nil {
		return err
	}
	moved, err := r.stateMoved()
	if err != nil {
		return err
	}
	if r.happened.nothing() && !moved {
		return nil
	}
	_, err = r.record(trace.Move{Kind: trace.MoveTime})
	return err
}

// stateMoved tells whether the kernel now reports another state for some
// socket than the last step did.
func (r *Run) stateMoved() (bool, error) {
	from, err := r.look()
	if err != nil {
		return false, err
	}
	for _, s := range r.sockets.rows {
		if s.gone {
			continue
		}
		now, ok, err := from.Lookup(s.Proto, s.local, s.remote)
		if err != nil {
			return false, fmt.Errorf("the sockets cannot be read: %w", err)
		}
		if ok != (s.ID != 0) || ok && string(now.State) != s.State {
			return true, nil
		}
	}
	return false, nil
}

// act does what a move says; it does not wait for what that leads to.
func (r *Run) act(ctx context.Context, move trace.Move) error {
	switch move.Kind {
	case trace.MoveCall:
		return r.letBegin(r.calls.byID(move.ID))
	case trace.MoveDeliver, trace.MoveDrop, trace.MoveDuplicate:
		return r.decide(move.Kind, r.packets.byID(move.ID))
	case trace.MoveWait:
		return r.wait(ctx)
	case trace.MoveKill:
		return r.hostNamed(move.Host).Kill()
	case trace.MoveDestroy:
		return r.destroy(move.ID)
	case trace.MoveRun:
		return r.runOn(ctx)
	}
	panic("BUG: no move of kind " + move.Kind)
}

func (r *Run) letBegin(c *call) error {
	c.Status, c.Since = trace.CallRunning, r.rec.Len()
	r.happened.started = &trace.Event{Kind: trace.EventStarted, Host: c.Host, Name: c.Name, ID: c.ID, Text: c.Text}
	return c.host.Go(c.inHost)
}

// decide settles a held packet's fate.
func (r *Run) decide(kind string, p *onWire) error {
	kinds := map[string]string{trace.MoveDeliver: trace.EventDelivered, trace.MoveDrop: trace.EventDropped, trace.MoveDuplicate: trace.EventDuplicated}
	var err error
	switch kind {
	case trace.MoveDeliver:
		r.reaches(p)
		err = r.net.Deliver(p.wire)
		p.Fate, p.Ended = trace.FateDelivered, r.rec.Len()
	case trace.MoveDrop:
		err = r.net.Drop(p.wire)
		p.Fate, p.Ended = trace.FateDropped, r.rec.Len()
	case trace.MoveDuplicate:
		r.reaches(p)
		err = r.duplicate(p)
		p.Fate, p.Ended = trace.FateDelivered, r.rec.Len()
	}
	e := packetEvent(kinds[kind], p)
	r.happened.packet = &e
	return err
}

// duplicate delivers a packet and lists the copy that the wire holds of it.
func (r *Run) duplicate(p *onWire) error {
	id, err := r.net.Duplicate(p.wire)
	for _, held := range r.net.Held() {
		if held.ID == id {
			r.packets.arrive([]*onWire{r.describe(held)})
		}
	}
	return err
}

// reaches prepares for a SYN's arrival: the listener's kernel will open a
// connection that no program knows of yet.
func (r *Run) reaches(p *onWire) {
	if p.Proto == "tcp" && strings.HasPrefix(p.Flags, "S") && !strings.Contains(p.Flags, "A") {
		r.expectChild(parseAddress(p.Src), parseAddress(p.Dst))
	}
}

// wait returns when something has happened by itself.
func (r *Run) wait(ctx context.Context) error {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		if _, err := r.round(); err != nil {
			return err
		}
		moved, err := r.stateMoved()
		if err != nil || moved || !r.happened.nothing() {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the wait was ended before anything happened: %w", ctx.Err())
		case <-tick.C:
		}
	}
}

// destroyer is a socket table that can also have a socket destroyed.
type destroyer interface {
	reader
	Destroy(kernel.Socket) error
}

func (r *Run) destroy(id int) error {
	s := r.sockets.byID(id)
	d, ok := r.net.Sockets().(destroyer)
	if !ok {
		return errors.New("a socket can be destroyed only on the private network: run the lesson with --net private")
	}
	found, ok, err := d.Lookup(s.Proto, s.local, s.remote)
	if err != nil {
		return err
	}
	if !ok {
		return errors.New("that socket is gone already: nothing is left to destroy")
	}
	r.happened.killed = append(r.happened.killed, trace.Event{Kind: trace.EventDestroyed, Host: s.Host, ID: s.ID})
	return d.Destroy(found)
}

// end counts how the run differs from its script: findings, rows
// skipped and, where packets wait for a move, moves that nobody scripted.
func (r *Run) end() trace.End {
	e := trace.End{End: true, Steps: r.rec.Len(), Skipped: r.script.skipped(r.until)}
	e.Differences = r.findings + len(e.Skipped)
	if !r.flows {
		e.Differences += r.unscripted
	}
	return e
}

// Close ends every host and releases the network. The recording stays open: it
// belongs to whoever looks at it.
func (r *Run) Close() error {
	var errs []error
	for _, h := range r.hosts {
		errs = append(errs, h.Close())
	}
	errs = append(errs, r.net.Close())
	return errors.Join(append(errs, r.cleanUp())...)
}

// latest is the newest step with timers, queues and copies as they are now. It
// is asked for every second while somebody looks, so it only reads sockets: what
// hosts and wire have to tell, they tell by themselves.
func (r *Run) latest() (trace.Step, error) {
	moved, err := r.stateMoved()
	if err == nil && moved {
		err = r.catchUp()
	}
	if err != nil {
		return r.last, err
	}
	step := r.last
	from, err := r.look()
	if err == nil {
		err = r.sockets.refresh(from)
	}
	if err != nil {
		return step, err
	}
	step.Sockets = r.sockets.snapshot()
	step.Held, step.HeldMore, step.Wire = r.packets.snapshot()
	return step, nil
}

// news takes in what has happened by itself, and tells whether a view has to
// be drawn again.
//
// Where only the wire has something to tell, and it is copies, no host is asked:
// a kernel repeats itself all the while that somebody looks.
func (r *Run) news(onlyWire bool) (bool, error) {
	if onlyWire && r.foreign == nil {
		sent, err := r.takePackets()
		if err != nil {
			return false, err
		}
		moved, err := r.stateMoved()
		if err != nil || !sent && !moved && r.happened.nothing() {
			return true, err
		}
	}
	steps, copies := r.rec.Len(), len(r.happened.again)
	for _, n := range r.happened.again {
		copies += n
	}
	err := r.catchUp()
	after := len(r.happened.again)
	for _, n := range r.happened.again {
		after += n
	}
	return r.rec.Len() != steps || after != copies, err
}
