package panel

import (
	"github.com/gdamore/tcell/v2"

	"tcplab/lab/panel/view"
)

// A theme turns styles into a terminal's attributes. It uses the terminal's
// own background, its own foreground and palette colours that can be read on a
// dark and on a light background; so 16 colours are enough.
type theme [view.NumStyles]tcell.Style

// newTheme builds the theme; without colour, attributes alone carry the
// difference (https://no-color.org).
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
		view.StylePlain:    base,
		view.StyleFaint:    base.Dim(true),
		view.StyleStrong:   base.Bold(true),
		view.StyleEmphasis: base.Italic(true),
		view.StyleHeading:  base.Bold(true).Underline(true),
		view.StyleNow:      paint(base.Bold(true), green),
		view.StyleChanged:  paint(base.Bold(true).Reverse(true), green),
		view.StyleBeen:     base,
		view.StylePassed:   base.Italic(true).Underline(true),
		view.StyleMoving:   paint(base.Bold(true), magenta),
		view.StyleLost:     paint(base.Bold(true), red),
		view.StyleGain:     paint(base, green),
		view.StyleKey:      paint(base.Bold(true), cyan),
		view.StyleCode:     paint(base, cyan),
		view.StyleKeyword:  base.Bold(true),
		view.StyleLiteral:  paint(base, green),
		view.StyleComment:  base.Dim(true),
		view.StyleHere:     base.Bold(true).Reverse(true),
		view.StyleChosen:   base.Reverse(true),
		view.StyleAlarm:    paint(base.Bold(true), magenta),
	}
}

// drawCanvas puts a canvas on a screen, its top left corner at x, y.
func drawCanvas(c *view.Canvas, screen tcell.Screen, x, y int, th *theme) {
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
