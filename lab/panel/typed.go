package panel

import (
	"bytes"

	"github.com/gdamore/tcell/v2"
)

// typedTty is a terminal at which somebody types. Esc and then ] a moment later,
// or Alt-], begin what a terminal says to a program, and tcell would wait for
// the end of that for ever and take every further key for a part of it. So the
// end is put behind the beginning (ECMA-48, 8.3.143 ST): we ask terminals
// nothing that they answer in this way. An end without a beginning says nothing.
type typedTty struct {
	tcell.Tty
	escape bool // the byte read last was ESC
}

// begins are the bytes which after ESC begin such a string: OSC, SOS, PM, APC.
const begins = "]X^_"

// Read reads what was typed, with the ends put in.
func (t *typedTty) Read(p []byte) (int, error) {
	typed := make([]byte, max(1, len(p)/2)) // two bytes may become four
	n, err := t.Tty.Read(typed)
	out := p[:0]
	for _, b := range typed[:n] {
		out = append(out, b)
		if t.escape && bytes.IndexByte([]byte(begins), b) >= 0 {
			out = append(out, "\x1b\\"...)
		}
		t.escape = b == '\x1b'
	}
	return len(out), err
}
