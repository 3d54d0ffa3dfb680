package panel

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"tcplab/lab/panel/view"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// The keys here go through the recording, or ask the bench for a move.

// slowAfter is how long a move may take before the panel says that it waits.
const slowAfter = 100 * time.Millisecond

// forward goes on. First it reveals hidden text, shows the rest of a text or
// reveals an open answer, then it moves through the recording up to the newest step,
// then it asks the bench for a move. single asks for one move only, and reveals
// nothing.
func (p *panel) forward(s *view.Scene, single bool) {
	if p.asking && !single {
		if s.Hidden {
			p.peek = p.own(p.at)
			return
		}
	}
	if !single && p.turned(s, 1) {
		return
	}
	if p.asking && !single {
		if q := s.Question(); q != nil && s.Answer == 0 {
			p.give(s, tell.Revealed)
			return
		}
	}
	switch {
	case s.NotesDue && !single:
		p.toggle(view.ClosingPage)
		return
	case p.told() && p.parted:
		p.quit(Result{Menu: true})
		return
	case s.YourTurn() && !single:
		p.toggle(view.MovesPage)
		return
	case p.told():
		p.part()
		return
	}
	if !p.newest() {
		to := p.at + 1
		for end := min(p.rec.Len()-1, p.at+stopHorizon); !single && to < end && !p.stops(to); {
			to++
		}
		p.show(to)
		return
	}
	what := s.Say(wNextStop)
	if s.Step.Next != nil {
		what = s.Awaited(*s.Step.Next)
	}
	p.askMove(what, s.Step.Next, func(c callCtx) error {
		if single {
			return c.bench.Step(c.ctx)
		}
		return c.bench.Next(c.ctx)
	})
}

// otherLanguage shows the panel in the other language.
func (p *panel) otherLanguage(s *view.Scene) {
	if p.noZh != "" && s.Lang == "en" {
		p.warn(p.noZh)
		return
	}
	p.lang = tell.Other(s.Lang)
}

// hide hides the text or shows it again. If the texts are hidden and only this
// step's text was revealed, it hides that again.
func (p *panel) hide() {
	if p.hidden && p.peek == p.own(p.at) {
		p.peek = -1
		return
	}
	p.hidden, p.peek = !p.hidden, -1
}

// stops reports whether the key n stops at recorded step i.
func (p *panel) stops(i int) bool {
	step, err := p.cache.get(i)
	return err != nil || step.Stop
}

// turned turns the text by n parts, and reports whether it has such a part.
func (p *panel) turned(s *view.Scene, n int) bool {
	turns, _ := view.Turns(s, p.w, p.h)
	at := min(s.Turn, turns-1) // in a larger window a text has fewer
	if at+n < 0 || at+n >= turns {
		return false
	}
	p.turn, p.turnOf = at+n, p.own(p.at)
	return true
}

// back goes to the part of the text before the shown one, else to the stop before
// the shown step, or to a step after that stop which was on the screen before.
func (p *panel) back(s *view.Scene) {
	if p.turned(s, -1) {
		return
	}
	to := p.at - 1
	for end := max(0, p.at-stopHorizon); to > end && !p.seen[to] && !p.stops(to); {
		to--
	}
	p.show(to)
}

// move makes a move of that kind with the selected or marked packet.
func (p *panel) move(s *view.Scene, kind string) {
	if packet := s.Target(); packet != nil {
		p.do(s, packet.Move(kind))
	}
}

// do makes a move that the student chose.
func (p *panel) do(s *view.Scene, m trace.Move) {
	p.askMove(s.Awaited(m), &m, func(c callCtx) error { return c.bench.Do(c.ctx, m) })
}

