package panel

import (
	"context"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gdamore/tcell/v2"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/panel/paneltest"
	"tcplab/lab/panel/view"
	"tcplab/lab/trace"
)

// A terminal is the whole panel on a simulated screen. A test presses keys and
// waits for frames, which come on a channel.
type terminal struct {
	t      *testing.T
	screen tcell.SimulationScreen
	frames chan string
	done   chan struct{}
	result Result
	err    error
	panics any
}

// stuck is the time after which a test calls a panel stuck. No test that passes
// takes so long.
const stuck = 20 * time.Second

func startTerminal(ctx context.Context, t *testing.T, o Options) *terminal {
	t.Helper()
	term := &terminal{t: t, screen: tcell.NewSimulationScreen("UTF-8"), frames: make(chan string, 1000), done: make(chan struct{})}
	o.Screen, o.Lang = term.screen, "en"
	o.drawn = func(c *canvas.Canvas) { term.frames <- c.String() }
	go func() {
		defer close(term.done)
		defer func() { term.panics = recover() }()
		term.result, term.err = Run(ctx, o)
	}()
	return term
}

// waitFor waits for a frame that contains all parts.
func (term *terminal) waitFor(parts ...string) string {
	term.t.Helper()
	last := ""
	timeout := time.After(stuck)
next:
	for {
		select {
		case last = <-term.frames:
			for _, p := range parts {
				if !strings.Contains(last, p) {
					continue next
				}
			}
			return last
		case <-term.done:
			term.t.Fatalf("the panel ended (%v, %v) before a frame said %q; the last one was\n%s", term.err, term.panics, parts, last)
		case <-timeout:
			term.t.Fatalf("no frame said %q; the last one was\n%s", parts, last)
		}
	}
}

func (term *terminal) press(k tcell.Key, r rune) { term.screen.InjectKey(k, r, tcell.ModNone) }

// ends waits until Run has returned.
func (term *terminal) ends() {
	term.t.Helper()
	select {
	case <-term.done:
	case <-time.After(stuck):
		buf := make([]byte, 1<<16)
		term.t.Fatalf("the panel does not end\n%s", buf[:runtime.Stack(buf, true)])
	}
}

// TestRun goes through a lesson from the first frame to the menu.
func TestRun(t *testing.T) {
	term := startTerminal(t.Context(), t, Options{Bench: newFakeBench(paneltest.Connection()), Notice: "no private network here"})
	term.waitFor("next > server calls Listen", "no private network here")
	term.press(tcell.KeyRune, 'n')
	term.waitFor("SERVER: Listen opens its port", "OPENING 1/6")
	term.press(tcell.KeyPgDn, 0)
	term.waitFor("Accept begins to wait")
	term.press(tcell.KeyLeft, 0)
	term.waitFor("RECORDING 1 of 2")
	term.screen.SetSize(120, 40)
	if err := term.screen.PostEvent(tcell.NewEventResize(120, 40)); err != nil {
		t.Fatal(err)
	}
	term.waitFor("SOCKETS", "closing at the same time")
	term.press(tcell.KeyRune, 'q')
	term.waitFor("Leave, and end both programs?")
	term.press(tcell.KeyRune, 'y')
	term.ends()
	if term.err != nil || term.panics != nil || !term.result.Menu || term.result.Beat != 1 {
		t.Errorf("Run gave %+v, %v, %v; want the menu, and accept as the last beat", term.result, term.err, term.panics)
	}
}

// TestCancelled: SIGTERM cancels ctx. Then Run restores the terminal and
// returns, even while a move is under way.
func TestCancelled(t *testing.T) {
	for _, blocked := range []bool{false, true} {
		ctx, cancel := context.WithCancel(t.Context())
		b := newFakeBench(paneltest.Connection())
		if blocked {
			b.block = make(chan struct{})
		}
		term := startTerminal(ctx, t, Options{Bench: b})
		term.waitFor("next > server calls Listen")
		if blocked {
			term.press(tcell.KeyRune, 'n')
			term.waitFor("waiting for: server calls Listen")
		}
		cancel()
		term.ends()
		if term.result.Menu || term.panics != nil {
			t.Errorf("blocked %v: Run gave %+v, %v; want neither menu nor panic", blocked, term.result, term.panics)
		}
	}
}

// explosive is a bench that panics.
type explosive struct{ *fakeBench }

