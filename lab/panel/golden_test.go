package panel

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/panel/paneltest"
	"tcplab/lab/panel/view"

	"github.com/gdamore/tcell/v2"
	"github.com/rivo/tview"
)

// screenText draws with the primitive on a simulated screen, as tview does, and
// reads the cells back: so the test compares the cells that a terminal gets.
func screenText(t *testing.T, draw func(w, h int) *canvas.Canvas, w, h int) string {
	t.Helper()
	screen := tcell.NewSimulationScreen("UTF-8")
	if err := screen.Init(); err != nil {
		t.Fatal(err)
	}
	defer screen.Fini()
	screen.SetSize(w, h)
	p := &primitive{Box: tview.NewBox(), ui: &ui{theme: newTheme(256)}, shows: display{draw: draw}}
	p.SetRect(0, 0, w, h)
	p.Draw(screen)
	screen.Show()
	var b strings.Builder
	for y := range h {
		var row strings.Builder
		for x := 0; x < w; {
			s, _, n := screen.Get(x, y)
			row.WriteString(s)
			x += max(n, 1)
		}
		b.WriteString(strings.TrimRight(row.String(), " ") + "\n")
	}
	return b.String()
}

// A noLoop is an event loop that never runs anything.
type noLoop struct{}

func (noLoop) post(func())                 {}
func (noLoop) soft(func())                 {}
func (noLoop) quiet(func())                {}
func (noLoop) after(time.Duration, func()) {}
func (noLoop) nap(time.Duration, func())   {}
func (noLoop) stop()                       {}
func (noLoop) lend(func())                 {}

// still returns a panel without goroutines: a replay of a sample, or a live run
// that stays at one step.
func still(w *paneltest.World, at int, live bool) *panel {
	o := Options{Recording: w.Tape(), Lang: "en", FromMenu: true}
	p := newPanel(o, noLoop{})
	if live {
		cut := w.Tape()
		cut.Steps = cut.Steps[:at+1]
		p = newPanel(Options{Recording: cut, Lang: "en", FromMenu: true}, noLoop{})
		p.live = true
	}
	p.begin()
	if !live {
		p.show(at)
		p.page = view.Page{}
	}
	return p
}

var sizes = [][2]int{{50, 15}, {80, 24}, {120, 40}}

// TestScreens compares every layout in both languages with its golden file. The
// comment beside a step is the reason why it is shown.
func TestScreens(t *testing.T) {
	for _, c := range []struct {
		name string
		make func() *paneltest.World
		at   int
		live bool
		do   string // keys, pressed one after the other
	}{
		{"start", paneltest.Connection, 0, true, ""},           // nothing has happened yet: two gates, no socket
		{"listen-ask", paneltest.Connection, 1, true, "o"},     // an open question
		{"listen-wrong", paneltest.Connection, 1, true, "o 1"}, // a wrong answer, with the right one
		{"syn", paneltest.Connection, 4, true, ""},             // the drawing of the design: SYN ACK held
		{"syn-ack", paneltest.Connection, 5, true, ""},         // Dial has returned, the server does not know
		{"hello", paneltest.Connection, 8, true, ""},           // send queue and data
		{"fin", paneltest.Connection, 17, true, ""},            // Read gave EOF, CLOSE_WAIT
		{"time-wait", paneltest.Connection, 21, true, ""},      // told: TIME_WAIT counts, the server is gone
		{"closing", paneltest.Connection, 21, true, "n"},       // the closing page
		{"back", paneltest.Connection, 9, false, ""},           // RECORDING, and the move that came then
		{"hidden", paneltest.Connection, 4, true, "."},         // only the picture
		{"host", paneltest.HostRun, 3, true, ""},               // passed states, beats told together
		{"fallback", paneltest.FellBack, 0, true, ""},          // the reason why auto took the host network
		{"udp", paneltest.Datagrams, 4, true, ""},              // no machine, and the reason why
		{"clients", paneltest.Clients, 6, true, "Esc"},         // several connections, one looked at
		{"help", paneltest.Connection, 4, true, "?"},
		{"signs", paneltest.Connection, 4, true, "? End"}, // help's second part
		{"jump", paneltest.Connection, 4, true, "g"},
		{"sockets", paneltest.Connection, 5, true, "t"},
		{"packet", paneltest.Detailed, 4, true, "↓ Enter"},        // a SYN ACK, with all its options
		{"packet-back", paneltest.Detailed, 9, false, "↑ Enter"},  // DATA that has come in, in a recording
		{"packet-old", paneltest.Connection, 17, true, "↓ Enter"}, // a trace without windows and options
		{"socket", paneltest.Detailed, 8, true, "t ↓ Enter"},      // bytes that are not acknowledged
		{"socket-listener", paneltest.Detailed, 8, true, "t Enter"},
		{"socket-small", paneltest.Detailed, 21, false, "t ↓ Enter"},    // TIME_WAIT, of which the kernel tells little
		{"ladder", paneltest.Connection, 20, true, "l"},                 // crossing rungs, held packet
		{"figure", paneltest.Connection, 17, true, "f"},                 // arrows of both sides, the first one chosen
		{"figure-rule", paneltest.Connection, 17, true, "f ↓ ↓ ↓"},      // an arrow with three rules, not walked
		{"figure-passed", paneltest.HostEvents, 3, true, "f ↓ ↓ ↓ ↓ ↓"}, // nobody saw the states between
		{"moves", paneltest.Connection, 4, true, "w"},
		{"terms", paneltest.Connection, 1, true, "k"},
		{"more", paneltest.Connection, 1, true, "Enter"},
		{"error", paneltest.Connection, 17, true, "e"},
	} {
		for _, size := range sizes {
			for _, lang := range []string{"en", "zh"} {
				name := fmt.Sprintf("%s-%dx%d-%s", c.name, size[0], size[1], lang)
				t.Run(name, func(t *testing.T) {
					p := still(c.make(), c.at, c.live)
					if p.header.Prose[lang] == nil {
						t.Skip("the sample is written in one language")
					}
					p.lang = lang
					draw := func(w, h int) *canvas.Canvas { return p.frame(w, h, false) }
					draw(size[0], size[1])
					for _, k := range strings.Fields(c.do) {
						p.press(k)
						p.message = ""
					}
					paneltest.Golden(t, name, screenText(t, draw, size[0], size[1]))
				})
			}
		}
	}
}

// TestASCII: with --ascii a screen in English has ASCII characters only,
// because some terminals draw lines and dots two columns wide.
func TestASCII(t *testing.T) {
	p := still(paneltest.Connection(), 4, true)
	got := p.frame(120, 40, true).String()
	for i, r := range got {
		if r > '~' {
			t.Errorf("%q at %d is not ASCII: plainer must have it\n%s", r, i, got)
		}
	}
	for _, keys := range []string{"↓ Enter", "t ↓ Enter", "t Enter", "f"} {
		p := still(paneltest.Detailed(), 8, true)
		p.frame(120, 40, true)
		for _, k := range strings.Fields(keys) {
			p.press(k)
		}
		got := p.frame(120, 40, true).String()
		if i := strings.IndexFunc(got, func(r rune) bool { return r > '~' }); i >= 0 {
			t.Errorf("after %s the screen is not ASCII at %d: plainer must have it\n%s", keys, i, got)
		}
	}
	paneltest.Golden(t, "ascii-80x24", screenText(t, func(w, h int) *canvas.Canvas { return p.frame(w, h, true) }, 80, 24))
}
