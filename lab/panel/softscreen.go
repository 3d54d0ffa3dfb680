package panel

import "github.com/gdamore/tcell/v2"

// A softScreen is a terminal that need not be cleared for every frame. tview
// clears it each time, and then every cell is sent again; while a timer counts
// down only a few have changed, and the panel paints all of its cells anyway.
type softScreen struct {
	tcell.Screen
	soft bool  // the next frame leaves what is there; the event loop's
	err  error // what Init met; tview does not look at it
}

// Init takes the terminal.
func (s *softScreen) Init() error {
	s.err = s.Screen.Init()
	return s.err
}

// Clear does nothing for a soft frame.
func (s *softScreen) Clear() {
	if !s.soft {
		s.Screen.Clear()
	}
}

// Show ends a frame.
func (s *softScreen) Show() {
	s.Screen.Show()
	s.soft = false
}
