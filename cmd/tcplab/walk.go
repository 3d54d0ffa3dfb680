package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"tcplab/lab/bench"
	"tcplab/lab/plain"
	"tcplab/lab/trace"
	"tcplab/lab/words"
)

var errFromOutside = words.Errorf("the run was ended from outside before its story was told: what is written up to there is whole",
	"还没讲完，运行就被外面终止了：到那里为止写出的内容是完整的")

const (
	// noticeAfter is how long a headless run waits before it says what for.
	noticeAfter = 3 * time.Second

	// waitNotice is the same for a wait in which only time passes. The first timer of a
	// SYN, of one second, needs no word.
	waitNotice = 1500 * time.Millisecond

	// moveWithin bounds how long one move of a headless run may take.
	moveWithin = 5 * time.Minute

	// waitWithin bounds how long a headless run may wait in all before something
	// comes for which the script waits. The longest timers for which a script may
	// wait are TIME_WAIT's, which takes 60 seconds, and that of a calm clock, which
	// takes 120.
	waitWithin = 150 * time.Second
)

// walk is a headless run on its way to its end.
type walk struct {
	bench   *bench.Bench
	text    *plain.Text // nil if the run is written as JSON
	verdict *plain.Verdict
	errs    io.Writer // for notices
	lang    string
	until   string        // the beat at which the run ends, "" for the end of the story
	pause   time.Duration // before each move
	notice  time.Duration // see noticeAfter
	within  time.Duration // see moveWithin
	waits   time.Duration // see waitWithin; 0 if a wait is bounded as any other move

	waited time.Duration // since something came for which the script waited
}

// told goes to the end, and ends the run. It returns an error if the run differed
// from its script.
func (w *walk) told(ctx context.Context) error {
	cut := w.toEnd(ctx)
	var differ differError
	if cut != nil && !errors.As(cut, &differ) {
		return cut
	}
	end := w.bench.End()
	if w.text != nil {
		if err := w.text.Finish(end); err != nil {
			return err
		}
	}
	if err := w.bench.Close(); err != nil {
		return err
	}
	return cmp.Or(cut, outcome(end, plain.Visible(w.verdict.Sentence(end)), w.lang))
}

// toEnd makes one move after the other and writes every step as it comes.
func (w *walk) toEnd(ctx context.Context) error {
	rec := w.bench.Recording()
	for shown := 0; ; {
		var last trace.Step
		for ; shown < rec.Len(); shown++ {
			step, err := rec.Step(shown)
			if err != nil {
				return err
			}
			w.verdict.Step(step)
			if w.text != nil {
				if err := w.text.Step(step); err != nil {
					return err
				}
			}
			last = step
			if w.until != "" && bench.Took(step, w.until) {
				return nil
			}
		}
		if last.Done != "" {
			return nil
		}
		select {
		case <-ctx.Done():
		case <-time.After(w.pause):
			if err := w.move(ctx, last); err != nil && ctx.Err() == nil {
				return err
			}
		}
		if ctx.Err() != nil {
			return errFromOutside
		}
	}
}

// move makes the move that comes behind step last. If it takes long, move says
// what it waits for; if it takes too long, move gives up.
func (w *walk) move(ctx context.Context, last trace.Step) error {
	within, notice := w.within, w.notice
	if last.Beat != "" {
		w.waited = 0
	}
	waits := last.Next != nil && last.Next.Kind == trace.MoveWait
	if waits {
		notice = min(notice, waitNotice)
		if w.waits > 0 {
			within = w.waits - w.waited
		}
	}
	header := w.bench.Recording().Header()
	alone := vain(header, last)
	if alone {
		within = min(within, inVain-w.waited)
	}
	began := time.Now()
	passed := w.bench.Passed()
	awaited := func() string {
		return plain.Visible(plain.Awaited(header, last, w.lang, time.Since(began), w.bench.Stopped(), w.bench.Passed()-passed))
	}
	if waits && within <= 0 { // a model's clock has gone on for so long
		if alone {
			return waitsInVain(w.waited, w.lang)
		}
		return givenUp(w.waited, awaited())
	}
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	said := make(chan struct{})
	say := time.AfterFunc(notice, func() {
		defer close(said)
		if text := awaited(); text != "" {
			fmt.Fprintln(w.errs, "tcplab:", text)
		}
	})
	err := w.bench.Advance(ctx)
	if !say.Stop() {
		<-said // so that nothing is said of this move behind the next one
	}
	if waits {
		w.waited += time.Since(began) + clockWent(w.bench.Recording(), last.Step)
	}
	switch {
	case alone && errors.Is(err, context.DeadlineExceeded):
		return waitsInVain(w.waited, w.lang)
	case errors.Is(err, context.DeadlineExceeded):
		return givenUp(max(within, w.waited), awaited())
	}
	return err
}

func givenUp(waited time.Duration, awaited string) error {
	return words.Errorf("the run was given up after %v: %s", "等了 %v，放弃这次运行：%s", waited.Round(time.Second), awaited)
}

// clockWent returns by how much a model's clock went on behind a step.
func clockWent(rec *trace.Recording, behind int) (went time.Duration) {
	for i := behind + 1; i < rec.Len(); i++ {
		step, err := rec.Step(i)
		if err != nil {
			return went // whoever shows the step meets the error
		}
		for _, e := range step.Events {
			if e.Kind == trace.EventClock {
				went += time.Duration(e.Millis) * time.Millisecond
			}
		}
	}
	return went
}
