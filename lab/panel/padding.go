package panel

import (
	"os"

	"github.com/gdamore/tcell/v2"
	"github.com/gdamore/tcell/v2/terminfo"
)

// newScreen is this process's terminal.
func newScreen() (tcell.Screen, error) {
	tty, err := openTty()
	if err != nil {
		return nil, err
	}
	info := unpadded(os.Getenv("TERM"))
	if tty == nil && info == nil {
		return tcell.NewScreen()
	}
	return tcell.NewTerminfoScreenFromTtyTerminfo(tty, info)
}

// Tidy takes the terminal and gives it back, as a panel does that ends: for the
// sake of one in another process that was killed.
func Tidy() {
	screen, err := newScreen()
	if err == nil && screen.Init() == nil {
		screen.Fini()
	}
}

// unpadded describes a terminal that may be sent pauses after its commands,
// without the pauses; nil for all others. The terminals of today that call
// themselves vt100 need none, and over a serial line XON/XOFF does better. tcell
// would sleep for each of them, while it prepares a frame of which nothing has
// been sent yet: 5 ms for every jump of the cursor, a third of a second for a
// key (terminfo(5), "Delays and Padding").
func unpadded(term string) *terminfo.Terminfo {
	info, err := tcell.LookupTerminfo(term)
	if err != nil || info.PadChar == "" {
		return nil
	}
	quick := *info
	quick.PadChar = "" // tcell takes that for a terminal that needs no pause
	return &quick
}
