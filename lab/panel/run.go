package panel

import (
	"context"
	"errors"
	"sync"
	"time"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/tell"

	"github.com/gdamore/tcell/v2"
	"github.com/rivo/tview"
)

// Goroutines: the event loop (the caller's, inside Run) owns the panel. The
// worker talks to the bench. The pump passes posted functions to the event
// loop. One more waits for the end of ctx, and for the process to go on after a
// stop. tview has one of its own that reads the terminal.

// Options are the settings of Run and Menu.
type Options struct {
	Recording Recording           // the recording to show; nil for the bench's
	Bench     Bench               // makes moves; nil in a replay
	Lang      string              // en or zh; "" for the recording's
	ASCII     bool                // draw with ASCII signs only
	NoChinese string              // why the terminal cannot show Chinese, said at the key L; "" if it can
	Auto      time.Duration       // play by itself at this pace; 0 if not
	Questions bool                // ask them, and let the digits answer
	Recall    *tell.Recall        // a question of an earlier lesson, asked at the start; nil if there is none
	After     map[string][]string // by language: what the student may do after the lesson, a sentence each
	Notice    string              // shown at the start, until the first key
	Capture   string              // the file that all packets are written to; "" if there is none
	FromMenu  bool                // leaving leads back to the menu, and the keys say so
	From      string              // for the menu: the lesson that the student comes from, "" if none
	Terminal  *Terminal           // taken already; nil if Run is to take it
	Screen    tcell.Screen        // of a test; nil if the terminal is the screen

	// Leaving is called once the student begins to leave. If the panel then hangs,
	// the caller may end the process. It returns at once; nil if nobody cares.
	Leaving func()

	// Shell runs a shell in the lab's network with this terminal, until the
	// student leaves it; nil if there can be none.
	Shell func(context.Context) error

	drawn func(*canvas.Canvas) // for tests: called after every frame
}

// leaveWithin is the time for which Run waits until a cancelled move has ended.
// After that Run returns all the same.
const leaveWithin = time.Second

// Run shows a lesson until the student leaves it or ctx is cancelled. The
// terminal is restored before it returns, and before any panic goes on.
func Run(ctx context.Context, o Options) (Result, error) {
	work, stop := context.WithCancel(ctx)
	defer stop()
	u := newUI(o)
	p := newPanel(o, u)
	result := Result{Beat: -1, Lang: p.lang, Questions: p.asking}
	if o.Bench != nil {
		p.worker = newWorker(work, o.Bench, p)
	}
	p.begin()
	err := u.run(work, display{
		draw:  func(w, h int) *canvas.Canvas { return p.frame(w, h, o.ASCII) },
		press: p.press,
		paste: func(string) { p.say(wNoPaste.In(p.lang)) },
		waits: func() bool { return p.job != nil },
	})
	stop()
	if p.left != nil {
		result = *p.left
	}
	result.Damage = p.damage
	if gone := (*tcell.EventError)(nil); ctx.Err() != nil || errors.As(err, &gone) {
		err = nil // the terminal was taken away, so nobody would read the error
	}
	if p.worker != nil {
		select {
		case <-p.worker.ended:
		case <-time.After(leaveWithin):
		}
	}
	return result, err
}

// A display is what a ui shows: how to draw it, and what a key does to it. Both
// run on the event loop.
type display struct {
	draw  func(w, h int) *canvas.Canvas
	press func(name string)
	paste func(text string) // takes a pasted text, as one line
	waits func() bool       // the key only began a move, so the frame has changed little; nil if no key does
}

// A ui is a tview application with one primitive that fills the screen, and
// with a queue of its own. tview's QueueUpdate blocks the event loop if a key
// calls it, and blocks for ever after a stop; this queue does neither.
type ui struct {
	app    *tview.Application
	theme  *theme // set by the first frame, which knows the terminal
	ascii  bool   // see Options.ASCII
	drawn  func(*canvas.Canvas)
	given  bool        // a test has set the screen
	leaves func()      // see Options.Leaving
	early  *Terminal   // taken before the ui was made; nil if none is
	screen *softScreen // set by open; nil if the screen is a test's

	mu      sync.Mutex
	queue   []func()
	draw    bool          // a function in the queue wants a frame
	anew    bool          // it wants a frame for which the terminal is cleared
	wake    chan struct{} // wakes the pump; holds one value
	pending bool          // the pump's update waits for the event loop
	closing bool          // the event loop is to stop
	ended   chan struct{} // closed once it has
}

func newUI(o Options) *ui {
	u := &ui{
		app:    tview.NewApplication(),
		ascii:  o.ASCII,
		drawn:  o.drawn,
		early:  o.Terminal,
		leaves: o.Leaving,
		wake:   make(chan struct{}, 1),
		ended:  make(chan struct{}),
	}
	if u.leaves == nil {
		u.leaves = func() {}
	}
	if o.Screen != nil {
		u.given = true
		u.app.SetScreen(o.Screen)
	}
	return u
}

