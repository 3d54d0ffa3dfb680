package panel

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"tcplab/lab/trace"
)

// The panel proper: what the person at the keyboard has chosen, and what each
// key makes of it. Everything here runs on one goroutine, the event loop's;
// what takes long runs on the worker's and comes back through post.

// Recording is a trace as the panel reads it. A *trace.Recording is one. Its
// methods are called from one goroutine while another may append to it, and
// must return within a frame.
type Recording interface {
	Header() trace.Header
	Len() int                       // steps, step 0 included
	Step(i int) (trace.Step, error) // from 0 to Len()-1
	End() (trace.End, bool)
}

// Bench is the only way back from the panel: it makes moves. Every method may
// take long; the panel calls them one after the other from one goroutine of
// its own, never from the event loop, and cancels ctx when the student does
// not want to wait any longer.
type Bench interface {
	Next(ctx context.Context) error                // to the next stop
	Step(ctx context.Context) error                // one move of the script
	Do(ctx context.Context, move trace.Move) error // any possible move
	RunOn(ctx context.Context) error               // to the end of the script's loop, or of its chapter
	GoTo(ctx context.Context, beat string) error   // restart, and really run up to a beat
	Restart(ctx context.Context) error

	Recording() Recording        // may be another one after GoTo and Restart
	Latest() (trace.Step, error) // the newest step with the kernel's timers read again just now
	Changed() <-chan struct{}    // receives when something has happened by itself
}

// Result says how the student left the panel.
type Result struct {
	Menu      bool   // back to the menu; false: out of tcplab
	Beat      int    // the furthest row of the header's Beats that was seen, -1 if none
	Lang      string // the language spoken last
	Questions bool   // whether questions were on
}

// The bounds of what the panel keeps.
const (
	cacheSize   = 256 // decoded steps
	paneWindow  = 24  // steps that the ladder beside the maps looks back
	pageWindow  = 200 // steps that the ladder's own page looks back
	stopHorizon = 200 // steps that back and next look for a stop
)

// slowAfter is how long a move may take before the panel says that it waits.
const slowAfter = 100 * time.Millisecond

// autoSteps are the paces of auto play.
var autoSteps = []time.Duration{
	500 * time.Millisecond, time.Second, 2 * time.Second, 3 * time.Second,
	5 * time.Second, 8 * time.Second, 13 * time.Second, 20 * time.Second,
}

type panel struct {
	rec    Recording
	header trace.Header
	keys   []Key
	code   map[string][]line
	cache  stepCache

	at    int        // the step shown
	step  trace.Step // that step; the newest with its timers read again
	found map[string]int
	upTo  int          // steps indexed in found so far
	seen  map[int]bool // steps shown, so that back finds them again

	lang    string
	picked  int
	focus   string
	hidden  bool
	peek    int // hidden: the step whose text is shown all the same
	asking  bool
	given   map[string]int // answers by beat
	closing map[int]int    // answers on the closing page
	page    page
	opened  bool // the closing page has opened by itself

	message string
	urgent  bool
	confirm func() // what y does

	auto    time.Duration
	playing bool
	autoGen int // counts schedules, so that an old timer knows it is old

	job     *job // under way, nil if none
	slow    bool // it has taken so long that the panel says so
	ticking bool // the timers will be read after a while
	reading bool // the timers are being read
	live    bool

	w, h int // of the last frame
	last int // the furthest row of the script seen

	worker *worker                         // nil: a replay
	post   func(func())                    // run that on the event loop, later, and draw
	quiet  func(func())                    // the same without drawing
	after  func(d time.Duration, f func()) // post, after a while
	nap    func(d time.Duration, f func()) // quiet, after a while
	exit   func(Result)                    // leave the event loop
}

// newPanel makes a panel that shows the newest step of a live run, or the
// first one of a replay.
func newPanel(o Options) *panel {
	p := &panel{
		keys: Keys(), lang: o.Lang, asking: o.Questions, auto: o.Auto, playing: o.Auto > 0,
		given: map[string]int{}, closing: map[int]int{}, message: o.Notice, peek: -1, last: -1,
		live: o.Bench != nil,
	}
	if p.auto <= 0 {
		p.auto = 3 * time.Second
	}
	rec := o.Recording
	if rec == nil && o.Bench != nil {
		rec = o.Bench.Recording()
	}
	p.open(rec)
	return p
}

