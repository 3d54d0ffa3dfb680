package panel

import (
	"os"
	"slices"
	"sync"
	"time"

	"github.com/gdamore/tcell/v2"
)

// A softScreen is a terminal that need not be cleared for every frame. tview
// clears its screen each time, and then every cell is sent again. While a timer
// counts down only a few cells change, and the panel paints all of its cells
// anyway.
//
// It can always be left. tcell and tview hand what is typed from queue to queue,
// and each waits for the next one, even if that one has stopped. So softScreen
// takes every event from tcell at once and keeps it itself. It hands one key over
// at a time, and lets a key that leaves overtake all others.
type softScreen struct {
	tcell.Screen
	tty   *typedTty // nil if the screen of a test is no terminal
	soft  bool      // the next frame is drawn without clearing; used on the event loop only
	taken bool      // Init has been called
	err   error     // the error of Init or Resume, which tview ignores
	once  sync.Once // ends it

	mu      sync.Mutex
	change  *sync.Cond    // signals that one of the fields below has changed
	events  []tcell.Event // what tview is to get, in order
	handed  bool          // tview has got a key that has not been handled
	left    func()        // is called when a key that leaves is typed
	ending  bool          // tview gets nothing more
	ended   chan struct{} // closed when tcell has stopped
	ungiven int           // keys among events
	pasting bool          // what comes as keys is pasted text
	paste   []rune        // the pasted text so far
	typed   time.Time     // when the last key or mark of a paste came
	pasted  func(string)  // takes a pasted text
}

// maxKeys is the number of keys that may wait. If a whole page is pasted, the rest
// of it is dropped, as by a terminal whose queue is full.
const maxKeys = 1000

// maxPaste is the number of characters that are kept of a pasted text.
const maxPaste = 4000

func newSoftScreen(screen tcell.Screen, tty *typedTty) *softScreen {
	s := &softScreen{Screen: screen, tty: tty, left: func() {}, pasted: func(string) {}, ended: make(chan struct{})}
	s.change = sync.NewCond(&s.mu)
	return s
}

// Init takes the terminal. It does nothing if the terminal was taken before,
// because tview then calls it once more.
func (s *softScreen) Init() error {
	if s.taken {
		return s.err
	}
	s.taken = true
	s.err = withoutSize(s.Screen.Init)
	if s.err == nil {
		s.EnablePaste()
	}
	if source, ok := s.Screen.(interface{ EventQ() chan tcell.Event }); ok && s.err == nil {
		go s.gather(source.EventQ())
	}
	return s.err
}

// withoutSize calls f while the variables COLUMNS and LINES are not set. tcell
// believes them and makes as many cells, even if a number is negative or enormous,
// and asks the terminal afterwards.
func withoutSize(f func() error) error {
	for _, name := range []string{"COLUMNS", "LINES"} {
		if value, ok := os.LookupEnv(name); ok {
			os.Unsetenv(name)
			defer os.Setenv(name, value)
		}
	}
	return f()
}

// gather takes events until tcell has stopped.
func (s *softScreen) gather(from <-chan tcell.Event) {
	for {
		select {
		case ev := <-from:
			s.add(ev)
		case <-s.ended:
			return
		}
	}
}

// add keeps an event for tview. An event that ends the panel overtakes all keys.
func (s *softScreen) add(ev tcell.Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.change.Broadcast()
	_, isKey := ev.(*tcell.EventKey)
	_, failed := ev.(*tcell.EventError)
	if leaves(ev) {
		if s.tty != nil {
			s.tty.cameOut()
		}
		if s.ending {
			s.interrupt() // nobody takes an event any more
			return
		}
		s.left()
		s.hurry()
	}
	switch {
	case leaves(ev) || failed:
		s.dropKeys()
	case s.takePaste(ev):
		return
	case isKey && s.ungiven >= maxKeys:
		return
	}
	if isKey {
		s.ungiven++
	}
	s.events = append(s.events, ev)
}