func (explosive) Next(context.Context) error { panic("BUG: the bench fell over") }

// TestPanic: if another goroutine than the event loop's panics, the terminal is
// still restored first. The panic then goes on, with the stack of that
// goroutine.
func TestPanic(t *testing.T) {
	term := startTerminal(t.Context(), t, Options{Bench: explosive{newFakeBench(paneltest.Connection())}})
	term.waitFor("next > server calls Listen")
	term.press(tcell.KeyRune, 'n')
	term.ends()
	text, _ := term.panics.(string)
	if !strings.Contains(text, "the bench fell over") || !strings.Contains(text, "Next") {
		t.Errorf("the panic that arrives is %v: want the bench's own words and stack", term.panics)
	}
	if cells, _, _ := term.screen.GetContents(); len(cells) > 0 && !finished(term.screen) {
		t.Error("the screen was not restored before the panic went on")
	}
}

// finished reports whether Fini was called: the screen then gives no more
// events.
func finished(s tcell.SimulationScreen) bool { return s.PollEvent() == nil }

// TestQuitWhilePosting leaves again and again while others post. Neither side
// may wait for the other.
func TestQuitWhilePosting(t *testing.T) {
	before := runtime.NumGoroutine()
	defer func() { // many restarts must not leave goroutines behind
		for until := time.Now().Add(stuck); runtime.NumGoroutine() > before; runtime.Gosched() {
			if time.Now().After(until) {
				buf := make([]byte, 1<<16)
				t.Fatalf("%d goroutines are left, %d before\n%s", runtime.NumGoroutine(), before, buf[:runtime.Stack(buf, true)])
			}
		}
	}()
	for range 30 {
		b := newFakeBench(paneltest.Connection())
		term := startTerminal(t.Context(), t, Options{Bench: b})
		term.waitFor("next > server calls Listen")
		stop := make(chan struct{})
		go func() {
			for {
				select {
				case b.changed <- struct{}{}:
				case <-stop:
					return
				}
			}
		}()
		go func() { // keep the frames flowing
			for {
				select {
				case <-term.frames:
				case <-stop:
					return
				}
			}
		}()
		term.press(tcell.KeyCtrlC, 0)
		term.ends()
		close(stop)
	}
}

// TestTheMenuGoesOnFromALesson: the cursor begins on the lesson that was left
// in the middle, else on the next one that is not done, else on an earlier one
// that is not.
func TestTheMenuGoesOnFromALesson(t *testing.T) {
	items := []view.MenuItem{{Name: "a"}, {Name: "b", Done: true}, {Name: "c", Done: true}, {Name: "d"}}
	for from, want := range map[string]int{"": 0, "a": 0, "b": 3, "d": 3, "gone": 0} {
		if got := firstToDo(items, from); got != want {
			t.Errorf("from %q on the cursor is on lesson %d, want %d", from, got, want)
		}
	}
	for i := range items {
		items[i].Done = true
	}
	if got := firstToDo(items, "b"); got != 0 {
		t.Errorf("with all of them done the cursor is on lesson %d, want the first", got)
	}
}

