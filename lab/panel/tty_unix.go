//go:build unix

package panel

import "github.com/gdamore/tcell/v2"

// openTty opens this process's terminal.
func openTty() (tcell.Tty, error) {
	tty, err := tcell.NewDevTty()
	if err != nil {
		return nil, err
	}
	return newTypedTty(tty), nil
}
