package panel

import (
	"bytes"

	"github.com/gdamore/tcell/v2"
)

// typedTty is a terminal at which somebody types. If they type Esc and then ],
// or Alt-], tcell takes these bytes for the beginning of a control string from
// the terminal. It would wait for the string's end for ever, and take every
// further key for a part of it. So typedTty puts an end behind each such
// beginning (ECMA-48, 8.3.143 ST). No real string is lost: the panel asks
// terminals nothing that they answer in this way. An end without a beginning
// means nothing.
type typedTty struct {
	tcell.Tty
	escape bool // the last byte was ESC
}

// begins holds the bytes that begin such a string after ESC: OSC, SOS, PM, APC.
const begins = "]X^_"

// Read reads the typed bytes, and puts the ends in.
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
