package gate

import (
	"bytes"
	"unicode/utf8"
)

// maxOutput is how many bytes of output the bench keeps between two answers: a
// program that prints without end must not fill the bench's memory.
const maxOutput = 64 << 10

// tail keeps the last maxOutput bytes of what was added to it.
type tail struct {
	kept []byte // up to twice as long, so that it is seldom moved
	cut  int64  // bytes left out in front
}

func (t *tail) add(p []byte) {
	t.kept = append(t.kept, p...)
	if len(t.kept) > 2*maxOutput {
		t.trim()
	}
}

// trim cuts to maxOutput bytes, and then to a whole character.
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

// remove takes mark out of the last bytes, which are the last n and as many
// before them as belong to a mark that came in pieces.
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

// take returns what was kept, at most maxOutput bytes, and how many bytes were
// cut in front of it, and starts anew.
func (t *tail) take() (text string, cut int64) {
	t.trim()
	text, cut = string(t.kept), t.cut
	t.kept, t.cut = nil, 0
	return text, cut
}
