package panel

import (
	"github.com/gdamore/tcell/v2"
	"github.com/gdamore/tcell/v2/terminfo"
)

// newScreen opens this process's terminal.
func newScreen() (*softScreen, error) {
	tty, info, err := openTty()
	if err != nil {
		return nil, err
	}
	screen, err := tcell.NewTerminfoScreenFromTtyTerminfo(tty, info)
	if err != nil {
		return nil, err
	}
	return newSoftScreen(screen, tty), nil
}

// Tidy takes the terminal and gives it back. It puts the terminal in order after
// a panel could not do so, and it takes no time even if nobody reads the terminal.
func Tidy() {
	screen, err := newScreen()
	if err != nil {
		return
	}
	screen.hurry()
	if screen.Init() == nil {
		screen.Fini()
	}
}

// unpadded returns a description without pauses of a terminal whose own
// description asks for pauses after commands; nil for all others (terminfo(5),
// "Delays and Padding"). The terminals of today that call themselves vt100 need
// no pauses, and over a serial line XON/XOFF is better. tcell sleeps for each
// pause while it prepares a frame, before it has sent anything: 5 ms for every
// jump of the cursor, a third of a second for a key.
func unpadded(term string) *terminfo.Terminfo {
	info, err := tcell.LookupTerminfo(term)
	if err != nil || info.PadChar == "" {
		return nil
	}
	quick := *info
	quick.PadChar = "" // for tcell this is a terminal that needs no pause
	return &quick
}
