package bench

import (
	"context"
	"time"

	"tcplab/lab/trace"
)

// What a bench does while nobody makes a move: it takes in what happens by
// itself, says that it has, and tells how things stand.

// waits tells whether a move, or what comes next where that is nil, is to wait
// for a timer while somebody looks.
func (b *Bench) waits(m *trace.Move) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.watched || b.run.over {
		return false
	}
	o := b.run.outlook()
	if m == nil {
		return o.next != nil && o.next.Kind == trace.MoveWait
	}
	_, err := o.resolve(*m)
	return m.Kind == trace.MoveWait && err == nil
}

// wait returns when something has happened by itself, which is a step then. It
// may take minutes, and in between others look at how the timers stand.
func (b *Bench) wait(ctx context.Context) error {
	steps := b.Recording().Len()
	return untilNews(ctx, func() (bool, error) {
		b.mu.Lock()
		defer b.mu.Unlock()
		_, err := b.run.catchUp(ctx)
		return b.run.rec.Len() > steps, err
	})
}

// Latest is the newest step as things stand this moment: with the kernel's
// timers read again, and the copies that a kernel has sent meanwhile counted.
// What has happened by itself becomes a step of its own first. The error is one
// that was met now, or since the last call.
func (b *Bench) Latest() (trace.Step, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.run.over || b.flowing {
		return b.run.last, nil
	}
	ctx, cancel := context.WithTimeout(b.life, background)
	defer cancel()
	step, err := b.run.latest(ctx)
	if err == nil {
		err, b.trouble = b.trouble, nil
	}
	return step, err
}

// background bounds how long looking at what happens by itself may keep a move
// waiting: a host that somebody has stopped does not answer.
const background = 3 * time.Second

// Changed receives when something has happened though nobody pressed a key.
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

// follow takes in the news of one source of a run until that run is over.
func (b *Bench) follow(source <-chan struct{}, wire bool, run *Run, stop chan struct{}) {
	var again <-chan time.Time
	if run.foreign != nil { // nobody announces its first listener
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

// takeNews takes in what a run has to tell. It tells whether the run goes on,
// and when to look again though no source has news.
func (b *Bench) takeNews(wire bool, run *Run) (more bool, again <-chan time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.run != run || run.over {
		return false, nil
	}
	if b.flowing {
		return true, lookAgain(run)
	}
	ctx, cancel := context.WithTimeout(b.life, background)
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

// lookAgain is when to look though no source has news: never, where hosts tell
// all. Of other people's programs nobody tells that they listen, and one that
// floods the wire is looked at now and then.
func lookAgain(run *Run) <-chan time.Time {
	switch {
	case run.restless:
		return time.After(250 * time.Millisecond)
	case run.foreign != nil:
		return time.After(time.Second)
	}
	return nil
}
