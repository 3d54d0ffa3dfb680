package trace

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Visible makes text from outside harmless for a terminal: a control character,
// a character that turns the direction of writing, and a byte that is no UTF-8
// stand as Go writes them in a string. A tab becomes a space; line ends stay.
func Visible(text string) string {
	if !strings.ContainsFunc(text, hidden) && utf8.ValidString(text) {
		return text
	}
	var out strings.Builder
	for i, r := range text {
		switch {
		case r == '\t':
			out.WriteByte(' ')
		case r == utf8.RuneError && !strings.HasPrefix(text[i:], "\uFFFD"):
			out.WriteString(`\x` + strconv.FormatInt(int64(text[i])+0x100, 16)[1:])
		case hidden(r):
			quoted := strconv.QuoteRuneToASCII(r)
			out.WriteString(quoted[1 : len(quoted)-1])
		default:
			out.WriteRune(r)
		}
	}
	return out.String()
}

// hidden tells whether a terminal would obey a character instead of showing it.
func hidden(r rune) bool {
	return r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r))
}
