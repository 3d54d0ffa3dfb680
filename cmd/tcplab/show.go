package main

import (
	"cmp"
	"context"
	"math"
	"math/rand/v2"

	"tcplab/lab"
	"tcplab/lab/bench"
	"tcplab/lab/panel"
	"tcplab/lab/wire"
)

// liveBench gives the panel a bench. The two packages meet here and nowhere
// else. As long as the bench is live, other terminals can enter its network.
type liveBench struct {
	*bench.Bench
	user     *wire.User // see env
	withdraw func()
}

func newLiveBench(e *env, b *bench.Bench) *liveBench {
	b.Watch()
	return unwatched(e, b)
}

// unwatched returns a live bench for a reader who is told what happens by itself
// only with the next move.
func unwatched(e *env, b *bench.Bench) *liveBench {
	live := &liveBench{Bench: b, user: e.user, withdraw: func() {}}
	live.announce()
	return live
}

// announce tells other terminals where the network is now. There is none if the
// run could not be started again.
func (b *liveBench) announce() {
	b.withdraw()
	if b.Over() {
		return
	}
	h := b.Bench.Recording().Header()
	b.withdraw = announce(running{Lesson: h.Lesson, Network: h.Network, Namespace: b.Namespace(), User: b.user.Path()})
}

// Restart starts again, in another network.
func (b *liveBench) Restart(ctx context.Context) error {
	defer b.announce()
	return b.Bench.Restart(ctx)
}

// GoTo starts again, in another network, and runs up to a beat.
func (b *liveBench) GoTo(ctx context.Context, beat string) error {
	defer b.announce()
	return b.Bench.GoTo(ctx, beat)
}

// Undo starts again, in another network, and runs up to before the last move.
func (b *liveBench) Undo(ctx context.Context) error {
	defer b.announce()
	return b.Bench.Undo(ctx)
}

// Close ends the run.
func (b *liveBench) Close() error {
	b.withdraw()
	return b.Bench.Close()
}

// Recording returns the bench's recording as the type that the panel needs.
func (b *liveBench) Recording() panel.Recording { return b.Bench.Recording() }

// showLesson runs a lesson in the panel and keeps the student's progress. It
// may return an error though the panel ended well: if the recording or the
// capture is not whole.
func showLesson(e *env, l *lab.Lesson, o bench.Options, f runFlags) (panel.Result, error) {
	o.Seed = 1 + rand.Uint32N(math.MaxUint32) // never 0, which is no seed
	terminal := panel.Take(e.ending.soon)     // which opens while the network and the hosts are being made
	defer terminal.Release()
	b, err := bench.OpenContext(e.ctx, l, o)
	if err != nil {
		return panel.Result{}, e.interrupted(err)
	}
	live := &study{liveBench: newLiveBench(e, b)}
	defer live.Close()
	if f.at != "" {
		if err := live.GoTo(e.ctx, f.at); err != nil {
			return panel.Result{}, e.interrupted(err, live.Close(), e.leavePage(f.page, b.Recording(), o.Lang))
		}
	}
	recall := recallFor(l)
	result, err := panel.Run(e.ctx, panel.Options{
		Terminal: terminal, Recording: live.Recording(), Bench: live, Shell: live.shell(e, o.Lang),
		Lang: o.Lang, ASCII: f.ascii, NoChinese: noChinese(), Auto: f.auto, Questions: !f.unasked, Recall: recall, FromMenu: f.menu, Capture: o.Pcapng,
		Leaving: e.ending.soon, After: after(l, b.Recording().Header().Network),
	})
	if f.menu && result.Menu {
		e.goOn()
	}
	live.remember(l, result, recall)
	shown := cmp.Or(result.Lang, o.Lang)
	if err = e.interrupted(err, live.Close(), e.leavePage(f.page, b.Recording(), shown)); err == nil && !f.menu {
		err = live.verdict(shown)
	}
	return result, err
}

// verdict returns an error if the run has come to its end and differed from its
// script, or if a fault came to nothing. It returns nil if the student left before
// the end.
func (b *liveBench) verdict(lang string) error {
	rec := b.Bench.Recording()
	last, err := rec.Step(rec.Len() - 1)
	if err != nil || last.Done == "" {
		return err
	}
	return outcome(b.End(), "", lang)
}
