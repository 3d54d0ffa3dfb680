package panel

import "github.com/gdamore/tcell/v2"

// A softScreen is a terminal that need not be cleared for every frame. tview
// clears it each time, and then every cell is sent again; while a timer counts
// down only a few have changed, and the panel paints all of its cells anyway.
type softScreen struct {
	tcell.Screen
	soft  bool  // the next frame leaves what is there; the event loop's
	taken bool  // Init has been called
	err   error // what Init or Resume met; tview does not look at it
}

// Init takes the terminal. tview calls it once more for a terminal that was taken
// before; then it does nothing.
func (s *softScreen) Init() error {
	if !s.taken {
		s.taken = true
		s.err = s.Screen.Init()
	}
	return s.err
}

// Resume takes the terminal again after a shell has had it. It may have been
// closed meanwhile.
func (s *softScreen) Resume() error {
	s.err = s.Screen.Resume()
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
// Without a terminal there is nothing to show: tcell has given up its cells and
// would look for the end of a row for ever.
func (s *softScreen) Show() {
	if s.err != nil {
		return
	}
	s.Screen.Show()
	s.soft = false
}
