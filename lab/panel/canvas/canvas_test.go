package canvas

import "testing"

// TestPut: text stays within its columns, as visible characters.
func TestPut(t *testing.T) {
	for _, c := range []struct{ text, want, why string }{
		{"abcdef", "abcd", "nothing is drawn at or behind column end"},
		{"a握手", "a握", "half a character would tear the frame"},
		{"[red]", "[red", "tags of tview mean nothing here"},
	} {
		canvas := New(6, 1, false)
		canvas.Put(0, 0, 4, Text(Plain, c.text))
		if got := canvas.String(); got != c.want+"\n" {
			t.Errorf("%q is drawn as %q, want %q: %s", c.text, got, c.want, c.why)
		}
	}
}
