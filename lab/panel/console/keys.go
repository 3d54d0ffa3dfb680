package console

import (
	"unicode/utf16"
	"unicode/utf8"

	"github.com/gdamore/tcell/v2"
	"github.com/gdamore/tcell/v2/terminfo"
)

// A console that is asked for terminal input (ENABLE_VIRTUAL_TERMINAL_INPUT) still
// reports key events: an event for each character of what a terminal would send,
// and between them the events of keys for which a terminal sends nothing. So a
// typed Ctrl-A is four events, of which the second alone counts (microsoft/terminal,
// issue 16509):
//
//	down  Ctrl  no character
//	down  -     U+0001
//	up    A     U+0001
//	up    Ctrl  no character
//
// tcell takes a character from each of them. It asks for a mode in which each key
// is one sequence (win32-input-mode), but the console that comes with Windows 10
// does not have that mode, and there each key would count twice. So this package
// chooses among the events, and asks for no such mode.

// A key is what a console reports of a key (KEY_EVENT_RECORD).
type key struct {
	down    bool
	repeats uint16
	code    uint16 // the virtual-key code, 0 if the event is a part of a sequence
	unit    uint16 // of UTF-16; 0 if the key writes no character
}

// alt is the virtual-key code of the key Alt.
const alt = 0x12

// sequences holds what a terminal sends for the keys that write no character, by
// their virtual-key codes. A console that does terminal input sends these itself,
// but now and then forgets it (microsoft/terminal, issue 14320).
var sequences = map[uint16]string{
	0x21: "\x1b[5~", // PgUp
	0x22: "\x1b[6~", // PgDn
	0x23: "\x1b[F",  // End
	0x24: "\x1b[H",  // Home
	0x25: "\x1b[D",  // left
	0x26: "\x1b[A",  // up
	0x27: "\x1b[C",  // right
	0x28: "\x1b[B",  // down
	0x2d: "\x1b[2~", // Insert
	0x2e: "\x1b[3~", // Delete
}

// mostRepeats bounds how often one event repeats its key. A console counts
// repetitions only while nobody reads them.
const mostRepeats = 100

// A typing turns the events of keys into the bytes that a terminal sends.
type typing struct {
	half uint16 // the first half of a character beyond U+FFFF, whose second half comes next
}

// take returns the bytes for an event, nil if there are none.
func (t *typing) take(k key) []byte {
	// A character that the keyboard does not have comes with the end of Alt: it was
	// typed by its number, or pasted.
	if !k.down && !(k.code == alt && k.unit != 0) {
		return nil
	}
	half := t.half
	t.half = 0
	var one []byte
	switch r := rune(k.unit); {
	case r == 0:
		one = []byte(sequences[k.code])
	case !utf16.IsSurrogate(r):
		one = utf8.AppendRune(nil, r)
	case r < 0xdc00:
		t.half = k.unit
		return nil
	default: // U+FFFD, if there was no first half
		one = utf8.AppendRune(nil, utf16.DecodeRune(rune(half), r))
	}
	var all []byte
	for range min(max(1, k.repeats), mostRepeats) {
		all = append(all, one...)
	}
	return all
}

// Description returns how a console is written to. It is xterm's, under another
// name: for xterm itself tcell asks for win32-input-mode. The user's TERM is not
// asked, because it may name the terminal of a machine from which a shell was
// reached.
func Description() (*terminfo.Terminfo, error) {
	xterm, err := tcell.LookupTerminfo("xterm-256color")
	if err != nil {
		return nil, err
	}
	console := *xterm
	console.Name, console.Aliases, console.XTermLike = "windows-console", nil, false
	return &console, nil
}
