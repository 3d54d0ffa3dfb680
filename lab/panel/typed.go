package panel

import (
	"bytes"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/gdamore/tcell/v2"
)

// A typedTty is a terminal at which somebody types, and whose other end may send
// any bytes at all. tcell's reader must not be given some of them:
//
//   - If bytes are not UTF-8, tcell looks at the first of them for ever. So each
//     becomes U+FFFD, the replacement character. tcell knows no other character
//     set here but ASCII, a part of UTF-8.
//   - If they type Esc and then ], or Alt-], tcell takes these bytes for the
//     beginning of a control string from the terminal. It would wait for the
//     string's end for ever, and take every further key for a part of it. So
//     typedTty puts an end behind each such beginning (ECMA-48, 8.3.143 ST). No
//     real string is lost: the panel asks terminals nothing that they answer in
//     this way. An end without a beginning means nothing.
//   - If half of a control sequence comes, as after Alt-[, tcell takes digits for
//     its numbers and the next letter for its end. So a pause ends it, or a control
//     character such as that of Ctrl-C.
//   - A sequence of Windows terminals ends with a number of repetitions
//     (win32-input-mode), and tcell makes as many events of it. So a sequence with
//     a number that is too large is dropped.
//
// Half of a character is kept until its rest has come, or a byte that is no part
// of it.
type typedTty struct {
	tcell.Tty

	half  []byte // the first bytes of a character whose rest has not come
	ready []byte // bytes that are to be read
	state typedState
	heard time.Time // when bytes were read last

	digits, longest int // digits of the number that the sequence is in, and of its longest one

	mu      sync.Mutex
	still   *sync.Cond // signals that handing has become false
	handing bool       // bytes were read, and their reader has not come back for more
	hushed  bool       // what is typed is dropped, but for the key that leaves
	leaving int        // how many keys that leave were handed to tcell and have not come out of it as events

	interrupt func() // does what that key does while nobody takes keys; it returns at once
}

func newTypedTty(tty tcell.Tty) *typedTty {
	t := &typedTty{Tty: tty, interrupt: func() {}}
	t.still = sync.NewCond(&t.mu)
	return t
}

// A typedState is where in a control sequence the last byte was.
type typedState int

const (
	plainText  typedState = iota
	afterEsc              // behind ESC
	inSequence            // behind CSI, up to the final byte
	afterShift            // behind SS3, one byte before the end
	afterOdd              // the same, where tcell drops any byte: behind SS2, or CSI [
)

const (
	esc           = '\x1b'
	ctrlC         = '\x03'
	ctrlBackslash = '\x1c'
	begins        = "]X^_"   // the bytes that begin a control string after ESC: OSC, SOS, PM, APC
	stringEnd     = "\x1b\\" // ST, at which tcell forgets a sequence, too
	repeats       = '_'      // the end of a sequence with a number of repetitions
	codePoint     = 7        // digits of the largest number of a character
	word          = 5        // digits of the largest number of 16 bits
)

// pause is a time within which the rest of a sequence comes. A terminal sends a
// sequence in one piece, even if a network tears it apart; only a person pauses.
const pause = time.Second

// Start takes the terminal.
func (t *typedTty) Start() error {
	t.half, t.ready, t.state = nil, nil, plainText // tcell's reader does not run now
	t.mu.Lock()
	t.hushed, t.handing, t.leaving = false, false, 0
	t.mu.Unlock()
	return t.Tty.Start()
}

// Read reads what is typed, as tcell can take it.
func (t *typedTty) Read(p []byte) (n int, err error) {
	t.mu.Lock()
	t.handing = false
	t.still.Broadcast()
	t.mu.Unlock()
	if len(t.ready) == 0 {
		typed := make([]byte, len(p))
		n, err = t.Tty.Read(typed)
		t.take(typed[:n])
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.hushed {
		if leavingAmong(t.ready) > 0 {
			t.interrupt()
		}
		t.ready = nil
	}
	n = copy(p, t.ready)
	t.leaving += leavingAmong(p[:n])
	t.ready = t.ready[n:]
	t.handing = n > 0 && err == nil
	return n, err
}

// leavingAmong counts the keys that leave among typed bytes.
func leavingAmong(typed []byte) int {
	return bytes.Count(typed, []byte{ctrlC}) + bytes.Count(typed, []byte{ctrlBackslash})
}

// cameOut tells that a key that leaves has become an event.
func (t *typedTty) cameOut() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.leaving = max(0, t.leaving-1)
}

// swallowed reports whether a key that leaves was handed to tcell and has not
// become an event, because tcell was stopped first.
func (t *typedTty) swallowed() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.leaving > 0
}

// hush drops all that is typed from now on. The key that leaves does so all the
// same, since the screen that comes next has not been seen when it is typed. When it returns, tcell's reader waits
// for more, and so it cannot be in the way of what stops it.
func (t *typedTty) hush() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for t.hushed = true; t.handing; {
		t.still.Wait()
	}
}

// take adds typed bytes to those that are ready.
func (t *typedTty) take(typed []byte) {
	if now := time.Now(); len(typed) > 0 {
		if now.Sub(t.heard) > pause {
			t.breakOff(0)
		}
		t.heard = now
	}
	text := append(t.half, typed...)
	for len(text) > 0 && utf8.FullRune(text) {
		r, n := utf8.DecodeRune(text)
		text = text[n:]
		if r >= utf8.RuneSelf { // also utf8.RuneError, for a byte that is no part of a character
			t.state = plainText
			t.ready = utf8.AppendRune(t.ready, r)
			continue
		}
		t.follow(byte(r))
	}
	t.half = bytes.Clone(text)
}

// follow adds an ASCII character to the bytes that are ready, and whatever tcell
// needs before or behind it.
func (t *typedTty) follow(b byte) {
	if b < ' ' && b != esc {
		t.breakOff(b)
	}
	state := t.state
	t.state = plainText
	switch {
	case state == afterOdd:
	case b == esc:
		t.state = afterEsc
	case state == afterEsc && bytes.IndexByte([]byte(begins), b) >= 0:
		t.ready = append(append(t.ready, b), stringEnd...)
		return
	case state == afterEsc && b == '[':
		t.state, t.digits, t.longest = inSequence, 0, 0
	case state == afterEsc && b == 'O':
		t.state = afterShift
	case state == afterEsc && b == 'N', state == inSequence && b == '[':
		t.state = afterOdd
	case state == inSequence && b < '@':
		t.state = inSequence
		if t.digits++; b < '0' || b > '9' { // another number begins
			t.digits = 0
		}
		t.longest = max(t.longest, t.digits)
	case state == inSequence && (t.longest > codePoint || b == repeats && t.longest > word):
		t.ready = append(t.ready, stringEnd...)
		return
	}
	t.ready = append(t.ready, b)
}

// breakOff lets tcell forget the sequence that it is in, because b begins
// something else.
func (t *typedTty) breakOff(b byte) {
	switch {
	case t.state == inSequence, t.state == afterShift:
		t.ready = append(t.ready, stringEnd...)
	case t.state == afterOdd:
		t.ready = append(t.ready, 0)
	case t.state == afterEsc && (b == ctrlC || b == ctrlBackslash):
		t.ready = append(t.ready, '\\') // which makes an end of the ESC; other keys after it are Alt with that key
	default:
		return
	}
	t.state = plainText
}
