package panel

import (
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/gdamore/tcell/v2"

	"tcplab/lab/labtest"
)

// A keyboard is a terminal whose keys come over a channel.
type keyboard struct{ typed chan string }

func (k keyboard) Read(p []byte) (int, error) {
	text, ok := <-k.typed
	if !ok {
		return 0, io.EOF
	}
	return copy(p, text), nil
}
func (keyboard) Start() error                { return nil }
func (keyboard) Stop() error                 { return nil }
func (k keyboard) Drain() error              { close(k.typed); return nil }
func (keyboard) NotifyResize(func())         {}
func (keyboard) Write(p []byte) (int, error) { return len(p), nil }
func (keyboard) Close() error                { return nil }
func (keyboard) WindowSize() (tcell.WindowSize, error) {
	return tcell.WindowSize{Width: 80, Height: 24}, nil
}

// typing returns a keyboard and the screen that belongs to it. left is called when
// the key that leaves is typed.
func typing(t *testing.T, left func()) (keyboard, *softScreen) {
	t.Helper()
	t.Setenv("TERM", "xterm-256color")
	t.Setenv("LC_ALL", "C.UTF-8")
	k := keyboard{make(chan string)}
	tty := newTypedTty(k)
	screen, err := tcell.NewTerminfoScreenFromTty(tty)
	if err != nil {
		t.Fatal(err)
	}
	s := newSoftScreen(screen, tty)
	s.whenLeft(left)
	if err := s.Init(); err != nil {
		t.Fatal(err)
	}
	return k, s
}

// soon fails the test if f does not return.
func soon(t *testing.T, what string, f func()) {
	t.Helper()
	done := make(chan struct{})
	go func() { f(); close(done) }()
	select {
	case <-done:
	case <-time.After(stuck):
		t.Fatalf("%s: it hangs", what)
	}
}

// TestNoBytesStopTheKeyboard types random bytes, with beginnings of sequences and
// characters among them, and then Ctrl-C, which must arrive.
func TestNoBytesStopTheKeyboard(t *testing.T) {
	parts := []string{"\x1b", "\x1b[", "\x1bO", "\x1b]", "\x1bP", "\x1bN", "\x1b[[", "\x1b[<", "_", ";", "9", "~", "u", "M", "\xff", "\xe7\x95", "界", "\x00", "n", "\x1b[200~"}
	for seed := range uint64(labtest.Times(t, 50, 1000)) {
		rnd := rand.New(rand.NewPCG(seed, 3))
		var typed strings.Builder
		for range 60 {
			if rnd.IntN(3) == 0 {
				typed.WriteByte(byte(rnd.IntN(256)))
			} else {
				typed.WriteString(parts[rnd.IntN(len(parts))])
			}
		}
		text := strings.NewReplacer("\x03", "", "\x1c", "").Replace(typed.String()) + "\x03"
		left := make(chan struct{}, 1)
		k, s := typing(t, func() {
			select {
			case left <- struct{}{}:
			default: // one was among the random bytes, as a sequence
			}
		})
		for len(text) > 0 {
			n := 1 + rnd.IntN(min(len(text), 100))
			k.typed <- text[:n]
			text = text[n:]
		}
		select {
		case <-left:
		case <-time.After(stuck):
			t.Fatalf("seed %d: Ctrl-C behind %q is not heard", seed, typed.String())
		}
		s.Fini()
	}
}

// TestAPastedPageHoldsNobodyUp types more than all queues hold, while nobody
// handles a key. The terminal can still be given back, for good or for a time.
func TestAPastedPageHoldsNobodyUp(t *testing.T) {
	page := strings.Repeat("nothing that anybody types ", 4)
	for name, give := range map[string]func(*softScreen){
		"for good":   func(s *softScreen) { s.Fini() },
		"for a time": func(s *softScreen) { s.Suspend() },
	} {
		k, s := typing(t, func() {})
		soon(t, "typing", func() {
			for range 100 {
				k.typed <- page
			}
		})
		s.mu.Lock()
		if s.ungiven > maxKeys {
			t.Errorf("%d keys wait, want at most %d", s.ungiven, maxKeys)
		}
		s.mu.Unlock()
		soon(t, "giving back "+name, func() { give(s) })
		s.Fini()
		if ev := s.PollEvent(); ev != nil {
			t.Errorf("the terminal was given back, and still there is the event %v", ev)
		}
	}
}

