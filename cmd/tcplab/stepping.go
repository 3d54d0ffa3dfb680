package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"time"

	"golang.org/x/term"

	"tcplab/lab"
	"tcplab/lab/bench"
	"tcplab/lab/panel"
	"tcplab/lab/plain"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// sayWithin is how long a move may take before a student who steps through plain
// text is told what it waits for.
const sayWithin = time.Second

// stepWithin bounds such a move. The student can leave at any time before.
const stepWithin = 24 * time.Hour

// stepLesson lets a student go through a lesson as plain text, line by line, and
// keeps the student's progress as the panel does.
func stepLesson(e *env, l *lab.Lesson, o bench.Options, f runFlags) error {
	o.Seed = 1 + rand.Uint32N(math.MaxUint32) // never 0, which is no seed
	at := o.Until
	o.Until = "" // the run goes on behind that beat
	b, err := bench.OpenContext(e.ctx, l, o)
	if err != nil {
		return e.interrupted(err)
	}
	live := &study{liveBench: unwatched(e, b)}
	defer live.Close()
	if at != "" {
		if err := live.GoTo(e.ctx, at); err != nil {
			return e.interrupted(err, live.Close(), e.leavePage(f.page, b.Recording(), o.Lang))
		}
	}
	recall := recallFor(l)
	rec := b.Recording()
	s := stepping{
		env: e, rec: rec, verdict: plain.NewVerdict(rec.Header(), o.Lang),
		reading: plain.NewReading(e.out, rec.Header(), plain.ReadingOptions{
			Lang: o.Lang, Width: widthOf(e.out), Live: true, Recall: recall, After: after(l, rec.Header().Network)[o.Lang],
			Packets: f.packets, Capture: o.Pcapng,
		}),
		length: rec.Len, first: rec.Len() - 1,
	}
	w := walk{bench: b, errs: e.errs, lang: o.Lang, notice: sayWithin, within: stepWithin}
	s.advance = w.move
	told, err := s.run()
	live.remember(l, answered(s.reading, recall), recall)
	end := b.End()
	if err = e.interrupted(err, live.Close(), e.leavePage(f.page, b.Recording(), o.Lang)); err != nil || !told {
		return err
	}
	if err := s.reading.Finish(end); err != nil {
		return err
	}
	return outcome(end, plain.Visible(s.verdict.Sentence(end)), o.Lang)
}

// stepTrace lets a student go through a recorded run as plain text.
func stepTrace(e *env, rec *trace.Recording, lang string, f runFlags) error {
	shown := min(1, rec.Len())
	s := stepping{
		env: e, rec: rec, verdict: plain.NewVerdict(rec.Header(), lang),
		reading: plain.NewReading(e.out, rec.Header(), plain.ReadingOptions{Lang: lang, Width: widthOf(e.out), Packets: f.packets}),
		length:  func() int { return shown },
		advance: func(context.Context, trace.Step) error { shown++; return nil },
		ahead:   true,
	}
	told, err := s.run()
	if err = e.interrupted(err); err != nil || !told {
		return err
	}
	if end, ok := rec.End(); ok {
		return s.reading.Finish(end)
	}
	return nil
}

// stepping is a student's way through a run that is written as plain text.
type stepping struct {
	*env
	rec     *trace.Recording
	reading *plain.Reading
	verdict *plain.Verdict
	length  func() int                              // how many steps there are to read so far
	advance func(context.Context, trace.Step) error // lets another step come behind the last one
	ahead   bool                                    // the recording already holds the steps to come
	first   int                                     // the first step that is written
	read    int                                     // steps that have been read
}

// run goes from stop to stop, as the student asks, and reports whether the run was
// read to its end.
func (s *stepping) run() (told bool, err error) {
	defer func() {
		if s.ctx.Err() != nil || err == nil && !told {
			fmt.Fprintln(s.out) // the cursor stands behind what was to come next
		}
	}()
	lines := linesOf(s.in)
	if err := s.toStop(); err != nil {
		return false, err
	}
	for {
		if err := s.reading.Prompt(); err != nil {
			return false, err
		}
		select {
		case <-s.ctx.Done():
			return false, s.ctx.Err()
		case line, more := <-lines:
			if !more {
				return false, nil
			}
			turn, err := s.reading.Typed(line)
			switch {
			case err != nil:
				return false, err
			case turn == plain.Leaves:
				last, err := s.rec.Step(s.read - 1)
				return line == "" && last.Done != "" || s.ahead && s.read == s.rec.Len(), err
			case turn == plain.Moves:
				if err := s.toStop(); err != nil {
					return false, err
				}
			}
		}
	}
}

// toStop writes the steps that come, up to one at which the reading stops.
func (s *stepping) toStop() error {
	for {
		for s.read == s.length() {
			last, err := s.rec.Step(s.read - 1)
			if err == nil {
				err = s.advance(s.ctx, last)
			}
			if err != nil {
				return err
			}
		}
		step, err := s.rec.Step(s.read)
		if err != nil {
			return err
		}
		s.verdict.Step(step)
		stops := s.stops(step)
		switch {
		case s.read < s.first:
			s.reading.Skip(step)
		case stops:
			err = s.reading.Stop(step)
			s.sayThen()
		default:
			err = s.reading.Pass(step)
		}
		s.read++
		if err != nil || stops {
			return err
		}
	}
}

// stops reports whether the reading stops at a step, which comes next: where the
// key n of the panel stops, at the first one that is written, and where nothing
// more comes.
func (s *stepping) stops(step trace.Step) bool {
	switch {
	case s.read <= s.first:
		return s.read == s.first
	case step.Stop || step.Done != "":
		return true
	case s.ahead:
		return s.read == s.rec.Len()-1
	case step.Next == nil:
		return true
	}
	return step.Next.Kind == trace.MoveWait && step.NextBeat == "" // it may take minutes, so the student decides about it
}

// sayThen tells the reading of a recorded run which move comes next.
func (s *stepping) sayThen() {
	if !s.ahead || s.read+1 >= s.rec.Len() {
		return
	}
	if next, err := s.rec.Step(s.read + 1); err == nil {
		s.reading.Then(&next.Move)
	}
}

// linesOf returns the lines of an input as they come, until its end.
func linesOf(in io.Reader) <-chan string {
	lines := make(chan string)
	go func() {
		defer close(lines)
		for in := bufio.NewScanner(in); in.Scan(); {
			lines <- in.Text()
		}
	}()
	return lines
}

// widthOf returns the width of a terminal in columns, 0 if it does not tell.
func widthOf(out io.Writer) int {
	tty, ok := out.(*os.File)
	if !ok {
		return 0
	}
	width, _, err := term.GetSize(int(tty.Fd()))
	if err != nil {
		return 0
	}
	return width
}

// answered returns how the questions of a reading were answered, in the form in
// which the panel tells it.
func answered(r *plain.Reading, recall *tell.Recall) panel.Result {
	result := panel.Result{Beat: -1, Answers: map[string]panel.Answer{}}
	for _, g := range r.Grades() {
		a := panel.Wrong
		switch {
		case g.Right:
			a = panel.Right
		case g.Shown:
			a = panel.Shown
		}
		if g.Name == "" && recall != nil {
			result.Recalled = a
			continue
		}
		result.Answers[g.Name] = a
	}
	return result
}
