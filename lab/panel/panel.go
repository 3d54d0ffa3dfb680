package panel

import (
	"cmp"
	"context"
	"slices"
	"time"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/panel/view"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// The panel proper: the choices of the person at the keyboard, and the act of
// each key. All of it runs on one goroutine, that of the event loop. Work that
// takes long runs on the worker's goroutine, and its result comes back through
// post.

// The bounds of what the panel keeps.
const (
	cacheSize   = 256 // the number of decoded steps
	stopHorizon = 200 // the number of steps in which back and next look for a stop
)

// panel is everything that the panel remembers.
type panel struct {
	look    // the shown step and its recording
	answers // the answers to questions
	play    // auto play
	work    // the move under way
	cover   // the open page, or hidden text
	reply   // the answer to the last key

	lang     string
	noZh     string // see Options.NoChinese
	live     bool   // a bench stands behind the recording
	fromMenu bool   // leaving leads back to the menu
	capture  string // the file that all packets are written to; "" if there is none
	keys     []view.Key
	w, h     int // of the last frame

	after  map[string][]string // what the student may do after the lesson, by language
	loop   loop
	worker *worker                     // nil in a replay
	shell  func(context.Context) error // runs a shell in the lab's network; nil if there is none
	left   *Result                     // how the student left; nil before that
}

// A look is a recording, the shown step of it, and the packet and the
// connection that the student chose.
type look struct {
	rec    Recording
	header trace.Header
	code   map[string]map[string][][]tell.Token // the programs by language and file
	cache  stepCache

	at     int        // the number of the step shown
	away   bool       // the student went back to it: there are newer steps
	step   trace.Step // that step; if it is the newest, with its timers read again
	latest trace.Step // the newest step as the bench last read it; not set while fresh is false
	fresh  bool
	damage error // the error of the first step that could not be shown; nil if there is none

	tell.Index
	upTo    int          // steps added to the index so far
	tally   *tell.Tally  // counts the recording's steps if a closing page asks for numbers
	tallied int          // steps counted in tally so far
	owns    map[int]int  // by step: the step whose text stands while it is shown, once that is known
	seen    map[int]bool // the steps that were shown, so that back finds them again
	last    int          // the last row of the script that was seen, -1 if none

	picked int    // the id of the selected packet; 0 if none
	focus  string // the key of the chosen connection; "" to follow what happens
}

// Answers to questions are the numbers of options, from 1, or tell.Revealed.
type answers struct {
	asking  bool // questions are on
	recall  *tell.Recall
	given   map[string]int    // by beat
	closing map[int]int       // by the index of the closing question
	graded  map[string]Answer // the answers in runs before a restart
}

// A play is auto play.
type play struct {
	auto    time.Duration // how long each step is shown
	playing bool
	autoGen int // counts schedules, so that an old timer does nothing
}

// Work is the move that the bench was asked for.
type work struct {
	job     *job // the move under way; nil if there is none
	flowing bool // the move lets everything through, until a or Esc
	slow    bool // it has taken so long that the panel says so
	tick    int  // counts naps, so that an old one does nothing
	reading bool // the timers are being read
}

// A cover is the open page, and the text that is hidden.
type cover struct {
	page   view.Page
	opened bool      // the closing page has been shown since the story was told
	notes  view.Page // the closing page as the student left it for a step
	turn   int       // how often the text of step turnOf was turned to its next part
	turnOf int
	hidden bool // the text is hidden
	peek   int  // the step whose text is shown although texts are hidden; -1 if none
}

// A reply stands in the last line until the next key.
type reply struct {
	message string
	empty   bool // the message says that nothing is held on the wire
	urgent  bool
	confirm func() // the act of the key y; nil if the message asks nothing
	parting bool   // the message says that the next PgDn leads to the menu
	parted  bool   // the message before this key said so
}

// A loop is the event loop as the panel needs it. stop and lend must be called
// on the loop; the others may be called from anywhere. Only lend blocks.
type loop interface {
	post(f func())                   // runs f on the loop, later, and draws a frame
	soft(f func())                   // is post for a frame in which little has changed
	quiet(f func())                  // is post without a frame
	after(d time.Duration, f func()) // is post after a time
	nap(d time.Duration, f func())   // is quiet after a time
	stop()                           // ends the loop
	lend(f func())                   // leaves the terminal to f, and takes it again
}

// newPanel makes a panel that shows the newest step of a live run, or the
// first one of a replay.
func newPanel(o Options, l loop) *panel {
	p := &panel{
		look:    look{last: -1},
		answers: answers{asking: o.Questions, recall: o.Recall, given: map[string]int{}, closing: map[int]int{}},
		play:    play{auto: o.Auto, playing: o.Auto > 0},
		cover:   cover{peek: -1},
		reply:   reply{message: o.Notice},

		after: o.After, capture: o.Capture, lang: o.Lang, noZh: o.NoChinese, live: o.Bench != nil, fromMenu: o.FromMenu, keys: view.Keys(),
		loop: l, shell: o.Shell,
	}
	if p.auto <= 0 {
		p.auto = 3 * time.Second
	}
	rec := o.Recording
	if rec == nil && o.Bench != nil {
		rec = o.Bench.Recording()
	}
	p.open(rec)
	p.recall = p.recall.Shuffled(p.header.Seed)
	return p
}

// redraw asks for a frame.
func (p *panel) redraw() { p.loop.post(func() {}) }

// begin shows the step of the first frame.
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

// open begins to show a recording: the first one, or another one after a
// restart.
func (p *panel) open(rec Recording) {
	p.rec = rec
	p.header = tell.Shuffled(rec.Header())
	p.cache = stepCache{rec: rec}
	p.Index, p.upTo, p.seen, p.owns = tell.NewIndex(&p.header), 0, map[int]bool{}, map[int]int{}
	p.tally, p.tallied = tell.NewTally(p.header), 0
	p.picked, p.opened, p.peek, p.last, p.fresh = 0, false, -1, -1, false
	p.turn = 0
	p.notes = view.Page{}
	p.code = map[string]map[string][][]tell.Token{}
	if p.lang == "" {
		p.lang = p.header.Lang
	}
	if !slices.Contains(trace.Languages, p.lang) { // another program wrote the trace
		p.lang = trace.Languages[0]
	}
	if p.header.Prose[p.lang] == nil && p.header.Prose[p.header.Lang] != nil {
		p.lang = p.header.Lang
	}
}

// programs returns the programs' rows in the language of the screen. They are
// read once a language.
func (p *panel) programs() map[string][][]tell.Token {
	if p.code[p.lang] == nil {
		p.code[p.lang] = tell.Code(&p.header, p.lang)
	}
	return p.code[p.lang]
}

// show puts step i on the screen.
func (p *panel) show(i int) {
	i = max(0, min(i, p.rec.Len()-1))
	wasBack := p.away
	step, err := p.cache.get(i)
	if err != nil {
		if p.rec.Len() > 0 {
			p.warn(wDamaged.F(p.lang, words.In(err, p.lang)))
			p.damage = cmp.Or(p.damage, err)
		}
		return
	}
	if i != p.at && (i < p.at || p.own(i) != p.own(p.at)) { // what comes by itself disturbs no selection
		p.picked = 0
	}
	if p.fresh && p.latest.Step == step.Step { // a timer must not jump back to its recorded value
		step = p.latest
	}
	p.at, p.step, p.away = i, step, i < p.rec.Len()-1
	p.seen[i] = true
	p.index()
	if tell.AsScripted(&step) {
		p.last = max(p.last, p.header.Row(step.Beat))
	}
	if p.newest() {
		if p.live && wasBack && step.Ticking() {
			p.readTimers()
		}
		if s := p.scene(); s.NotesDue && p.endsStory(i) && !s.HasOwnText() {
			p.toggle(view.ClosingPage)
		}
	}
	p.keepTime()
	p.schedule()
}

// endsStory reports whether step i is the one that ended the story. The closing
// page then opens by itself if the lesson has no text about the step; else n
// opens it, so that it does not cover the last beat's text.
func (p *panel) endsStory(i int) bool {
	before, err := p.cache.get(i - 1)
	return err == nil && before.Done != trace.DoneTold
}

// notesDue reports whether the closing page comes next: the story is told, and the
// page has not been open since. In a free lesson the end of the story is the start
// of the student's own moves. There the page is due while the story's last text
// stands, and again when nobody can be told anything any more; in between n is for
// the moves, and the page waits for its key.
func (p *panel) notesDue(s *tell.Scene) bool {
	if !p.newest() || p.step.Done != trace.DoneTold || p.opened || !s.HasClosing() {
		return false
	}
	return !s.Header.Free || !s.YourTurn() || s.HasOwnText()
}

// newest reports whether the shown step is the newest.
func (p *panel) newest() bool { return !p.away }

// scene builds the scene that the next frame shows.
func (p *panel) scene() *view.Scene {
	s := &view.Scene{
		Scene: tell.Scene{
			Header: &p.header, Lang: p.lang,
			Step: p.step, At: p.at, Length: p.at + 1, Live: p.live,
			Code: p.programs(), Index: p.Index, Recall: p.recall,
			Picked: p.picked, Focus: p.focus,
			Hidden: p.hidden && p.peek != p.own(p.at), Asking: p.asking,
			Answers: p.closing,
		},
		Message: p.message, Urgent: p.urgent, Auto: p.auto, Playing: p.playing,
		Page: p.page, Keys: p.keys, Capture: p.capture,
	}
	if p.job != nil && p.slow {
		s.Busy = p.busy(&s.Scene)
	}
	if p.turnOf == p.own(p.at) {
		s.Turn = p.turn
	}
	p.tellSince(&s.Scene)
	s.Answer = p.given[s.ToldStep().Beat]
	if !p.newest() {
		s.Length = p.rec.Len()
		if next, err := p.cache.get(p.at + 1); err == nil {
			s.Then = &next.Move
		}
	}
	if p.page.Kind == view.ClosingPage {
		s.Tally, s.ToCome = p.numbers(), p.toCome()
		s.Score, s.After = p.score(), p.after[p.lang]
	}
	s.FromMenu, s.Noted = p.fromMenu, p.notes.Kind != view.NoPage
	s.NotesDue = p.notesDue(&s.Scene)
	if p.page.Kind == view.FigurePage {
		p.indexAll()
	}
	if n := view.WindowOf(p.page.Kind, p.w, p.h); n > 0 {
		s.Window = p.window(n)
	}
	turns, _ := view.Turns(s, p.w, p.h)
	s.Unread = s.Turn < turns-1
	return s
}

// frame draws the panel for a window of w columns and h rows.
func (p *panel) frame(w, h int, ascii bool) *canvas.Canvas {
	p.w, p.h = w, h
	return view.Paint(p.scene(), w, h, ascii)
}

// say shows a message until the next key.
func (p *panel) say(text string) { p.message, p.urgent, p.empty = text, false, false }

// warn shows a message that must be read, until the next key.
func (p *panel) warn(text string) { p.message, p.urgent, p.empty = text, true, false }

// press handles a key.
func (p *panel) press(name string) {
	p.say("")
	p.parted, p.parting = p.parting, false
	if yes := p.confirm; yes != nil {
		p.confirm = nil
		switch name {
		case "y", "Y":
			yes()
			return
		case "Ctrl-C": // leaves at once, whatever is asked
		default:
			return
		}
	}
	s := p.scene()
	if p.page.Kind != view.NoPage && p.pressPage(s, name) {
		return
	}
	row, why := view.RowOf(s, name)
	switch {
	case row == nil:
		p.say(wNoKey.F(p.lang, name))
	case why != nil:
		p.say(s.Say(*why))
	case row.Page != view.NoPage:
		p.toggle(row.Page)
	default:
		if p.page.Kind != view.NoPage && !p.page.Kind.Stays() && !row.Stays {
			p.page = view.Page{}
		}
		acts[row.Names[0]](p, s, name)
	}
}