// begin shows the first frame's step; post, after and exit are set by now.
func (p *panel) begin() {
	first := 0
	if p.live {
		first = p.rec.Len() - 1
	}
	notice := p.message
	p.show(first)
	if p.message == "" {
		p.message = notice
	}
}

// open takes up a recording, its first or another one after a restart.
func (p *panel) open(rec Recording) {
	p.rec = rec
	p.header = rec.Header()
	p.cache = stepCache{rec: rec}
	p.found, p.upTo, p.seen = map[string]int{}, 0, map[int]bool{}
	p.picked, p.opened, p.peek, p.last = 0, false, -1, -1
	p.code = map[string][]line{}
	for _, prog := range p.header.Programs {
		p.code[prog.File] = highlight(prog.Source)
	}
	if p.lang == "" {
		p.lang = p.header.Lang
	}
	if p.header.Prose[p.lang] == nil && p.header.Prose[p.header.Lang] != nil {
		p.lang = p.header.Lang
	}
}

// show puts step i on the screen.
func (p *panel) show(i int) {
	i = max(0, min(i, p.rec.Len()-1))
	wasBack := p.at < p.rec.Len()-1
	step, err := p.cache.get(i)
	if err != nil {
		if p.rec.Len() > 0 {
			p.warn(wDamaged.f(p.lang, err.Error()))
		}
		return
	}
	if i != p.at {
		p.picked = 0
	}
	p.at, p.step = i, step
	p.seen[i] = true
	p.index()
	p.last = max(p.last, beatIndex(&p.header, step.Beat))
	if p.newest() {
		if p.live && wasBack && timerRuns(&step) {
			p.readTimers()
		}
		if step.Done == trace.DoneTold && !p.opened && i > 0 {
			p.opened = true
			if s := p.scene(); s.hasClosing() {
				p.page = page{kind: closingPage}
			}
		}
	}
	p.keepTime()
	p.schedule()
}

// newest says whether the shown step is how things stand.
func (p *panel) newest() bool { return p.at >= p.rec.Len()-1 }

// index notes which steps took which beats, a bounded number of steps at a
// time, so that no frame waits for it.
func (p *panel) index() {
	const atOnce = 32
	n := p.rec.Len()
	for k := 0; p.upTo < n && k < atOnce; k++ {
		step, err := p.rec.Step(p.upTo)
		if err == nil {
			for _, b := range append([]string{step.Beat}, step.Told...) {
				if _, ok := p.found[b]; !ok && b != "" {
					p.found[b] = p.upTo
				}
			}
		}
		p.upTo++
	}
	if p.quiet == nil || len(p.found) >= len(p.header.Beats) {
		return
	}
	switch {
	case p.upTo < n:
		p.quiet(p.index)
	case n > atOnce:
		p.post(func() {}) // a frame with what was found
	}
}

// scene is what the next frame shows.
func (p *panel) scene() *scene {
	s := &scene{
		header: &p.header, lang: p.lang, keys: p.keys,
		step: p.step, index: p.at, length: p.rec.Len(), live: p.live,
		code: p.code, found: p.found,
		picked: p.picked, focus: p.focus,
		hidden: p.hidden && p.peek != p.at, asking: p.asking,
		answer: p.given[p.step.Beat], answers: p.closing,
		message: p.message, urgent: p.urgent, auto: p.auto, playing: p.playing,
		page: p.page,
	}
	if p.job != nil && p.slow {
		s.busy = p.job.what
	}
	if !p.newest() {
		if next, err := p.cache.get(p.at + 1); err == nil {
			s.then = &next.Move
		}
	}
	switch {
	case p.page.kind == ladderPage:
		s.window = p.window(pageWindow)
	case p.w >= wideW && p.h >= wideH:
		s.window = p.window(paneWindow)
	}
	return s
}

// window is the last n steps up to the shown one.
func (p *panel) window(n int) []trace.Step {
	var out []trace.Step
	for i := max(0, p.at-n+1); i < p.at; i++ {
		if step, err := p.cache.get(i); err == nil {
			out = append(out, step)
		}
	}
	return append(out, p.step)
}

// frame draws the panel for a window of w×h.
func (p *panel) frame(w, h int, ascii bool) *canvas {
	p.w, p.h = w, h
	return paint(p.scene(), w, h, ascii)
}

// say shows a message until the next key; warn does so insistently.
func (p *panel) say(text string)  { p.message, p.urgent = text, false }
func (p *panel) warn(text string) { p.message, p.urgent = text, true }

