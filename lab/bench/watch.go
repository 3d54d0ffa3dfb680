package bench

import (
	"context"
	"time"

	"tcplab/lab/trace"
)

// While nobody makes a move, a bench takes in what happens by itself and
// signals that it has. It also returns the newest step with fresh timers.

// waits reports whether move m is a wait for a timer while somebody watches. If
// m is nil, the move that comes next is meant.
func (b *Bench) waits(m *trace.Move) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.watched || b.run.over || b.run.stack != nil { // a stack's clock need not be waited for
		return false
	}
	o := b.run.outlook()
	if m == nil {
		return o.next != nil && o.next.Kind == trace.MoveWait
	}
	_, err := o.resolve(*m)
	return m.Kind == trace.MoveWait && err == nil
}

// wait returns once something has happened by itself and become a step. It may
// take minutes. Meanwhile others can read the timers.
func (b *Bench) wait(ctx context.Context) error {
	b.mu.Lock()
	b.run.overlookLost()
	steps := b.run.rec.Len()
	b.mu.Unlock()
	return untilNews(ctx, nil, func() (bool, error) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.run.waiting = true
		defer func() { b.run.waiting = false }()
		_, err := b.run.catchUp(ctx)
		return b.run.rec.Len() > steps, err
	})
}

// Latest returns the newest step, with the kernel's timers read again and the
// copies counted that a kernel has sent meanwhile. If something has happened by
// itself, it becomes a step of its own first. The error was met now, or in the
// background since the last call.
func (b *Bench) Latest() (trace.Step, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.run.over || b.flowing {
		return b.run.last, nil
	}
	ctx, cancel := context.WithTimeout(b.life, lookWithin)
	defer cancel()
	step, err := b.run.latest(ctx)
	if err == nil {
		err, b.trouble = b.trouble, nil
	}
	return step, err
}

// lookWithin bounds how long a look at what happens by itself may delay a move.
// Without a bound, a host that somebody has stopped would hold it up for ever.
const lookWithin = 3 * time.Second

// Changed receives if something has happened though nobody pressed a key.
func (b *Bench) Changed() <-chan struct{} { return b.changed }

func (b *Bench) signal() {
	select {
	case b.changed <- struct{}{}:
	default:
	}
}

// Watch begins to take in what happens by itself between two moves.
func (b *Bench) Watch() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.watched = true
	b.watch()
}

func (b *Bench) watch() {
	b.stop = make(chan struct{})
	go b.follow(b.run.net.Ready(), true, b.run, b.stop)
	for _, h := range b.run.hosts {
		go b.follow(h.Ready(), false, b.run, b.stop)
	}
}

func (b *Bench) unwatch() {
	if b.stop != nil {
		close(b.stop)
		b.stop = nil
	}
}

// follow takes in the news of one source of a run until that run is over. wire
// is true if the source is the wire.
func (b *Bench) follow(source <-chan struct{}, wire bool, run *Run, stop chan struct{}) {
	var again <-chan time.Time
	if run.foreign != nil { // nobody announces the first listener of an open lab
		again = time.After(time.Second)
	}
	for {
		select {
		case <-stop:
			return
		case <-again:
		case _, ok := <-source:
			if !ok {
				return
			}
		}
		var more bool
		if more, again = b.takeNews(wire, run); !more {
			return
		}
	}
}

// takeNews takes in the news of a run. more is true if the run goes on. again
// receives at the time to look again even if no source has news; it may be nil.
func (b *Bench) takeNews(wire bool, run *Run) (more bool, again <-chan time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.run != run || run.over {
		return false, nil
	}
	if b.flowing {
		return true, lookAgain(run)
	}
	ctx, cancel := context.WithTimeout(b.life, lookWithin)
	defer cancel()
	news, err := run.news(ctx, wire)
	if err != nil && b.life.Err() == nil {
		b.trouble = err
	}
	if news || err != nil {
		b.signal()
	}
	return true, lookAgain(run)
}

// lookAgain receives at the time to look even if no source has news. It is nil
// for a lesson, whose hosts announce everything. In an open lab nobody
// announces that a program listens, and a program that floods the wire must be
// looked at from time to time.
func lookAgain(run *Run) <-chan time.Time {
	switch {
	case run.restless:
		return time.After(250 * time.Millisecond)
	case run.foreign != nil:
		return time.After(time.Second)
	}
	return nil
}
