package prose

import "testing"

func TestVisible(t *testing.T) {
	for _, tt := range []struct{ in, want, why string }{
		{"[red]x[-]", "[red]x[-]", "a tag of a terminal library is only text"},
		{"\x1b[2J", `\x1b[2J`, "a terminal would clear the screen"},
		{"a\x00b\x7f", `a\x00b\x7f`, "NUL and DEL"},
		{"\u009b31m", `\u009b31m`, "C1: ESC [ in one character"},
		{"a\r\n\tb\a", `a\r\n\tb\a`, "a row is a row"},
		{"\u202eevil\u2066", `\u202eevil\u2066`, "would turn the line around"},
		{"\u061c\u200e\u200f", `\u061c\u200e\u200f`, "marks of direction"},
		{"one\u2028two\u2029", `one\u2028two\u2029`, "would end the line"},
		{"a\u200bb\u00adc\ufeff\u2060", `a\u200bb\u00adc\ufeff\u2060`, "two names that look alike must not be two"},
		{"\U000e0041", `\U000e0041`, "a tag character hides text"},
		{"\xff\xfe", `\xff\xfe`, "not UTF-8"},
		{"\uFFFD", "\uFFFD", "the character that Unicode has for such a byte is visible"},
		{"界 ok é e\u0301 “中文”，。", "界 ok é e\u0301 “中文”，。", "harmless"},
		{"👩\u200d💻 ❤\ufe0f 👍🏽", "👩\u200d💻 ❤\ufe0f 👍🏽", "one character, which takes two columns"},
		{"\u200d👩\u200d", `\u200d👩\u200d`, "joins nothing"},
		{"a\u200db 中\u200d文", `a\u200db 中\u200d文`, "nor here, where nobody would see it"},
	} {
		got := Visible(tt.in)
		if got != tt.want {
			t.Errorf("%q is written %q, want %q: %s", tt.in, got, tt.want, tt.why)
		}
		if again := Visible(got); again != got {
			t.Errorf("%q is written %q the second time, want no change: else one width is measured and another drawn", got, again)
		}
	}
	if n := Width(Visible("👩\u200d💻")); n != 2 {
		t.Errorf("the emoji takes %d columns, want 2", n)
	}
}
