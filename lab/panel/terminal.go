package panel

// A Terminal is this process's terminal. It is taken before there is anything
// to show, while network and hosts are being made, so that the two together
// take no longer than the slower one.
type Terminal struct {
	taken  chan struct{} // closed once the fields below are set
	screen *softScreen
	err    error

	released bool
}

// Take begins to take the terminal and returns at once. The caller gives it to
// Run in Options.Terminal, and calls Release in any case. leaving is called if the
// student presses the key that leaves before there is a panel; see
// Options.Leaving.
func Take(leaving func()) *Terminal {
	t := &Terminal{taken: make(chan struct{})}
	go func() {
		defer close(t.taken)
		screen, err := newScreen()
		if err != nil {
			t.err = err
			return
		}
		t.screen = screen
		screen.whenLeft(leaving)
		t.err = t.screen.Init()
	}()
	return t
}

// Release puts the terminal in order. It does nothing if Run has done so, or if
// the terminal could not be taken.
func (t *Terminal) Release() {
	<-t.taken
	if t.err == nil && !t.released {
		t.released = true
		t.screen.Fini()
	}
}
