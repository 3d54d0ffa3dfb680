package console

import (
	"strings"
	"testing"

	"github.com/gdamore/tcell/v2"
)

// press and release are the two ends of a key.
func press(code, unit uint16) key   { return key{down: true, repeats: 1, code: code, unit: unit} }
func release(code, unit uint16) key { return key{repeats: 1, code: code, unit: unit} }

// part is an event that a console makes for a part of what a terminal sends.
func part(unit uint16) key { return press(0, unit) }

func TestKeysAreWhatATerminalSends(t *testing.T) {
	const shift, ctrl, capsLock = 0x10, 0x11, 0x14
	for _, c := range []struct {
		why  string
		keys []key
		want string
	}{
		{"a key goes down and up, and counts once", []key{press('N', 'n'), release('N', 'n')}, "n"},
		{"terminal input tells its character without a code, and the end of the key with one", []key{part('n'), release('N', 'n')}, "n"},
		{"Ctrl-C: the keys around the character are none", []key{press(ctrl, 0), part(3), release('C', 3), release(ctrl, 0)}, "\x03"},
		{"Ctrl-C without terminal input", []key{press(ctrl, 0), press('C', 3), release('C', 3), release(ctrl, 0)}, "\x03"},
		{"keys that only change others", []key{press(shift, 0), release(shift, 0), press(capsLock, 0), press(alt, 0), release(alt, 0)}, ""},
		{"an arrow, as terminal input tells it", []key{part(0x1b), part('['), part('A'), release(0x26, 0)}, "\x1b[A"},
		{"an arrow without terminal input, as in a console that forgets it", []key{press(0x26, 0), release(0x26, 0)}, "\x1b[A"},
		{"the presenter's keys", []key{press(0x22, 0), press(0x21, 0)}, "\x1b[6~\x1b[5~"},
		{"Enter and Backspace", []key{press(0x0d, '\r'), press(0x08, '\b')}, "\r\b"},
		{"a key that was held while nobody read", []key{{down: true, repeats: 3, code: 'N', unit: 'n'}}, "nnn"},
		{"no repetition was counted", []key{{down: true, code: 'N', unit: 'n'}}, "n"},
		{"held for hours", []key{{down: true, repeats: 65535, unit: 'n'}}, strings.Repeat("n", mostRepeats)},
		{"Alt and a number: the character comes with the end of Alt", []key{press(alt, 0), release(alt, 0xe9)}, "é"},
		{"Chinese, from an input method", []key{part(0x5305)}, "包"},
		{"a character in two halves", []key{part(0xd83d), part(0xde1b)}, "😛"},
		{"the halves go down and up in turn", []key{part(0xd83d), release(0, 0xd83d), part(0xde1b), release(0, 0xde1b)}, "😛"},
		{"a second half alone", []key{part(0xde1b), part('n')}, "\ufffdn"},
		{"a first half alone means nothing", []key{part(0xd83d), part('n')}, "n"},
		{"a pasted text, between its marks", []key{part(0x1b), part('['), part('2'), part('0'), part('0'), part('~'), part('n')}, "\x1b[200~n"},
	} {
		var typing typing
		var got strings.Builder
		for _, k := range c.keys {
			got.Write(typing.take(k))
		}
		if got.String() != c.want {
			t.Errorf("%s: sent %q, want %q", c.why, got.String(), c.want)
		}
	}
}

// screenTo is a terminal that keeps what is written.
type screenTo struct{ strings.Builder }

func (*screenTo) Start() error               { return nil }
func (*screenTo) Stop() error                { return nil }
func (*screenTo) Drain() error               { return nil }
func (*screenTo) Close() error               { return nil }
func (*screenTo) NotifyResize(func())        {}
func (*screenTo) Read(p []byte) (int, error) { return 0, nil }
func (*screenTo) WindowSize() (tcell.WindowSize, error) {
	return tcell.WindowSize{Width: 80, Height: 24}, nil
}

// TestNoModeThatOldConsolesLack: win32-input-mode would turn keys into sequences on
// some consoles and double them on others (see keys.go). The marks of a paste are
// asked for, because without them a pasted text is keys.
func TestNoModeThatOldConsolesLack(t *testing.T) {
	info, err := Description()
	if err != nil {
		t.Fatal(err)
	}
	tty := &screenTo{}
	screen, err := tcell.NewTerminfoScreenFromTtyTerminfo(tty, info)
	if err != nil {
		t.Fatal(err)
	}
	if err := screen.Init(); err != nil {
		t.Fatal(err)
	}
	screen.EnablePaste()
	screen.Fini()
	for mode, want := range map[string]bool{
		"\x1b[?9001h": false, // win32-input-mode
		"\x1b[>1u":    false, // kitty's keys
		"\x1b[?2004h": true,  // the marks of a paste
		"\x1b[?1049h": true,  // the other screen
		"\x1b[?1049l": true,
	} {
		if got := strings.Contains(tty.String(), mode); got != want {
			t.Errorf("%q is asked for: %v, want %v, in %q", mode, got, want, tty.String())
		}
	}
	if screen.Colors() != 256 {
		t.Errorf("the console has %d colours, want 256, as the panel is drawn in", screen.Colors())
	}
	if xterm, err := tcell.LookupTerminfo("xterm-256color"); err != nil || !xterm.XTermLike || xterm.Name != "xterm-256color" {
		t.Errorf("tcell's own description has changed, want a copy: it is shared")
	}
}
