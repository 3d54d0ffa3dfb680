package palette

import (
	"math"
	"testing"
)

// each calls f with every fill of every meaning.
func each(f func(m Meaning, fill Fill)) {
	for m, h := range Hues {
		f(Meaning(m), h.Calm)
		f(Meaning(m), h.Fresh)
	}
}

// TestContrast: the contrast of two colours is that of the guideline.
func TestContrast(t *testing.T) {
	for _, c := range []struct {
		a, b RGB
		want float64
		why  string
	}{
		{RGB{}, RGB{255, 255, 255}, 21, "nothing differs more than black and white"},
		{RGB{9, 8, 7}, RGB{9, 8, 7}, 1, "a colour does not differ from itself"},
		{RGB{0x76, 0x76, 0x76}, RGB{255, 255, 255}, 4.54, "it is the lightest grey that the guideline allows on white"},
		{RGB{255, 255, 255}, RGB{0x76, 0x76, 0x76}, 4.54, "ink and ground may change places"},
	} {
		if got := Contrast(c.a, c.b); math.Abs(got-c.want) > 0.01 {
			t.Errorf("%v on %v has a contrast of %.2f, want %.2f: %s", c.a, c.b, got, c.want, c.why)
		}
	}
}

// TestEveryFillIsReadable: 4.5 is the least contrast of ordinary text, and a
// fill brings its own ground, so it is read so wherever it stands.
func TestEveryFillIsReadable(t *testing.T) {
	each(func(m Meaning, f Fill) {
		if got := Contrast(f.Ground, f.Ink); got < 4.5 {
			t.Errorf("meaning %d: %v on %v has a contrast of %.2f, want 4.5", m, f.Ink, f.Ground, got)
		}
	})
}

// TestCube: a terminal of 256 colours shows each colour exactly.
func TestCube(t *testing.T) {
	levels := [6]uint8{0x00, 0x5f, 0x87, 0xaf, 0xd7, 0xff} // of xterm's cube, from colour 16 on
	exact := func(m Meaning, c RGB) {
		n := c.Cube() - 16
		if n < 0 || n > 215 {
			t.Fatalf("meaning %d: %v is colour %d, want one from 16 to 231, which a user's theme leaves alone", m, c, n+16)
		}
		if got := (RGB{levels[n/36], levels[n/6%6], levels[n%6]}); got != c {
			t.Errorf("meaning %d: %v becomes %v where there are 256 colours, and the two would look different", m, c, got)
		}
	}
	each(func(m Meaning, f Fill) {
		exact(m, f.Ground)
		exact(m, f.Ink)
	})
	if got := (RGB{0x5e, 0x86, 0xfe}).Cube(); got != 16+6+4 {
		t.Errorf("a colour between two is colour %d, want %d, the next darker one", got, 16+6+4)
	}
}

// TestOneHueAMeaning: what is calm and what is fresh are the same hue, and two
// meanings are never nearly the same.
func TestOneHueAMeaning(t *testing.T) {
	for m, h := range Hues {
		if d := apart(h.Calm.Ground, h.Fresh.Ground); d > 10 {
			t.Errorf("meaning %d has two hues, %.0f degrees apart: a student would look for two meanings", m, d)
		}
		for other := range m {
			if d := apart(h.Calm.Ground, Hues[other].Calm.Ground); d < 30 {
				t.Errorf("meanings %d and %d are %.0f degrees apart, and a projector would make one of them", other, m, d)
			}
		}
	}
}

// apart returns the angle between the hues of two colours, in degrees.
func apart(a, b RGB) float64 {
	d := math.Abs(hue(a) - hue(b))
	return math.Min(d, 360-d)
}

// hue returns a colour's hue in degrees, red being 0.
func hue(c RGB) float64 {
	r, g, b := float64(c.R), float64(c.G), float64(c.B)
	turn := math.Atan2(math.Sqrt(3)*(g-b), 2*r-g-b) * 180 / math.Pi
	return math.Mod(turn+360, 360)
}
