package panel

import "github.com/gdamore/tcell/v2"

// A softScreen is a terminal that need not be cleared for every frame. tview
// clears its screen each time, and then every cell is sent again. While a timer
// counts down only a few cells change, and the panel paints all of its cells
// anyway.
type softScreen struct {
	tcell.Screen
	soft  bool  // the next frame is drawn without clearing; used on the event loop only
	taken bool  // Init has been called
	err   error // the error of Init or Resume, which tview ignores
}

// Init takes the terminal. It does nothing if the terminal was taken before,
// because tview then calls it once more.
func (s *softScreen) Init() error {
	if !s.taken {
		s.taken = true
		s.err = s.Screen.Init()
	}
	return s.err
}

// Resume takes the terminal again after a shell has had it. It fails if the
// terminal was closed meanwhile.
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
// It does nothing if the terminal is gone: tcell has given up its cells then,
// and would look for the end of a row for ever.
func (s *softScreen) Show() {
	if s.err != nil {
		return
	}
	s.Screen.Show()
	s.soft = false
}
