package host

import "testing"

func TestTailMarksItsCut(t *testing.T) {
	for _, c := range []struct{ text, want, why string }{
		{"0123456", "0123456", "it fits"},
		{"01234567", "…4567", "the mark takes three of the seven bytes"},
		{"0123é567", "…567", "é is two bytes, of which only one had room"},
		{"…0123456", "…3456", "one mark tells of both cuts"},
	} {
		if got := Tail(c.text, 7); got != c.want {
			t.Errorf("the last 7 bytes of %q are %q, want %q: %s", c.text, got, c.want, c.why)
		}
	}
}