// pick moves the selection among the packets on the wire. It begins with one that
// is held, if there is any. Past either end no packet is selected.
func (p *panel) pick(s *view.Scene, name string) {
	all := s.Packets()
	held := slices.DeleteFunc(slices.Clone(all), func(x trace.Packet) bool { return x.Fate != "" })
	i := slices.IndexFunc(all, func(x trace.Packet) bool { return x.ID == p.picked })
	first := func(id int) int { return slices.IndexFunc(all, func(x trace.Packet) bool { return x.ID == id }) }
	switch {
	case i < 0 && len(held) == 0:
		i = len(all) - 1
	case i < 0 && name == "↑":
		i = first(held[len(held)-1].ID)
	case i < 0:
		i = first(held[0].ID)
	case name == "↑":
		i--
	default:
		i++
	}
	p.picked = 0
	if i >= 0 && i < len(all) {
		p.picked = all[i].ID
	}
}

// restart starts the run again; a replay goes to its first step.
func (p *panel) restart(s *view.Scene) {
	again := func() {
		p.playing = false
		p.forget()
		p.ask(s.Say(wRestarting), func(c callCtx) error { return c.bench.Restart(c.ctx) })
	}
	switch {
	case !p.live:
		p.playing = false
		p.forget()
		p.show(0)
	case p.rec.Len() > 1 && p.unfinished():
		p.warn(s.Say(wAsksRestart))
		p.confirm = again
	default:
		again()
	}
}

// undo lets the run start again and really run up to before the last move that
// somebody made.
func (p *panel) undo(s *view.Scene) {
	last, err := trace.LastMade(p.rec)
	if err != nil || last.Step == 0 {
		p.say(s.Say(view.NoUndo))
		return
	}
	p.playing = false
	busy, made := p.job, (&tell.Scene{Header: &p.header, Lang: p.lang, Step: last}).MoveText(last.Move)
	p.ask(wUndoing.F(p.lang, made), func(c callCtx) error { return c.bench.Undo(c.ctx) })
	if p.job != busy {
		p.job.done = wUndone.F(p.lang, made)
	}
}

// leave goes back to the menu; it asks first if a live run has not ended.
func (p *panel) leave(s *view.Scene) {
	out := func() { p.quit(Result{Menu: true}) }
	if p.live && p.rec.Len() > 1 && p.unfinished() {
		asks := wAsksQuit
		switch {
		case s.Header.Open:
			asks = wAsksQuitLab
		case len(s.Header.Hosts) > 2:
			asks = wAsksQuitAll
		}
		p.warn(s.Say(asks))
		p.confirm = out
		return
	}
	out()
}

// unfinished reports whether the run can still go on.
func (p *panel) unfinished() bool {
	step, err := p.cache.get(p.rec.Len() - 1)
	return err == nil && step.Done == ""
}

// quit leaves the panel with a result.
func (p *panel) quit(r Result) {
	r.Beat, r.Lang, r.Questions, r.Answers = p.last, p.lang, p.asking, p.graded
	p.grade(&r)
	p.left = &r
	p.loop.stop()
}

// cancel cancels the move under way; if there is none, it ends auto play and
// selects no packet.
func (p *panel) cancel() {
	if p.job != nil {
		p.job.cancel()
		return
	}
	p.picked = 0
	p.playing = false
}

// ask lets the worker do something, unless something is under way. what names it.
func (p *panel) ask(what string, run func(callCtx) error) { p.askMove(what, nil, run) }

// askMove is ask for a move; nil if it is not known.
func (p *panel) askMove(what string, m *trace.Move, run func(callCtx) error) {
	if p.worker == nil {
		p.say(view.IsReplay.In(p.lang))
		return
	}
	if p.job != nil {
		p.say(wBusy.F(p.lang, p.busy(&p.scene().Scene)))
		return
	}
	ctx, cancel := context.WithCancel(p.worker.ctx)
	j := &job{what: what, move: m, passed: p.worker.bench.Passed(), from: p.rec.Len(), run: run, ctx: ctx, cancel: cancel}
	p.job, p.slow = j, false
	p.loop.nap(slowAfter, func() {
		if p.job == j {
			p.slow = true
			p.redraw()
			p.lookOn(j)
		}
	})
	p.worker.start(j)
}

