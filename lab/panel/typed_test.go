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

// read reads all that a typist types.
func read(t *testing.T, tty *typedTty) string {
	t.Helper()
	var got bytes.Buffer
	for buf := make([]byte, 8); ; { // small, so that the added bytes must wait
		n, err := tty.Read(buf)
		got.Write(buf[:n])
		if err != nil {
			return got.String()
		}
	}
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

		{"a key of Windows terminals, pressed twice", []string{"\x1b[65;30;97;1;0;2_q"}, "\x1b[65;30;97;1;0;2_q"},
		{"the same, pressed for hours", []string{"\x1b[65;30;97;1;0;2000000_q"}, "\x1b[65;30;97;1;0;2000000\x1b\\q"},
		{"a character of the keyboard protocol", []string{"\x1b[1114111u"}, "\x1b[1114111u"},
		{"no number is so large", []string{"\x1b[11141111uq"}, "\x1b[11141111\x1b\\q"},

		{"Ctrl-C after Alt-[ is no part of a sequence", []string{"\x1b[12\x03"}, "\x1b[12\x1b\\\x03"},
		{"nor after Alt-O", []string{"\x1bO\x03"}, "\x1bO\x1b\\\x03"},
		{"nor after Alt-N, where tcell would drop it", []string{"\x1bN\x03"}, "\x1bN\x00\x03"},
		{"nor after the beginning of a function key", []string{"\x1b[[\x03"}, "\x1b[[\x00\x03"},
		{"nor is it Alt-Ctrl-C, which no key is", []string{"\x1b\x03"}, "\x1b\\\x03"},
		{"Esc and Tab are Shift-Tab on a Linux console", []string{"\x1b\t"}, "\x1b\t"},
	} {
		if got := read(t, newTypedTty(&typist{chunks: c.chunks})); got != c.want {
			t.Errorf("%s: %q becomes %q, want %q", c.why, c.chunks, got, c.want)
		}
	}
}

// TestWhatIsTypedIsText: tcell gets nothing but whole characters of UTF-8.
func TestWhatIsTypedIsText(t *testing.T) {
	for _, c := range []struct {
		why    string
		chunks []string
		want   string
	}{
		{"text is left as it is", []string{"é界q"}, "é界q"},
		{"a byte that begins no character", []string{"\xffq"}, "\ufffdq"},
		{"a paste in another character set", []string{"\xc4\xe3\xba\xc3q"}, "\ufffd\ufffd\ufffd\ufffdq"}, // 你好 in GBK
		{"a character that comes in three reads", []string{"\xe7", "\x95", "\x8cq"}, "界q"},
		{"half a character, and then a key", []string{"\xe7", "q"}, "\ufffdq"},
		{"half a character, and then another one", []string{"\xe7\x95", "é"}, "\ufffd\ufffdé"},
		{"a character that UTF-8 may not write in so many bytes", []string{"\xc0\xafq"}, "\ufffd\ufffdq"},
		{"a null byte is Ctrl-Space", []string{"\x00q"}, "\x00q"},
	} {
		if got := read(t, newTypedTty(&typist{chunks: c.chunks})); got != c.want {
			t.Errorf("%s: %q becomes %q, want %q", c.why, c.chunks, got, c.want)
		}
	}
}

// TestASequenceIsNotLongInComing: after a pause a key is a key again, and no part
// of a sequence whose beginning was typed before.
func TestASequenceIsNotLongInComing(t *testing.T) {
	tty := newTypedTty(&typist{})
	tty.take([]byte("\x1b[1"))
	tty.heard = tty.heard.Add(-2 * pause)
	tty.take([]byte("2"))
	if got, want := string(tty.ready), "\x1b[1\x1b\\2"; got != want {
		t.Errorf("Alt-[ and 1, a pause, and 2 become %q, want %q: 2 answers a question", got, want)
	}
}

// TestTheKeyThatLeavesIsNeverDropped types while the terminal is given back, as on
// the way from a lesson to the menu. Other keys were not meant for what comes next;
// the key that leaves was.
func TestTheKeyThatLeavesIsNeverDropped(t *testing.T) {
	for _, c := range []struct {
		typed string
		left  bool
		why   string
	}{
		{"n", false, "it was meant for the frame before"},
		{"n\x03n", true, "Ctrl-C leaves at once, whatever is typed around it"},
		{"\x1c", true, "Ctrl-\\ does as Ctrl-C"},
	} {
		left := false
		tty := newTypedTty(&typist{chunks: []string{c.typed}})
		tty.interrupt = func() { left = true }
		tty.hush()
		n, err := tty.Read(make([]byte, 8))
		if n != 0 || err != nil || left != c.left {
			t.Errorf("%q: read %d bytes (%v), left %v; want 0 and %v: %s", c.typed, n, err, left, c.left, c.why)
		}
	}
}

// TestAKeyThatLeavesIsCounted hands keys to tcell's reader. One that leaves and has
// not come out of it when the screen ends would be lost.
func TestAKeyThatLeavesIsCounted(t *testing.T) {
	tty := newTypedTty(&typist{chunks: []string{"n\x03\x1c"}})
	if _, err := tty.Read(make([]byte, 8)); err != nil {
		t.Fatal(err)
	}
	for i, c := range []struct {
		left bool
		why  string
	}{
		{true, "two were handed over, and none has come out"},
		{true, "Ctrl-C has come out, Ctrl-\\ has not"},
		{false, "both have come out"},
		{false, "an event that was not typed here is none to wait for"},
	} {
		if tty.swallowed() != c.left {
			t.Errorf("after %d events: swallowed %v, want %v: %s", i, !c.left, c.left, c.why)
		}
		tty.cameOut()
	}
}

// TestOtherCharacterSets: tcell knows UTF-8 and ASCII, and typedTty replaces what
// is neither. If it knew others, it would have to be left to them.
func TestOtherCharacterSets(t *testing.T) {
	for _, name := range []string{"GBK", "GB18030", "ISO8859-1", "Big5"} {
		if tcell.GetEncoding(name) != nil {
			t.Errorf("tcell knows %s: typedTty must not take its bytes for wrong UTF-8", name)
		}
	}
}
