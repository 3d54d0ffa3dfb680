package panel

import (
	"slices"
	"time"

	"tcplab/lab/panel/view"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// Two things happen without a key: auto play, and timers that count down.

// autoSteps are the paces of auto play: the times for which a step is shown.
var autoSteps = []time.Duration{
	500 * time.Millisecond, time.Second, 2 * time.Second, 3 * time.Second,
	5 * time.Second, 8 * time.Second, 13 * time.Second, 20 * time.Second,
}

// toggleAuto starts or stops auto play.
func (p *panel) toggleAuto(s *view.Scene) {
	switch {
	case p.playing:
		p.playing = false
		p.say(s.Say(wAutoOff))
		return
	case s.NotesDue || view.Ended(s):
		p.say(s.Say(map[bool]tell.Word{true: *s.Stuck(), false: tell.Told}[s.Step.Done == trace.DoneStuck]))
		return
	case view.CanForward(s) != nil:
		p.say(s.Say(*view.CanForward(s)))
		return
	}
	p.playing = true
	p.say(wAutoEvery.F(p.lang, view.Pace(p.lang, p.auto)))
	p.schedule()
}

// speed changes the pace of auto play.
func (p *panel) speed(_ *view.Scene, faster bool) {
	i, _ := slices.BinarySearch(autoSteps, p.auto)
	switch {
	case faster:
		i--
	case i < len(autoSteps) && autoSteps[i] == p.auto:
		i++
	}
	p.auto = autoSteps[max(0, min(i, len(autoSteps)-1))]
	p.say(wAutoEvery.F(p.lang, view.Pace(p.lang, p.auto)))
	p.schedule()
}

// schedule sets the timer for the next step of auto play.
func (p *panel) schedule() {
	if !p.playing {
		return
	}
	p.autoGen++
	gen := p.autoGen
	p.loop.after(p.auto, func() {
		if !p.playing || gen != p.autoGen {
			return
		}
		s := p.scene()
		waits := p.page.Kind != view.NoPage && !p.page.Kind.Stays()
		if p.job != nil || p.confirm != nil || waits || s.QuestionOpen() == nil && !s.Unread { // the student answers an open question, or reveals the answer
			p.schedule()
			return
		}
		if view.CanForward(s) != nil || p.newest() && s.Step.Done != "" {
			p.playing = false
			return
		}
		before := p.at
		p.forward(s, false)
		if p.at == before && p.job == nil { // it only revealed something
			p.schedule()
		}
	})
}

// keepTime lets the timers on the screen count down. While the newest step of a
// live run is shown and some socket has a timer, the step is read again after
// each second. If there is no such timer, nothing wakes the panel up.
func (p *panel) keepTime() {
	p.tick++ // the naps for an earlier step's timers are no longer needed
	if !p.live || p.reading || !p.newest() || !p.step.Ticking() {
		return
	}
	tick := p.tick
	p.loop.nap(tell.UntilTick(&p.step), func() {
		if tick == p.tick && p.newest() {
			p.readTimers()
		}
	})
}

// readTimers asks the bench for the newest step with its timers read again.
func (p *panel) readTimers() {
	if p.reading || p.worker == nil {
		return
	}
	p.reading = true
	p.worker.read(func(step trace.Step, err error) {
		p.reading = false
		if err == nil && p.newest() && step.Step == p.step.Step {
			p.step, p.latest, p.fresh = step, step, true
		}
		if err != nil {
			p.warn(err.Error())
		}
		if p.job == nil {
			p.follow() // a timer that has run out makes a new step
		}
		p.keepTime()
	})
}