// press handles a key.
func (p *panel) press(name string) {
	p.say("")
	if yes := p.confirm; yes != nil {
		p.confirm = nil
		if name == "y" || name == "Y" || name == "Enter" {
			yes()
		}
		return
	}
	s := p.scene()
	if p.page.kind != noPage && p.pressPage(s, name) {
		return
	}
	row, why := rowOf(s, name)
	switch {
	case row == nil:
		p.say(wNoKey.f(p.lang, name))
	case why != nil:
		p.say(s.t(*why))
	case row.page != noPage:
		p.toggle(row.page)
	default:
		if p.page.kind != noPage && !pages[p.page.kind].stays && row.closes() {
			p.page = page{}
		}
		row.act(p, s, name)
	}
}

// closes says whether a key leaves a page that does not follow the run.
func (k *Key) closes() bool { return k.Names[0] != "L" && k.Names[0] != "o" }

// toggle shows a page, or closes it if it is the one shown.
func (p *panel) toggle(kind pageKind) {
	if p.page.kind == kind {
		p.page = page{}
		return
	}
	p.page = page{kind: kind}
	switch kind {
	case jumpPage:
		p.page.cursor = max(0, beatIndex(&p.header, p.step.Beat))
	case ladderPage:
		p.page.scroll = 1 << 20 // its end is what is new
	}
}

// pressPage gives a key to the open page; it says whether the page used it.
func (p *panel) pressPage(s *scene, name string) bool {
	h := pageRows(p.h)
	in := pages[p.page.kind].build(s, p.w, h)
	cur, ok := p.page.current(in)
	by, whole := 0, false
	switch name {
	case "Esc", "q":
		p.page = page{}
		return true
	case "↓", "Tab":
		by = 1
	case "↑", "Shift-Tab":
		by = -1
	case "PgDn":
		by, whole = 1, true
	case "PgUp":
		by, whole = -1, true
	case "Home":
		by = -1 << 20
	case "End":
		by = 1 << 20
	case "Enter":
		if !ok {
			p.page = page{}
			return true
		}
		p.choose(s, cur)
		return true
	case "r":
		if p.page.kind == jumpPage && p.live && ok {
			p.askGoTo(s, cur.beat)
			return true
		}
		return false
	default:
		if ok && cur.question > 0 && len(name) == 1 && name[0] >= '1' && name[0] <= '9' {
			p.answerClosing(s, cur.question-1, int(name[0]-'0'))
			return true
		}
		return false
	}
	next, moved := p.page.scrolled(in, h, by, whole)
	if !moved && whole {
		next = page{} // past either end a page closes, so that PgDn and PgUp go on
	}
	p.page = next
	return true
}

// choose does what Enter does on a row of a page.
func (p *panel) choose(s *scene, c choice) {
	switch {
	case c.move != nil:
		p.page = page{}
		p.do(s, *c.move)
	case c.follow || c.focus != "":
		p.page, p.focus = page{}, c.focus
	case c.beat == "":
	default:
		if step, ok := p.found[c.beat]; ok {
			p.page = page{}
			p.show(step)
		} else if p.live {
			p.askGoTo(s, c.beat)
		} else {
			p.say(s.t(wNotRecorded))
		}
	}
}

// askGoTo asks whether to restart and really run up to a beat.
func (p *panel) askGoTo(s *scene, beat string) {
	name := beat
	if sec, ok := s.section(beat); ok {
		name = sec.Headline
	}
	p.warn(wAsksGoTo.f(p.lang, name))
	p.confirm = func() {
		p.page = page{}
		p.ask(wRunningTo.f(p.lang, name), func(c callCtx) error { return c.bench.GoTo(c.ctx, beat) })
	}
}

// forward goes on: it reveals what is still to be revealed, moves through the
// recording until now, and then asks the bench for more.
func (p *panel) forward(s *scene, single bool) {
	if p.asking && !single {
		if s.hidden {
			p.peek = p.at
			return
		}
		if q := s.question(); q != nil && s.answer == 0 {
			p.given[p.step.Beat] = revealed
			return
		}
	}
	if !p.newest() {
		to := p.at + 1
		for end := min(p.rec.Len()-1, p.at+stopHorizon); !single && to < end && !p.stops(to); {
			to++
		}
		p.show(to)
		return
	}
	what := s.t(wNextStop)
	if s.step.Next != nil {
		what = s.moveText(*s.step.Next)
	}
	p.ask(what, func(c callCtx) error {
		if single {
			return c.bench.Step(c.ctx)
		}
		return c.bench.Next(c.ctx)
	})
}

