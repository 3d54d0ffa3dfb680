package gate

import (
	"bytes"
	"unicode/utf8"
)

// maxOutput is how many bytes of output the bench keeps between two answers, so
// that a program that prints without end cannot fill the bench's memory.
const maxOutput = 64 << 10

// tail keeps the last maxOutput bytes of what was added to it.
type tail struct {
	kept []byte // up to 2*maxOutput bytes, so that they are seldom moved
	cut  int64  // how many bytes before them were left out
}

func (t *tail) add(p []byte) {
	t.kept = append(t.kept, p...)
	if len(t.kept) > 2*maxOutput {
		t.trim()
	}
}

// trim keeps the last maxOutput bytes, or up to three fewer, so that they begin
// with a whole character.
func (t *tail) trim() {
	n := len(t.kept) - maxOutput
	if n <= 0 {
		return
	}
	for end := n + utf8.UTFMax; n < end && n < len(t.kept) && !utf8.RuneStart(t.kept[n]); n++ {
	}
	t.cut += int64(n)
	t.kept = t.kept[:copy(t.kept, t.kept[n:])]
}

// remove takes mark out of the output and reports whether it was there. The
// last n bytes are new; a mark that came in pieces may begin before them.
func (t *tail) remove(mark string, n int) bool {
	from := max(0, len(t.kept)-n-len(mark))
	i := bytes.Index(t.kept[from:], []byte(mark))
	if i < 0 {
		return false
	}
	i += from
	t.kept = append(t.kept[:i], t.kept[i+len(mark):]...)
	return true
}

// take returns the output kept, at most maxOutput bytes, and how many bytes
// before it were cut. The tail is empty afterwards.
func (t *tail) take() (text string, cut int64) {
	t.trim()
	text, cut = string(t.kept), t.cut
	t.kept, t.cut = nil, 0
	return text, cut
}
