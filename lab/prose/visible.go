package prose

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// Visible makes a row of text from outside harmless and visible. File names,
// output, errors and payloads may hold ESC, which a terminal takes for a
// command, or characters that turn the direction of a line, break it, or are
// not seen at all. Visible writes such a character, and a byte that is not
// UTF-8, as Go writes it in a string: \x1b, \n, \u202e. It changes no visible
// character. So a second Visible changes nothing, nor does it change a part of
// the result that ends with a whole grapheme cluster.
//
// No other function of the project does this.
func Visible(s string) string {
	if harmless(s) {
		return s
	}
	var b strings.Builder
	var cluster string
	for rest, state := s, -1; rest != ""; {
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		for i := 0; i < len(cluster); {
			r, n := utf8.DecodeRuneInString(cluster[i:])
			switch {
			case r == utf8.RuneError && n == 1:
				b.WriteString(`\x` + strconv.FormatInt(int64(cluster[i])+0x100, 16)[1:])
			case hidden(r) && !(r == joiner && i > 0 && i+n < len(cluster)):
				quoted := strconv.QuoteRuneToASCII(r)
				b.WriteString(quoted[1 : len(quoted)-1])
			default:
				b.WriteString(cluster[i : i+n])
			}
			i += n
		}
	}
	return b.String()
}

// joiner makes one character of two, such as a woman and a computer. It does so
// only inside a grapheme cluster; elsewhere it is a character that nobody sees.
const joiner = '\u200d'

// harmless reports whether Visible surely changes nothing. It does not look for
// clusters and so is quick.
func harmless(s string) bool {
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			if c < ' ' || c == 0x7f {
				return false
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 || hidden(r) {
			return false
		}
		i += n
	}
	return true
}

// hidden reports whether a terminal would obey a character or not show it. Such
// are control characters, Unicode's format characters (category Cf, the
// bidirectional controls among them), and the separators of lines and
// paragraphs.
func hidden(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || unicode.Is(unicode.Cf, r)
}