// stops says whether the key n would stop at a recorded step.
func (p *panel) stops(i int) bool {
	step, err := p.cache.get(i)
	return err != nil || step.Stop
}

// back goes to the stop before the shown step, or to a step in between that
// was on the screen before.
func (p *panel) back() {
	to := p.at - 1
	for end := max(0, p.at-stopHorizon); to > end && !p.seen[to] && !p.stops(to); {
		to--
	}
	p.show(to)
}

// move makes a move with the packet that is selected or marked.
func (p *panel) move(s *scene, kind string) {
	if packet := s.target(); packet != nil {
		p.do(s, moveOf(kind, packet))
	}
}

// do makes one move of the student's own choice.
func (p *panel) do(_ *scene, m trace.Move) {
	p.ask(trace.MoveText(m, p.lang), func(c callCtx) error { return c.bench.Do(c.ctx, m) })
}

// pick moves the selection among the held packets; past either end nothing is
// selected.
func (p *panel) pick(s *scene, name string) {
	held := s.step.Held
	i := slices.IndexFunc(held, func(x trace.Packet) bool { return x.ID == p.picked })
	switch {
	case i < 0 && name == "↑":
		i = len(held) - 1
	case i < 0:
		i = 0
	case name == "↑":
		i--
	default:
		i++
	}
	p.picked = 0
	if i >= 0 && i < len(held) {
		p.picked = held[i].ID
	}
}

// answerWith answers the question of the shown beat.
func (p *panel) answerWith(s *scene, option int) {
	q := s.question()
	if option > len(q.Options) {
		p.say(wAnswerKeys.f(p.lang, len(q.Options)))
		return
	}
	p.given[p.step.Beat] = option
}

// answerClosing answers a question of the closing page.
func (p *panel) answerClosing(s *scene, question, option int) {
	if option <= len(s.text().Closing.Questions[question].Options) {
		p.closing[question] = option
	}
}

// restart starts again, a replay by going to its first step.
func (p *panel) restart(s *scene) {
	again := func() {
		p.ask(s.t(wRestarting), func(c callCtx) error { return c.bench.Restart(c.ctx) })
	}
	switch {
	case !p.live:
		p.show(0)
	case p.rec.Len() > 1 && p.unfinished():
		p.warn(s.t(wAsksRestart))
		p.confirm = again
	default:
		again()
	}
}

// leave goes back to the menu.
func (p *panel) leave(s *scene) {
	out := func() { p.quit(Result{Menu: true}) }
	if p.live && p.rec.Len() > 1 && p.unfinished() {
		p.warn(s.t(wAsksQuit))
		p.confirm = out
		return
	}
	out()
}

// unfinished says whether the run still has something to tell.
func (p *panel) unfinished() bool {
	step, err := p.cache.get(p.rec.Len() - 1)
	return err == nil && step.Done == ""
}

// quit leaves the panel.
func (p *panel) quit(r Result) {
	r.Beat, r.Lang, r.Questions = p.last, p.lang, p.asking
	p.exit(r)
}

// cancel gives up what is under way, or else the selection.
func (p *panel) cancel() {
	if p.job != nil {
		p.job.cancel()
		return
	}
	p.picked = 0
	p.playing = false
}

// toggleAuto starts or stops auto play.
func (p *panel) toggleAuto(s *scene) {
	p.playing = !p.playing
	if !p.playing {
		p.say(s.t(wAutoOff))
		return
	}
	p.say(wAutoEvery.f(p.lang, p.auto))
	p.schedule()
}

// speed changes the pace of auto play.
func (p *panel) speed(_ *scene, faster bool) {
	i, _ := slices.BinarySearch(autoSteps, p.auto)
	switch {
	case faster:
		i--
	case i < len(autoSteps) && autoSteps[i] == p.auto:
		i++
	}
	p.auto = autoSteps[max(0, min(i, len(autoSteps)-1))]
	p.say(wAutoEvery.f(p.lang, p.auto))
	p.schedule()
}

