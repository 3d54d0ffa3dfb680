package canvas

import "testing"

// TestCut: a cut line never has more columns than asked for, and shows by an
// ellipsis that it was cut.
func TestCut(t *testing.T) {
	for _, c := range []struct {
		text string
		w    int
		want string
		why  string
	}{
		{"Accept", 6, "Accept", "it just fits"},
		{"Accept", 5, "Acce…", "the ellipsis takes a column"},
		{"Accept", 0, "", "there is no column even for the ellipsis"},
		{"握手", 4, "握手", "a Chinese character takes two columns"},
		{"握手", 3, "握…", "two columns and the ellipsis"},
		{"握手", 2, "…", "half a character cannot be drawn"},
	} {
		got := Text(Plain, c.text).Cut(c.w)
		if got.String() != c.want {
			t.Errorf("%q in %d columns is %q, want %q: %s", c.text, c.w, got, c.want, c.why)
		}
		if got.Width() > c.w {
			t.Errorf("%q in %d columns takes %d: a row must not run over", c.text, c.w, got.Width())
		}
	}
}

// TestTo: the next span begins in the column asked for.
func TestTo(t *testing.T) {
	for _, c := range []struct {
		text string
		col  int
		why  string
	}{
		{"SYN", 7, "a short text is padded"},
		{"SYN ACK", 7, "a text of that width stays as it is"},
		{"SYN ACK 123", 7, "a long text is cut"},
		{"握手握手", 7, "three characters and the ellipsis take seven columns"},
		{"握手握手", 6, "two characters and the ellipsis take five columns, and half a character cannot be drawn"},
		{"握手", 1, "there is room for the ellipsis alone"},
		{"握手", 0, "there is no room at all"},
	} {
		if got := Text(Plain, c.text).To(c.col).Width(); got != c.col {
			t.Errorf("%q takes %d columns, want %d: %s", c.text, got, c.col, c.why)
		}
	}
}