// lookOnEvery is the time between two frames while a move lets many packets through.
const lookOnEvery = 500 * time.Millisecond

// lookOn draws a frame now and then until a job is done, because more has crossed,
// or because it has come to a later move.
func (p *panel) lookOn(j *job) {
	p.loop.nap(lookOnEvery, func() {
		if p.job != j {
			return
		}
		if p.worker.bench.Passed() != j.passed || p.rec.Len() > j.from || len(p.worker.bench.Stopped()) > 0 {
			p.loop.soft(func() {})
		}
		p.lookOn(j)
	})
}

// busy says how far the move under way is: a wait by the timer that it waits for,
// a run by the bytes that have crossed. If the key n has made moves already, it
// waits for a later one.
func (p *panel) busy(s *tell.Scene) string {
	what, m := p.job.what, p.job.move
	if n := p.rec.Len(); m != nil && n > p.job.from {
		if n != p.job.seen {
			p.job.seen, p.job.since = n, time.Now()
		}
		if step, err := p.cache.once(n - 1); err == nil && step.Next != nil {
			step.Sockets = tell.Aged(step.Sockets, time.Since(p.job.since))
			what = (&tell.Scene{Header: &p.header, Lang: p.lang, Step: step}).Awaited(*step.Next)
		}
	} else if m != nil && m.Kind == trace.MoveWait {
		what = s.Awaited(*m) // its timer has gone on
	}
	if n := p.worker.bench.Passed() - p.job.passed; n > 0 {
		what += wCrossed.F(p.lang, tell.Amount(n))
	}
	if stopped := p.worker.bench.Stopped(); len(stopped) > 0 {
		what = tell.StoppedBriefly(&p.header, stopped, p.lang)
	}
	return what
}

// finished shows the result of a job.
func (p *panel) finished(j *job, rec Recording, err error) {
	j.cancel()
	p.job, p.slow, p.flowing = nil, false, false
	if err != nil {
		p.playing = false
		text := worded(err, p.lang)
		if j.ctx.Err() != nil && strings.Contains(text, context.Canceled.Error()) {
			text = wCancelled.In(p.lang)
		}
		p.warn(text)
		p.empty = p.header.Open && len(p.step.Held) == 0
	} else if j.done != "" {
		p.say(j.done)
	}
	if rec != p.rec {
		p.open(rec)
		p.at = -1
	}
	p.show(p.rec.Len() - 1)
}

// worded returns the text of an error for the student. A bench has no words: if
// it refuses a move, or cannot make it again, its error carries the move.
func worded(err error, lang string) string {
	var repeat interface {
		error
		NotRepeated() trace.Move
	}
	var refusal interface {
		error
		Refused() trace.Move
	}
	switch {
	case errors.As(err, &repeat):
		return tell.NotRepeatedText(repeat.NotRepeated(), lang)
	case errors.As(err, &refusal):
		return tell.NotPossibleText(refusal.Refused(), lang)
	}
	return words.In(err, lang)
}

// changed shows a change that happened by itself, unless the student looks
// back. If there is no new step, only timers and copies have changed: then the
// frame waits until they have been read.
func (p *panel) changed(rec Recording) {
	switch {
	case rec != p.rec:
		p.open(rec)
		p.show(p.rec.Len() - 1)
		p.redraw()
	case p.follow():
		p.redraw()
	case p.newest() && p.job == nil:
		p.readTimers()
	default: // the student looks back: there are more steps to go forward to
		p.index()
		p.loop.soft(func() {})
	}
}

// follow shows the newest step if it is new and the student does not look back.
// It reports whether it has done so.
func (p *panel) follow() bool {
	if p.away || p.at >= p.rec.Len()-1 {
		return false
	}
	p.show(p.rec.Len() - 1)
	if p.empty && len(p.step.Held) > 0 {
		p.say("")
	}
	return true
}