// schedule sets the next step of auto play.
func (p *panel) schedule() {
	if !p.playing || p.after == nil {
		return
	}
	p.autoGen++
	gen := p.autoGen
	p.after(p.auto, func() {
		if !p.playing || gen != p.autoGen {
			return
		}
		s := p.scene()
		if p.job != nil || p.confirm != nil || p.page.kind != noPage && !pages[p.page.kind].stays {
			p.schedule()
			return
		}
		if canForward(s) != nil || p.newest() && s.step.Done != "" {
			p.playing = false
			return
		}
		before := p.at
		p.forward(s, false)
		if p.at == before && p.job == nil { // it revealed something
			p.schedule()
		}
	})
}

// keepTime sees to it that a timer on the screen counts: while the newest step
// of a live run is shown and some socket has a timer, it is read again each
// time its second is over. Otherwise nothing wakes the panel up.
func (p *panel) keepTime() {
	if !p.live || p.ticking || p.reading || !p.newest() || !timerRuns(&p.step) || p.after == nil {
		return
	}
	p.ticking = true
	p.nap(untilTick(&p.step), func() {
		p.ticking = false
		if p.newest() && p.job == nil {
			p.readTimers()
		}
	})
}

// untilTick is how long what the timers say stays as it is: to the end of a
// second, or of a minute where minutes are shown.
func untilTick(step *trace.Step) time.Duration {
	wait := time.Minute
	for _, sock := range step.Sockets {
		if sock.Timer == nil {
			continue
		}
		unit := int64(1000)
		if seconds(sock.Timer.Millis) >= minutesFrom {
			unit = 60_000
		}
		rest := sock.Timer.Millis % unit
		if rest <= 0 {
			rest = unit
		}
		wait = min(wait, time.Duration(rest)*time.Millisecond)
	}
	return max(wait, 700*time.Millisecond) + 5*time.Millisecond
}

// readTimers asks the bench for the newest step as it stands now.
func (p *panel) readTimers() {
	if p.reading || p.worker == nil {
		return
	}
	p.reading = true
	p.worker.read(func(step trace.Step, err error) {
		p.reading = false
		if err == nil && p.newest() && step.Step == p.step.Step {
			p.step = step
		}
		p.keepTime()
	})
}

// ask has the worker make a move, if none is under way.
func (p *panel) ask(what string, run func(callCtx) error) {
	if p.worker == nil {
		p.say(wIsReplay.in(p.lang))
		return
	}
	if p.job != nil {
		p.say(wBusy.f(p.lang, p.job.what))
		return
	}
	ctx, cancel := context.WithCancel(p.worker.ctx)
	j := &job{what: what, run: run, ctx: ctx, cancel: cancel}
	p.job, p.slow = j, false
	p.after(slowAfter, func() { p.slow = p.job == j })
	p.worker.start(j)
}

// finished takes up what a job led to.
func (p *panel) finished(j *job, rec Recording, err error) {
	j.cancel()
	p.job, p.slow = nil, false
	if err != nil {
		p.playing = false
		text := err.Error()
		if j.ctx.Err() != nil && strings.Contains(text, context.Canceled.Error()) {
			text = wCancelled.in(p.lang)
		}
		p.warn(text)
	}
	if rec != p.rec {
		p.open(rec)
		p.at = -1
	}
	p.show(p.rec.Len() - 1)
}

// changed takes up what happened by itself: it is shown, unless the student is
// looking back.
func (p *panel) changed(rec Recording, before int) {
	if rec != p.rec {
		p.open(rec)
		p.show(p.rec.Len() - 1)
		return
	}
	switch n := p.rec.Len(); {
	case p.at >= before-1 && n > before:
		p.show(n - 1)
	case p.newest() && p.job == nil:
		p.readTimers()
	default:
		p.index()
	}
}

// stepCache keeps the steps decoded last.
type stepCache struct {
	rec   Recording
	steps map[int]trace.Step
	order []int // as they came in, a ring
	next  int
}

// get is step i.
func (c *stepCache) get(i int) (trace.Step, error) {
	if step, ok := c.steps[i]; ok {
		return step, nil
	}
	if i < 0 || i >= c.rec.Len() {
		return trace.Step{}, fmt.Errorf("there is no step %d", i)
	}
	step, err := c.rec.Step(i)
	if err != nil {
		return step, err
	}
	if c.steps == nil {
		c.steps = map[int]trace.Step{}
	}
	if len(c.order) < cacheSize {
		c.order = append(c.order, i)
	} else {
		delete(c.steps, c.order[c.next])
		c.order[c.next] = i
		c.next = (c.next + 1) % cacheSize
	}
	c.steps[i] = step
	return step, nil
}
