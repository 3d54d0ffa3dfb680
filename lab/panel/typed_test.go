package panel

import (
	"bytes"
	"io"
	"testing"

	"github.com/gdamore/tcell/v2"
)

// typist is a terminal that returns one chunk at each read.
type typist struct {
	tcell.Tty
	chunks []string
}

func (t *typist) Read(p []byte) (int, error) {
	if len(t.chunks) == 0 {
		return 0, io.EOF
	}
	n := copy(p, t.chunks[0])
	if t.chunks[0] = t.chunks[0][n:]; t.chunks[0] == "" {
		t.chunks = t.chunks[1:]
	}
	return n, nil
}

// TestWhatIsTypedHasAnEnd: typed bytes that tcell would take for the beginning
// of a control string get an end at once, even if they come in two reads.
func TestWhatIsTypedHasAnEnd(t *testing.T) {
	for _, c := range []struct {
		why    string
		chunks []string
		want   string
	}{
		{"other keys do not change", []string{"n\x1b[A]q"}, "n\x1b[A]q"},
		{"Alt-]", []string{"\x1b]q"}, "\x1b]\x1b\\q"},
		{"Esc, and then ]", []string{"\x1b", "]q"}, "\x1b]\x1b\\q"},
		{"the other three beginnings", []string{"\x1b_\x1bX\x1b^"}, "\x1b_\x1b\\\x1bX\x1b\\\x1b^\x1b\\"},
		{"an arrow key after a beginning", []string{"\x1b]\x1b[B"}, "\x1b]\x1b\\\x1b[B"},
	} {
		tty := &typedTty{Tty: &typist{chunks: c.chunks}}
		var got bytes.Buffer
		for buf := make([]byte, 8); ; { // small, so that the added ends must fit
			n, err := tty.Read(buf)
			got.Write(buf[:n])
			if err != nil {
				break
			}
		}
		if got.String() != c.want {
			t.Errorf("%s: %q becomes %q, want %q", c.why, c.chunks, &got, c.want)
		}
	}
}
