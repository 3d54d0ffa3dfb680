package panel

import "github.com/gdamore/tcell/v2"

// A theme turns styles into a terminal's attributes. It uses the terminal's
// own background, its own foreground and palette colours that can be read on a
// dark and on a light background; so 16 colours are enough.
type theme [styles]tcell.Style

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
		plain:   base,
		faint:   base.Dim(true),
		strong:  base.Bold(true),
		emph:    base.Italic(true),
		heading: base.Bold(true).Underline(true),
		now:     paint(base.Bold(true), green),
		changed: paint(base.Bold(true).Reverse(true), green),
		been:    base,
		passed:  base.Italic(true).Underline(true),
		moving:  paint(base.Bold(true), magenta),
		lost:    paint(base.Bold(true), red),
		gain:    paint(base, green),
		key:     paint(base.Bold(true), cyan),
		code:    paint(base, cyan),
		keyword: base.Bold(true),
		literal: paint(base, green),
		comment: base.Dim(true),
		here:    base.Bold(true).Reverse(true),
		chosen:  base.Reverse(true),
		alarm:   paint(base.Bold(true), magenta),
	}
}

// drawCanvas puts a canvas on a screen, its top left corner at x, y.
func drawCanvas(c *canvas, screen tcell.Screen, x, y int, th *theme) {
	for i, cell := range c.cells {
		if cell.covered {
			continue
		}
		t := cell.text
		if t == "" {
			t = " "
		}
		screen.Put(x+i%c.w, y+i/c.w, t, th[cell.style])
	}
}
