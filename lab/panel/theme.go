package panel

import (
	"os"

	"github.com/gdamore/tcell/v2"

	"tcplab/lab/palette"
	"tcplab/lab/panel/canvas"
)

// A theme holds a terminal's attributes for each style. The terminal keeps its
// own background and foreground, and nobody asks what they are.
type theme [canvas.NumStyles]tcell.Style

// newTheme builds the theme of a terminal that can show so many colours. From
// 256 on, a style with a meaning is filled with its hue, because no ink alone can
// be read on black, on white and on all greys between. The other styles differ in
// attributes, and the terminal draws them in its own colours.
//
// With fewer colours, styles have the first ones of the terminal's palette, which
// its owner chose. Without colour, they differ in attributes alone
// (https://no-color.org).
func newTheme(colours int) *theme {
	th := plainTheme()
	switch {
	case colours >= 256:
		for st, f := range filled {
			ground, ink := tcell.PaletteColor(f.Ground.Cube()), tcell.PaletteColor(f.Ink.Cube())
			th[st] = th[st].Reverse(false).Background(ground).Foreground(ink)
		}
		th[canvas.HeldBody] = th[canvas.Plain]
		th[canvas.LostBody] = th[canvas.Plain]
		th[canvas.ArrivedBody] = th[canvas.Strong]
		th[canvas.Code] = th[canvas.Strong] // as a man page names a function
		th[canvas.Alarm] = th[canvas.Alarm].Reverse(true)
	case colours >= 8:
		for st, palette := range few {
			th[st] = th[st].Foreground(tcell.PaletteColor(palette))
		}
	}
	return th
}

// coloursOf returns the number of colours that a screen is drawn in. It is 0 if
// NO_COLOR is set. A terminal that gets ASCII signs alone is taken for an old one,
// with 16 colours at most.
func coloursOf(screen tcell.Screen, ascii bool) int {
	switch n := screen.Colors(); {
	case os.Getenv("NO_COLOR") != "":
		return 0
	case ascii:
		return min(n, 16)
	default:
		return n
	}
}

// plainTheme is the theme without colour.
func plainTheme() *theme {
	base := tcell.StyleDefault
	return &theme{
		canvas.Plain:        base,
		canvas.Faint:        base.Dim(true),
		canvas.Strong:       base.Bold(true),
		canvas.Emphasis:     base.Italic(true),
		canvas.Heading:      base.Bold(true).Underline(true),
		canvas.Now:          base.Bold(true),
		canvas.Changed:      base.Bold(true).Reverse(true),
		canvas.Taken:        base.Bold(true),
		canvas.TableNow:     base,
		canvas.TableChanged: base.Bold(true),
		canvas.Been:         base,
		canvas.Passed:       base.Italic(true).Underline(true),
		canvas.Held:         base.Bold(true),
		canvas.HeldBody:     base.Bold(true),
		canvas.Arrived:      base,
		canvas.ArrivedBody:  base,
		canvas.Landed:       base.Bold(true),
		canvas.Lost:         base.Bold(true),
		canvas.LostBody:     base.Bold(true),
		canvas.Question:     base.Bold(true),
		canvas.Asked:        base.Bold(true),
		canvas.Key:          base.Bold(true),
		canvas.Code:         base,
		canvas.Keyword:      base.Bold(true),
		canvas.Literal:      base,
		canvas.Comment:      base.Dim(true),
		canvas.Here:         base.Bold(true).Reverse(true),
		canvas.Chosen:       base.Reverse(true),
		canvas.Alarm:        base.Bold(true),
		canvas.Back:         base.Bold(true).Reverse(true),
	}
}

// The colours that a terminal of few has, by their numbers in its palette.
const red, green, magenta, cyan = 1, 2, 5, 6

// few gives the colours of styles where a terminal has few. They are those of
// the first eight that can be read on a dark and on a light background.
var few = map[canvas.Style]int{
	canvas.Now:         green,
	canvas.Changed:     green,
	canvas.Taken:       green,
	canvas.Back:        green,
	canvas.Held:        magenta,
	canvas.HeldBody:    magenta,
	canvas.Alarm:       magenta,
	canvas.Arrived:     green,
	canvas.ArrivedBody: green,
	canvas.Literal:     green,
	canvas.Lost:        red,
	canvas.LostBody:    red,
	canvas.Question:    cyan,
	canvas.Asked:       cyan,
	canvas.Key:         cyan,
	canvas.Code:        cyan,
}

// filled gives the styles that are filled with the hue of their meaning.
var filled = map[canvas.Style]palette.Fill{
	canvas.Now:          palette.Hues[palette.Now].Calm,
	canvas.TableNow:     palette.Hues[palette.Now].Calm,
	canvas.Here:         palette.Hues[palette.Now].Calm,
	canvas.Changed:      palette.Hues[palette.Now].Fresh,
	canvas.TableChanged: palette.Hues[palette.Now].Fresh,
	canvas.Held:         palette.Hues[palette.Held].Calm,
	canvas.Arrived:      palette.Hues[palette.Arrived].Calm,
	canvas.Landed:       palette.Hues[palette.Arrived].Calm,
	canvas.Lost:         palette.Hues[palette.Lost].Calm,
	canvas.Question:     palette.Hues[palette.Question].Calm,
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