// takePaste reports whether ev belongs to a pasted text. A terminal that marks
// where a paste begins and ends sends the text between as keys, which must not be
// taken for moves (xterm's bracketed paste mode). If a pause shows that the end
// was lost, keys are keys again. The caller holds mu.
func (s *softScreen) takePaste(ev tcell.Event) bool {
	mark, isMark := ev.(*tcell.EventPaste)
	key, isKey := ev.(*tcell.EventKey)
	if !isMark && !isKey {
		return false
	}
	lost := s.pasting && ev.When().Sub(s.typed) > pause
	s.typed = ev.When()
	switch {
	case isMark && mark.Start():
		s.pasting, s.paste = true, nil
	case isMark:
		if s.pasting {
			s.pasted(string(s.paste))
		}
		s.pasting = false
	case lost:
		s.pasting = false
		return false
	case s.pasting && len(s.paste) < maxPaste:
		r := ' ' // Enter and Tab divide words, too
		if key.Key() == tcell.KeyRune {
			r = key.Rune()
		}
		s.paste = append(s.paste, r)
	}
	return isMark || s.pasting
}

// whenPasted lets f take each pasted text, as one line. f must return at once.
func (s *softScreen) whenPasted(f func(text string)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pasted = f
}

// whenLeft lets f be called when a key that leaves is typed. f must return at once.
// The terminal must not have been taken yet.
func (s *softScreen) whenLeft(f func()) { s.left = f }

// leaves reports whether an event is the key that leaves, at which every view
// ends.
func leaves(ev tcell.Event) bool {
	key, ok := ev.(*tcell.EventKey)
	return ok && nameOf(key) == keyNames[tcell.KeyCtrlC]
}

// dropKeys forgets the keys that wait. The caller holds mu.
func (s *softScreen) dropKeys() {
	s.events = slices.DeleteFunc(s.events, func(ev tcell.Event) bool {
		_, isKey := ev.(*tcell.EventKey)
		return isKey
	})
	s.ungiven = 0
}

// PollEvent returns the next event; nil once the terminal is given back. A key
// waits until the one before it has been handled.
func (s *softScreen) PollEvent() tcell.Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		switch {
		case s.ending:
			return nil
		case len(s.events) > 0:
			ev := s.events[0]
			_, isKey := ev.(*tcell.EventKey)
			if isKey && s.handed {
				break
			}
			if isKey {
				s.handed = true
				s.ungiven--
			}
			s.events = s.events[1:]
			return ev
		}
		s.change.Wait()
	}
}

// handle tells that the key which PollEvent returned last has been handled.
func (s *softScreen) handle() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.handed = false
	s.change.Broadcast()
}

// hurry lets every write to the terminal end soon, even if nobody reads it.
func (s *softScreen) hurry() {
	if s.tty == nil {
		return
	}
	if shown, ok := s.tty.Tty.(interface{ hurry() }); ok {
		shown.hurry()
	}
}

// hush drops what is typed, until the terminal is taken again.
func (s *softScreen) hush() {
	if s.tty != nil {
		s.tty.hush()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dropKeys()
}

// Fini gives the terminal back for good.
func (s *softScreen) Fini() {
	s.once.Do(func() {
		s.mu.Lock()
		s.ending = true
		unheard := slices.ContainsFunc(s.events, leaves) // it came behind the key that ended this screen
		s.change.Broadcast()
		s.mu.Unlock()
		s.hurry()
		s.hush()
		s.Screen.Fini()
		close(s.ended)
		if unheard || s.tty != nil && s.tty.swallowed() {
			s.interrupt()
		}
	})
}

// interrupt does what the key that leaves does while no screen takes keys.
func (s *softScreen) interrupt() {
	if s.tty != nil {
		s.tty.interrupt()
	}
}

// Suspend gives the terminal back for a time. Keys that wait are forgotten: they
// were not meant for the frame that comes afterwards.
func (s *softScreen) Suspend() error {
	s.hush()
	return s.Screen.Suspend()
}

// Resume takes the terminal again after a shell has had it. It fails if the
// terminal was closed meanwhile.
func (s *softScreen) Resume() error {
	if s.err = s.Screen.Resume(); s.err == nil {
		s.EnablePaste()
	}
	return s.err
}

// Clear does nothing for a soft frame.
func (s *softScreen) Clear() {
	if !s.soft {
		s.Screen.Clear()
	}
}

// Show ends a frame.
//
// It does nothing if the terminal is gone: tcell has given up its cells then,
// and would look for the end of a row for ever.
func (s *softScreen) Show() {
	if s.err != nil {
		return
	}
	s.Screen.Show()
	s.soft = false
}
