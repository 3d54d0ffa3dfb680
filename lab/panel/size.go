package panel

import "github.com/gdamore/tcell/v2"

// The bounds of a window, in columns and rows, which are far beyond what anybody
// can read: each cell of it takes memory.
const (
	maxColumns, maxRows     = 2000, 500
	usualColumns, usualRows = 80, 24
)

// drawn returns the size in which a panel is drawn for a window of the given size,
// which is 0 if the terminal does not know it.
func drawn(window tcell.WindowSize) tcell.WindowSize {
	if window.Width < 1 {
		window.Width = usualColumns
	}
	if window.Height < 1 {
		window.Height = usualRows
	}
	window.Width, window.Height = min(window.Width, maxColumns), min(window.Height, maxRows)
	return window
}
