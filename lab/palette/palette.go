// Package palette holds the hues of what a student must see first: which state
// or line is now, which packet is held, which one arrived, what is lost, and
// what is a question. They are the same wherever a run is shown: on a screen,
// on a page, on paper. A meaning is filled: it brings its own ground and the
// ink upon it, so that it can be read whatever lies around it. Names of styles,
// cells of a terminal, sheets of a page and words never come in.
package palette

import "math"

// An RGB is a colour of the sRGB colour space, as in #rrggbb.
type RGB struct{ R, G, B uint8 }

// A Fill is a ground and the ink that is written on it.
type Fill struct{ Ground, Ink RGB }

// A Meaning is what a hue stands for. No meaning depends on its hue alone.
type Meaning int

// The meanings.
const (
	Now      Meaning = iota // the state a machine is in, the line a program stands at
	Held                    // a packet that waits on the wire
	Arrived                 // a packet that came in, an answer that is right
	Lost                    // a packet that was dropped, a call that failed, a finding, an answer that is wrong
	Question                // a question, and the numbers of its answers

	NumMeanings // the number of meanings
)

// A Hue is one colour in two strengths.
type Hue struct {
	Calm  Fill // what has been so for a while
	Fresh Fill // what the last step changed
}

var (
	black = RGB{0x00, 0x00, 0x00}
	white = RGB{0xff, 0xff, 0xff}
)

// Hues gives the hue of each meaning. Each part of a colour is one of 00, 5f,
// 87, af, d7 and ff, so that a terminal of 256 colours shows exactly the same
// as one of 16 million. Blue, amber, green with blue in it, red and purple stay
// apart also for eyes that do not tell red from green.
var Hues = [NumMeanings]Hue{
	Now: {
		Calm:  Fill{Ground: RGB{0x00, 0x5f, 0xaf}, Ink: white},
		Fresh: Fill{Ground: RGB{0x5f, 0xaf, 0xff}, Ink: black},
	},
	Held:     same(Fill{Ground: RGB{0xff, 0xaf, 0x00}, Ink: black}),
	Arrived:  same(Fill{Ground: RGB{0x00, 0x87, 0x5f}, Ink: white}),
	Lost:     same(Fill{Ground: RGB{0xaf, 0x00, 0x00}, Ink: white}),
	Question: same(Fill{Ground: RGB{0x87, 0x00, 0xaf}, Ink: white}),
}

// same is a hue that has one strength.
func same(f Fill) Hue { return Hue{Calm: f, Fresh: f} }

// Cube returns the number, from 16 to 231, of a colour in a terminal's palette
// of 256 colours. It is exact for the colours of Hues; else it is the next
// darker one.
func (c RGB) Cube() int {
	part := func(v uint8) int {
		if v < 0x5f {
			return 0
		}
		return (int(v) - 0x37) / 0x28
	}
	return 16 + 36*part(c.R) + 6*part(c.G) + part(c.B)
}

// Contrast returns the contrast of two colours, from 1 to 21. Small text needs
// 4.5 (WCAG 2.2, success criterion 1.4.3).
func Contrast(a, b RGB) float64 {
	la, lb := luminance(a), luminance(b)
	return (math.Max(la, lb) + 0.05) / (math.Min(la, lb) + 0.05)
}

// luminance returns a colour's relative luminance, from 0 to 1 (WCAG 2.2).
func luminance(c RGB) float64 {
	linear := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}
