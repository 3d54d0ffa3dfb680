package prose

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/rivo/uniseg"
)

func TestWidth(t *testing.T) {
	for _, tt := range []struct {
		s    string
		want int
		why  string
	}{
		{"", 0, "nothing takes no column"},
		{"SYN_SENT", 8, "ASCII takes a column a letter"},
		{"三次握手", 8, "a Chinese character takes two columns"},
		{"，。：", 6, "so does Chinese punctuation"},
		{"e\u0301", 1, "a combining accent takes none"},
		{"👩‍💻", 2, "a joined emoji is one character"},
		{"─▶", 2, "lines and arrows take one column each"},
	} {
		if got := Width(tt.s); got != tt.want {
			t.Errorf("Width(%q) = %d, want %d: %s", tt.s, got, tt.want, tt.why)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, tt := range []struct {
		why   string
		text  string
		width int
		want  []string
	}{
		{"no text, no lines", "", 10, nil},
		{"a line that fits exactly stays", "one two", 7, []string{"one two"}},
		{"a break drops its space", "one two three", 7, []string{"one two", "three"}},
		{"spaces may hang over the edge", "one   two", 4, []string{"one", "two"}},
		{"a newline breaks, and an empty line stays", "a\n\nb\n", 9, []string{"a", "", "b"}},
		{"a newline breaks before a number, too", "a\n-2", 9, []string{"a", "-2"}},
		{"a long word is cut", "abcdefgh", 3, []string{"abc", "def", "gh"}},
		{"Chinese breaks between any two characters", "三次握手", 5, []string{"三次", "握手"}},
		{"no line begins with a full stop", "三次握手。", 8, []string{"三次握", "手。"}},
		{"no line begins with a closing bracket", "四次（挥手）", 10, []string{"四次（挥", "手）"}},
		{"an opening bracket does not end a line", "四次（挥手）", 6, []string{"四次", "（挥", "手）"}},
		{"what a packet carries begins a line rather than tear the word before it", `共五字节："abcdef"`, 12, []string{"共五字节：", `"abcdef"`}},
		{"an escape is not torn", `"ab\x00\x01\x02"`, 9, []string{`"ab\x00`, `\x01\x02"`}},
		{"a state's name is never broken", "in SYN_SENT now", 8, []string{"in", "SYN_SENT", "now"}},
		{"Chinese and Latin letters break at a space", "调用 Accept 函数", 11, []string{"调用 Accept", "函数"}},
		{"a word that fits a line is not broken at its hyphen", "the half-close", 10, []string{"the", "half-close"}},
		{"nor at its slashes", "in /a/b/c", 7, []string{"in", "/a/b/c"}},
		{"one that does not fit breaks behind a slash first", "/one-two/three", 11, []string{"/one-two/", "three"}},
		{"or behind an arrow", "10.0.0.1:40001→10.0.0.2:8001", 20, []string{"10.0.0.1:40001→", "10.0.0.2:8001"}},
		{"but not inside one", "a-40001->8001", 9, []string{"a-40001->", "8001"}},
		{"a number stays with its unit", "for 60 s.", 6, []string{"for", "60 s."}},
		{"in Chinese, too", "要等 60 秒满", 7, []string{"要等", "60 秒满"}},
		{"but not with a word that begins like one", "for 60 steps", 6, []string{"for 60", "steps"}},
		{"a number that is too long for its unit is cut", "12345 s", 5, []string{"12345", "s"}},
		{"a width of nothing gives a character a line", "ab三", 0, []string{"a", "b", "三"}},
	} {
		if diff := cmp.Diff(tt.want, Wrap(tt.text, tt.width)); diff != "" {
			t.Errorf("Wrap(%q, %d): %s (-want +got):\n%s", tt.text, tt.width, tt.why, diff)
		}
	}
}

// widest returns the width of the widest character in s. No line can be
// narrower.
func widest(s string) int {
	w := 0
	for g := uniseg.NewGraphemes(s); g.Next(); {
		w = max(w, g.Width())
	}
	return w
}

func FuzzWrap(f *testing.F) {
	f.Add("one two 三次握手。\n\nthree", 7)
	f.Add("\t \x00\x1b[31m[red] \xff é 👩‍💻🇩🇪🇩", 4)
	f.Fuzz(func(t *testing.T, text string, width int) {
		if width > 1000 {
			return
		}
		lines := Wrap(text, width)
		if !utf8.ValidString(text) {
			return // it is only checked that Wrap does not panic
		}
		for _, l := range lines {
			if Width(l) > max(width, widest(l)) {
				t.Errorf("line %q is %d wide, more than %d", l, Width(l), width)
			}
		}
		blank := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if got, want := blank(strings.Join(lines, "")), blank(text); got != want {
			t.Errorf("lines hold %q, want all but the blanks of %q", got, want)
		}
	})
}