func TestMenu(t *testing.T) {
	items := []view.MenuItem{
		{Part: "I. The life of a connection", Name: "connection", Title: "Opening and closing a connection", Summary: "Every state at both ends.", Done: true},
		{Part: "I. The life of a connection", Name: "refused", Title: "Nobody is listening", Summary: "SYN, RST ACK: every beginner's first error."},
		{Part: "III. UDP", Name: "udp", Title: "A server and a client", Summary: "No handshake, no LISTEN.", At: "ask"},
	}
	m := &menu{Menu: view.Menu{Items: items, Lang: "en", Cursor: 1}}
	for _, size := range sizes {
		draw := func(w, h int) *canvas.Canvas { c := canvas.New(w, h, false); m.Paint(c); return c }
		name := map[int]string{50: "50x15", 80: "80x24", 120: "120x40"}[size[0]]
		m.Cursor = 1
		paneltest.Golden(t, "menu-"+name, screenText(t, draw, size[0], size[1]))
		m.press("?")
		paneltest.Golden(t, "menu-help-"+name, screenText(t, draw, size[0], size[1]))
		m.press("Esc")
		m.Notice = ""
		m.Cursor = 2 // it was left in the middle: the row says where, and the footer how to go on
		paneltest.Golden(t, "menu-resume-"+name, screenText(t, draw, size[0], size[1]))
	}
	for _, c := range []struct {
		keys string
		want Choice
	}{
		{"Enter", Choice{Name: "refused"}}, {"↑ Enter", Choice{Name: "connection"}}, {"End Space", Choice{Name: "udp"}},
		{"↓ ↓ ↓ n", Choice{Name: "udp"}}, {"End r", Choice{Name: "udp", Over: true}},
		{"q", Choice{}}, {"Ctrl-C", Choice{}}, {"Esc ? Enter", Choice{Name: "refused"}}, // Esc leaves pages, not tcplab
	} {
		m := &menu{Menu: view.Menu{Items: items, Lang: "en", Cursor: 1}}
		left := false
		for _, k := range strings.Fields(c.keys) {
			left = m.press(k)
		}
		if !left || m.choice != c.want {
			t.Errorf("%s: left %v with %+v, want %+v", c.keys, left, m.choice, c.want)
		}
	}
	m = &menu{Menu: view.Menu{Items: items, Lang: "en"}, tongues: map[string][]view.MenuItem{"en": items, "zh": slices.Clone(items)}}
	m.tongues["zh"][0].Title = "连接的建立与关闭"
	if m.press("L"); m.Items[0].Title != "连接的建立与关闭" {
		t.Errorf("after L the first lesson is called %q, want its title in the other language", m.Items[0].Title)
	}
	for w := 1; w < 90; w += 7 {
		for h := 1; h < 30; h++ {
			m.Paint(canvas.New(w, h, true))
			(&view.Menu{Lang: "zh"}).Paint(canvas.New(w, h, false)) // an empty course is drawn, too
		}
	}
}

// TestMenuRuns: the menu begins on the first lesson that is not done.
func TestMenuRuns(t *testing.T) {
	screen := tcell.NewSimulationScreen("UTF-8")
	frames := make(chan string, 100)
	got := make(chan string, 1)
	go func() {
		choice, err := Menu(t.Context(), map[string][]view.MenuItem{"zh": {{Name: "a", Done: true}, {Name: "b"}}}, Options{
			Screen: screen, Lang: "zh", drawn: func(c *canvas.Canvas) { frames <- c.String() },
		})
		if err != nil {
			t.Error(err)
		}
		got <- choice.Name
	}()
	<-frames
	screen.InjectKey(tcell.KeyEnter, 0, tcell.ModNone)
	select {
	case name := <-got:
		if name != "b" {
			t.Errorf("Enter chose %q, want b, the first one not done", name)
		}
	case <-time.After(stuck):
		t.Fatal("the menu does not end")
	}
}

// BenchmarkKeyToFrame measures the time from a key to the last cell on a
// simulated screen of 120×40, while a student looks back and forth. It does not
// include the time of a terminal.
func BenchmarkKeyToFrame(b *testing.B) {
	for _, c := range []struct {
		name string
		keys [2]string
		at   int
		n    int
	}{
		{"22 steps", [2]string{"p", "n"}, 20, 22},
		{"100000 steps, first", [2]string{"n", "p"}, 1, 100_000},
		{"100000 steps, last", [2]string{"p", "n"}, 99_999, 100_000},
		{"100000 steps, end to end", [2]string{"Home", "End"}, 50_000, 100_000},
	} {
		b.Run(c.name, func(b *testing.B) {
			rec := longTape(b, c.n)
			p := newPanel(Options{Recording: rec, Lang: "en"}, noLoop{})
			p.begin()
			screen := tcell.NewSimulationScreen("UTF-8")
			if err := screen.Init(); err != nil {
				b.Fatal(err)
			}
			defer screen.Fini()
			screen.SetSize(120, 40)
			th := newTheme(256)
			p.frame(120, 40, false)
			p.show(c.at)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				p.press(c.keys[i%2])
				drawCanvas(p.frame(120, 40, false), screen, 0, 0, th)
				screen.Show()
			}
		})
	}
}

// longTape returns a recording of n steps on disk, like that of a long
// transfer.
func longTape(b *testing.B, n int) *trace.Recording {
	b.Helper()
	w := paneltest.Connection()
	rec, err := trace.Create("", w.Header, nil)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { rec.Close() })
	for i := range n {
		step := w.Steps[min(i, 13)]
		step.Step, step.Stop = i, true
		if err := rec.Append(step); err != nil {
			b.Fatal(err)
		}
	}
	return rec
}
