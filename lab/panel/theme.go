package panel

import (
	"github.com/gdamore/tcell/v2"

	"tcplab/lab/panel/canvas"
)

// A theme holds a terminal's attributes for each style. It uses the terminal's
// own background and foreground, and those palette colours that can be read on
// a dark and on a light background; so 16 colours are enough.
type theme [canvas.NumStyles]tcell.Style

// newTheme builds the theme. Without colour, styles differ in attributes alone
// (https://no-color.org).
func newTheme(colour bool) *theme {
	base := tcell.StyleDefault
	paint := func(s tcell.Style, palette int) tcell.Style {
		if !colour {
			return s
		}
		return s.Foreground(tcell.PaletteColor(palette))
	}
	const red, green, magenta, cyan = 1, 2, 5, 6
	return &theme{
		canvas.Plain:    base,
		canvas.Faint:    base.Dim(true),
		canvas.Strong:   base.Bold(true),
		canvas.Emphasis: base.Italic(true),
		canvas.Heading:  base.Bold(true).Underline(true),
		canvas.Now:      paint(base.Bold(true), green),
		canvas.Changed:  paint(base.Bold(true).Reverse(true), green),
		canvas.Been:     base,
		canvas.Passed:   base.Italic(true).Underline(true),
		canvas.Moving:   paint(base.Bold(true), magenta),
		canvas.Lost:     paint(base.Bold(true), red),
		canvas.Gain:     paint(base, green),
		canvas.Key:      paint(base.Bold(true), cyan),
		canvas.Code:     paint(base, cyan),
		canvas.Keyword:  base.Bold(true),
		canvas.Literal:  paint(base, green),
		canvas.Comment:  base.Dim(true),
		canvas.Here:     base.Bold(true).Reverse(true),
		canvas.Chosen:   base.Reverse(true),
		canvas.Alarm:    paint(base.Bold(true), magenta),
	}
}

// drawCanvas draws a canvas on a screen, with its top left corner at x, y.
func drawCanvas(c *canvas.Canvas, screen tcell.Screen, x, y int, th *theme) {
	for i, cell := range c.Cells {
		if cell.Covered {
			continue
		}
		t := cell.Text
		if t == "" {
			t = " "
		}
		screen.Put(x+i%c.W, y+i/c.W, t, th[cell.Style])
	}
}
