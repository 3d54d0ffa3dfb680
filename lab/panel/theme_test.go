package panel

import (
	"slices"
	"strings"
	"testing"

	"github.com/gdamore/tcell/v2"

	"tcplab/lab/palette"
	"tcplab/lab/panel/canvas"
	"tcplab/lab/panel/paneltest"
	"tcplab/lab/trace"
)

// grounds are the backgrounds of terminals that students have: black and white,
// and the greys, creams and blues of the themes that are used most.
var grounds = map[string]palette.RGB{
	"black":              {R: 0x00, G: 0x00, B: 0x00},
	"white":              {R: 0xff, G: 0xff, B: 0xff},
	"VS Code, dark":      {R: 0x1e, G: 0x1e, B: 0x1e},
	"Gruvbox, dark":      {R: 0x28, G: 0x28, B: 0x28},
	"Gruvbox, light":     {R: 0xfb, G: 0xf1, B: 0xc7},
	"Nord":               {R: 0x2e, G: 0x34, B: 0x40},
	"Dracula":            {R: 0x28, G: 0x2a, B: 0x36},
	"One Dark":           {R: 0x28, G: 0x2c, B: 0x34},
	"Solarized, dark":    {R: 0x00, G: 0x2b, B: 0x36},
	"Solarized, light":   {R: 0xfd, G: 0xf6, B: 0xe3},
	"Ubuntu's aubergine": {R: 0x30, G: 0x0a, B: 0x24},
	"light grey":         {R: 0xee, G: 0xee, B: 0xee},
	"Tango's grey":       {R: 0x2e, G: 0x34, B: 0x36},
	"middle grey":        {R: 0x80, G: 0x80, B: 0x80},
}

// rgb returns the colour that a terminal of 256 colours or more shows.
func rgb(c tcell.Color) palette.RGB {
	r, g, b := c.RGB()
	return palette.RGB{R: uint8(r), G: uint8(g), B: uint8(b)}
}

// TestReadableOnEveryGround computes the contrast of every style with the
// ground that it is read on: its own, or else each that a terminal may have. A
// style that sets no colour has the ink that the terminal's owner chose for
// that ground.
func TestReadableOnEveryGround(t *testing.T) {
	for _, colours := range []int{256, 1 << 24} {
		for st, s := range newTheme(colours) {
			ink, ground, _ := s.Decompose()
			on := grounds
			switch {
			case ink == tcell.ColorDefault && ground == tcell.ColorDefault:
				continue
			case ink == tcell.ColorDefault:
				t.Errorf("style %d sets its ground and leaves the ink to the terminal, which chose it for another ground", st)
				continue
			case ground != tcell.ColorDefault:
				on = map[string]palette.RGB{"its own ground": rgb(ground)}
			}
			if ink < tcell.PaletteColor(16) {
				t.Errorf("style %d has colour %v with %d colours: terminals show the first 16 each in its own way", st, ink, colours)
			}
			for name, g := range on {
				if got := palette.Contrast(rgb(ink), g); got < 4.5 {
					t.Errorf("with %d colours style %d has a contrast of %.2f on %s, want 4.5", colours, st, got, name)
				}
			}
		}
	}
}

// TestFewColours: where a terminal has 16 colours, they are those that its owner
// chose, and every ground stays as it is. No style has a colour if the terminal
// has none.
func TestFewColours(t *testing.T) {
	for st, s := range newTheme(16) {
		if fg, bg, _ := s.Decompose(); bg != tcell.ColorDefault || fg != tcell.ColorDefault && fg > tcell.PaletteColor(7) {
			t.Errorf("style %d is %v on %v with 16 colours", st, fg, bg)
		}
	}
	for _, none := range []int{0, 2} {
		for st, s := range newTheme(none) {
			if fg, bg, _ := s.Decompose(); fg != tcell.ColorDefault || bg != tcell.ColorDefault {
				t.Errorf("style %d has colours %v on %v with %d colours", st, fg, bg, none)
			}
		}
	}
	for st, few := range newTheme(16) {
		_, _, colour := few.Decompose()
		if _, _, plain := newTheme(0)[st].Decompose(); plain != colour {
			t.Errorf("style %d has other attributes without colour: nothing may hang on colour", st)
		}
	}
}

