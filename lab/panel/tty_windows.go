package panel

import (
	"github.com/gdamore/tcell/v2"
	"github.com/gdamore/tcell/v2/terminfo"
	"golang.org/x/sys/windows"

	"tcplab/lab/panel/console"
)

// openTty opens this process's console, and says how it is written to.
func openTty() (*typedTty, *terminfo.Terminfo, error) {
	info, err := console.Description()
	if err != nil {
		return nil, nil, err
	}
	c, err := console.New()
	if err != nil {
		return nil, nil, err
	}
	typed := newTypedTty(shownConsole{c})
	typed.interrupt = interrupt
	return typed, info, nil
}

// interrupt does what a console does at Ctrl-C whose keys no program takes one by
// one: it tells all processes that have the console.
func interrupt() { windows.GenerateConsoleCtrlEvent(windows.CTRL_C_EVENT, 0) }

// A shownConsole is a console on which frames are shown.
type shownConsole struct{ *console.Console }

// Stop gives the console back. It drops everything typed up to now but the key that
// leaves.
func (c shownConsole) Stop() error {
	if leavingAmong(c.Drop()) > 0 {
		defer interrupt()
	}
	return c.Console.Stop()
}

// WindowSize returns the size of the window.
func (c shownConsole) WindowSize() (tcell.WindowSize, error) {
	size, err := c.Console.WindowSize()
	return drawn(size), err
}