// run is the event loop.
func (u *ui) run(ctx context.Context, v display) error {
	var wg sync.WaitGroup
	defer wg.Wait()
	defer close(u.ended)
	if err := u.open(); err != nil {
		return err
	}
	if u.screen != nil {
		u.screen.whenPasted(func(text string) { u.post(func() { v.paste(text) }) })
	}
	again, forget := continued() // before the first frame, after which somebody may stop this process
	wg.Go(func() {
		defer forget()
		for {
			select {
			case <-ctx.Done():
				if u.screen != nil {
					u.screen.hurry()
				}
				u.post(u.stop)
				return
			case <-again:
				u.post(func() { u.lend(func() {}) })
			case <-u.ended:
				return
			}
		}
	})
	go u.pump()
	root := &primitive{Box: tview.NewBox(), ui: u, shows: v}
	u.app.SetInputCapture(func(ev *tcell.EventKey) *tcell.EventKey {
		if u.screen != nil {
			defer u.screen.handle()
		}
		if u.leaving() {
			return nil // it was typed behind the key that leaves
		}
		v.press(nameOf(ev))
		if u.screen != nil && v.waits != nil {
			u.screen.soft = v.waits()
		}
		return nil // tview draws after a key that was used up
	})
	return u.app.SetRoot(root, true).Run()
}

// open takes the terminal, unless a test has set a screen.
func (u *ui) open() error {
	if u.given {
		return nil
	}
	t := u.early
	if t == nil {
		t = Take(u.leaves)
	}
	<-t.taken
	if t.err != nil {
		return t.err
	}
	t.released = true // tview does so when it ends
	u.screen = t.screen
	u.app.SetScreen(u.screen)
	return u.screen.err
}

// lend leaves the terminal to f and takes it again. If that fails, the terminal
// and its user are gone, and the loop ends.
func (u *ui) lend(f func()) {
	u.app.Suspend(f)
	if u.screen != nil && u.screen.err != nil {
		u.post(u.stop)
	}
}

// post runs f on the event loop later, and draws a frame. It never blocks and
// may be called from anywhere.
func (u *ui) post(f func()) { u.enqueue(f, true, true) }

// soft is post for a frame in which little has changed.
func (u *ui) soft(f func()) { u.enqueue(f, true, false) }

// quiet is post without a frame.
func (u *ui) quiet(f func()) { u.enqueue(f, false, false) }

func (u *ui) enqueue(f func(), draw, anew bool) {
	u.mu.Lock()
	u.queue = append(u.queue, f)
	u.draw, u.anew = u.draw || draw, u.anew || anew
	u.mu.Unlock()
	select {
	case u.wake <- struct{}{}:
	default:
	}
}

// after is post after a time.
func (u *ui) after(d time.Duration, f func()) { u.later(d, func() { u.post(f) }) }

// nap is quiet after a time.
func (u *ui) nap(d time.Duration, f func()) { u.later(d, func() { u.quiet(f) }) }

// later runs f after a time, on a goroutine of its own, unless the event loop
// has ended by then.
func (u *ui) later(d time.Duration, f func()) {
	time.AfterFunc(d, func() {
		select {
		case <-u.ended:
		default:
			f()
		}
	})
}

// pump hands posted functions to tview, a batch at a time.
func (u *ui) pump() {
	for {
		select {
		case <-u.ended:
			return
		case <-u.wake:
		}
		u.mu.Lock()
		if u.closing {
			u.mu.Unlock()
			return
		}
		u.pending = true
		u.mu.Unlock()
		u.app.QueueUpdate(func() {
			u.mu.Lock()
			batch, draw, anew := u.queue, u.draw, u.anew
			u.queue, u.draw, u.anew = nil, false, false
			u.mu.Unlock()
			for _, f := range batch {
				f()
			}
			u.mu.Lock()
			u.pending = false
			closing := u.closing
			u.mu.Unlock()
			switch {
			case closing:
				u.app.Stop()
			case draw && u.screen != nil:
				u.screen.soft = !anew
				u.app.ForceDraw()
			case draw:
				u.app.ForceDraw()
			}
		})
	}
}

// stop ends the event loop; it must be called on the loop. If an update of the
// pump waits for its turn, the loop ends after that update: else the pump would
// wait for ever.
func (u *ui) stop() {
	u.leaves()
	u.mu.Lock()
	u.closing = true
	pending := u.pending
	u.mu.Unlock()
	if !pending {
		u.app.Stop()
	}
}

// leaving reports whether the event loop is to end.
func (u *ui) leaving() bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.closing
}

// primitive is the only thing that tview draws.
type primitive struct {
	*tview.Box
	ui    *ui
	shows display
}

// Draw draws a frame.
func (p *primitive) Draw(screen tcell.Screen) {
	x, y, w, h := p.GetRect()
	c := p.shows.draw(w, h)
	if p.ui.theme == nil {
		p.ui.theme = newTheme(coloursOf(screen, p.ui.ascii))
	}
	drawCanvas(c, screen, x, y, p.ui.theme)
	if p.ui.drawn != nil {
		p.ui.drawn(c)
	}
}