// TestColoursOfATerminal: the number of colours is the terminal's own, unless the
// student asks for fewer.
func TestColoursOfATerminal(t *testing.T) {
	screen := tcell.NewSimulationScreen("UTF-8") // it has 256
	for _, c := range []struct {
		noColor string
		ascii   bool
		want    int
		why     string
	}{
		{"", false, 256, "an empty NO_COLOR asks for nothing"},
		{"", true, 16, "--ascii is for old terminals"},
		{"1", false, 0, "NO_COLOR is set"},
		{"1", true, 0, "NO_COLOR is set, and what else is asked for does not matter"},
	} {
		t.Setenv("NO_COLOR", c.noColor)
		if got := coloursOf(screen, c.ascii); got != c.want {
			t.Errorf("NO_COLOR=%q and ASCII %v: %d colours, want %d: %s", c.noColor, c.ascii, got, c.want, c.why)
		}
	}
}

// meaningOf returns the meaning of a cell by its ground; -1 if it has none.
func meaningOf(cell canvas.Cell, th *theme) palette.Meaning {
	_, ground, _ := th[cell.Style].Decompose()
	if ground == tcell.ColorDefault {
		return -1
	}
	for m, h := range palette.Hues {
		if g := rgb(ground); g == h.Calm.Ground || g == h.Fresh.Ground {
			return palette.Meaning(m)
		}
	}
	return palette.NumMeanings
}

// found returns the meaning of each place where a frame has a text: that of the
// cell behind | if the text has one, else that of the first cell.
func found(c *canvas.Canvas, text string, th *theme) []palette.Meaning {
	var out []palette.Meaning
	before, after, ok := strings.Cut(text, "|")
	if !ok {
		before, after = "", text
	}
	want, at := []rune(before+after), len([]rune(before))
	for y := range c.H {
		row := c.Cells[y*c.W : (y+1)*c.W]
		for x := 0; x+len(want) <= c.W; x++ {
			same := true
			for i, r := range want {
				same = same && (row[x+i].Text == string(r) || r == ' ' && row[x+i].Text == "")
			}
			if same {
				out = append(out, meaningOf(row[x+at], th))
			}
		}
	}
	return out
}