// TestAPasteIsText: what a terminal marks as pasted is one text and no keys, so
// that it makes no move. It is one line, since Enter would choose something.
func TestAPasteIsText(t *testing.T) {
	pasted := make(chan string, 2)
	k, s := typing(t, func() {})
	s.whenPasted(func(text string) { pasted <- text })
	k.typed <- "\x1b[200~dial tcp:\rconnection\trefused 拒绝\x1b[201~?"
	if name := nextKey(t, s); name != "?" {
		t.Errorf("the first key is %s, want ? behind the paste", name)
	}
	s.handle()
	if text := <-pasted; text != "dial tcp: connection refused 拒绝" {
		t.Errorf("pasted %q", text)
	}
	soon(t, "pasting", func() {
		k.typed <- "\x1b[200~"
		for range 2 * maxPaste / 100 { // a reader takes so much at a time
			k.typed <- strings.Repeat("x", 100)
		}
		k.typed <- "\x1b[201~"
	})
	if text := <-pasted; len(text) != maxPaste {
		t.Errorf("%d characters of a long paste are kept, want %d", len(text), maxPaste)
	}
	s.Fini()
}

// TestALostEndOfAPaste: keys behind a paste that never ended are keys again.
func TestALostEndOfAPaste(t *testing.T) {
	s := newSoftScreen(nil, nil)
	key := tcell.NewEventKey(tcell.KeyRune, 'n', tcell.ModNone)
	s.add(tcell.NewEventPaste(true))
	s.add(key)
	if len(s.events) != 0 {
		t.Fatal("pasted text came as a key")
	}
	s.typed = s.typed.Add(-2 * pause)
	s.add(tcell.NewEventKey(tcell.KeyRune, 'n', tcell.ModNone))
	if len(s.events) != 1 {
		t.Error("a key that comes long after the last one is dropped, want it as a key")
	}
}

// TestCtrlCOvertakes types Ctrl-C behind many keys. It is the next key, since the
// others would take minutes, and it is heard though the key before it is still
// being handled.
func TestCtrlCOvertakes(t *testing.T) {
	left := make(chan struct{})
	k, s := typing(t, func() { close(left) })
	k.typed <- "?"
	first := nextKey(t, s)
	soon(t, "typing", func() {
		for range 100 {
			k.typed <- strings.Repeat("n", 100)
		}
		k.typed <- "\x03"
	})
	soon(t, "Ctrl-C", func() { <-left })
	s.handle()
	if second := nextKey(t, s); first != "?" || second != "Ctrl-C" {
		t.Errorf("the keys are %s and %s, want ? and Ctrl-C", first, second)
	}
	s.Fini()
}

// nextKey returns the next key that tview gets.
func nextKey(t *testing.T, s *softScreen) (name string) {
	t.Helper()
	soon(t, "the next key", func() {
		for {
			if key, ok := s.PollEvent().(*tcell.EventKey); ok {
				name = nameOf(key)
				return
			}
		}
	})
	return name
}

// TestTheTerminalKnowsItsSize: tcell makes as many cells as COLUMNS and LINES say,
// before it asks the terminal.
func TestTheTerminalKnowsItsSize(t *testing.T) {
	for _, c := range [][2]string{{"-5", "-7"}, {"99999999", "99999999"}, {"x", "0"}} {
		t.Setenv("COLUMNS", c[0])
		t.Setenv("LINES", c[1])
		_, s := typing(t, func() {})
		if w, h := s.Size(); w != 80 || h != 24 {
			t.Errorf("with COLUMNS=%s and LINES=%s the screen has %d×%d cells, want 80×24 as the terminal says", c[0], c[1], w, h)
		}
		s.Fini()
	}
}