// TestOneHueEverywhere looks in whole frames for what has a meaning. Every place
// where it stands has the hue of that meaning: in map, wire, ladder, socket
// table, code, timeline and prose, at every size, in both languages.
func TestOneHueEverywhere(t *testing.T) {
	th := newTheme(256)
	none := palette.Meaning(-1)
	drop := func() *paneltest.World { // the SYN ACK is dropped instead of delivered
		w := paneltest.Connection()
		st := &w.Steps[5]
		for i := range st.Wire {
			st.Wire[i].Fate = trace.FateDropped
		}
		st.Findings = []trace.Finding{{Subject: "client", Want: "ESTABLISHED", Got: "SYN_SENT"}}
		for i := range st.Events {
			if st.Events[i].Kind == trace.EventDelivered {
				st.Events[i].Kind = trace.EventDropped
			}
		}
		return w
	}
	for _, c := range []struct {
		name string
		make func() *paneltest.World
		at   int
		keys string
		size [2]int
		lang string
		text string
		want palette.Meaning
		n    int // the number of places
		why  string
	}{
		{"map", paneltest.Connection, 5, "", sizes[1], "en", "[ESTABLISHED]", palette.Now, 1, "the client is there now"},
		{"map", paneltest.Connection, 5, "", sizes[1], "en", "[SYN_RCVD]", palette.Now, 1, "the server is there still"},
		{"map", paneltest.Connection, 5, "", sizes[1], "en", "[LISTEN]", palette.Now, 1, "the listener is a machine too"},
		{"map", paneltest.Connection, 5, "", sizes[1], "en", "*SYN_SENT", none, 1, "the client has left it"},
		{"map", paneltest.HostRun, 3, "", sizes[1], "en", "~SYN_SENT", none, 1, "nobody saw the client there"},
		{"large state", paneltest.Connection, 5, "", sizes[0], "en", "E S T A B", palette.Now, 1, "the back row sees the same hue"},
		{"sockets of UDP", paneltest.Datagrams, 4, "", sizes[1], "en", "[127.0.0.1:", palette.Now, 2, "a datagram socket is drawn as open now"},
		{"table", paneltest.Connection, 5, "", sizes[2], "en", "ESTABLISHED       0", palette.Now, 1, "a row's state is the socket's now"},
		{"table", paneltest.Connection, 5, "", sizes[2], "zh", "ESTABLISHED       0", palette.Now, 1, "the language changes no hue"},
		{"code", paneltest.Connection, 5, "", sizes[1], "en", "conn, err := ln.Accept()", palette.Now, 1, "the server stands there now"},
		{"timeline", paneltest.Connection, 5, "", sizes[2], "en", canvas.At, palette.Now, 1, "the beat shown now"},
		{"wire and ladder", paneltest.Connection, 5, "", sizes[2], "en", canvas.TipR, palette.Held, 2, "the ACK is held"},
		{"wire", paneltest.Connection, 5, "", sizes[2], "en", "HELD", palette.Held, 1, "the word says it"},
		{"ladder", paneltest.Connection, 5, "", sizes[2], "en", "held", palette.Held, 1, "the word says it"},
		{"wire", paneltest.Connection, 5, "", sizes[0], "en", "HELD", palette.Held, 1, "a small window has the same hues"},
		{"wire and ladder", paneltest.Connection, 5, "", sizes[2], "en", canvas.HeadL, palette.Arrived, 2, "the SYN ACK has just come in"},
		{"wire", paneltest.Connection, 5, "", sizes[2], "en", "came in ", palette.Arrived, 1, "the word says it"},
		{"wire and ladder", drop, 5, "", sizes[2], "en", canvas.Cross + canvas.Bar, palette.Lost, 2, "the SYN ACK is dropped"},
		{"wire", drop, 5, "", sizes[2], "en", "  |dropped", palette.Lost, 1, "the word says it"},
		{"prose", drop, 5, "", sizes[2], "en", "! ", palette.Lost, 1, "a finding says what did not hold"},
		{"question", paneltest.Connection, 1, "o", sizes[2], "en", "Ask:", palette.Question, 1, "an open question"},
		{"question", paneltest.Connection, 1, "o", sizes[2], "en", "  2 it", none, 1, "the blanks before a number are none of it"},
		{"question", paneltest.Connection, 1, "o", sizes[2], "en", "  |2 it", palette.Question, 1, "the key that answers it"},
		{"question", paneltest.Connection, 1, "o", sizes[2], "zh", "   |2 ", palette.Question, 1, "the language changes no hue"},
		{"answer", paneltest.Connection, 1, "o 1", sizes[2], "en", canvas.Tick, palette.Arrived, 1, "the right one"},
		{"answer", paneltest.Connection, 1, "o 1", sizes[2], "en", canvas.Cross, palette.Lost, 1, "the wrong one"},
		{"error page", paneltest.Connection, 17, "e", sizes[1], "en", "EOF     ", palette.Lost, 1, "the call failed"},
		{"signs", paneltest.Connection, 4, "? End", sizes[2], "en", "[NOW]", palette.Now, 1, "help shows a sign as it is drawn"},
		{"looking back", paneltest.Connection, 5, "p", sizes[1], "en", " RECORDING", none, 1, "it is not now"},
	} {
		p := still(c.make(), c.at, true)
		p.lang = c.lang
		frame := func() *canvas.Canvas { return p.frame(c.size[0], c.size[1], false) }
		frame()
		for _, k := range strings.Fields(c.keys) {
			p.press(k)
			p.message = ""
		}
		got := found(frame(), c.text, th)
		if len(got) < c.n || slices.ContainsFunc(got, func(m palette.Meaning) bool { return m != c.want }) {
			t.Errorf("%s, step %d %s: %q has the meanings %v, want %d of %d: %s", c.name, c.at, c.keys, c.text, got, c.n, c.want, c.why)
		}
	}
}
