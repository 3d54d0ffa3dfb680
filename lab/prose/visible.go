package prose

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// Visible makes a row of text from outside harmless and visible: file names,
// output, errors and payloads may hold ESC, which a terminal takes for a
// command, or characters that turn the direction of a line, break it, or are
// not seen at all. Such a character, and a byte that is not UTF-8, is written
// the way Go writes it in a string: \x1b, \n, \u202e. What is visible stays as
// it is, so that Visible changes nothing the second time, nor in a part of the
// text that ends with a whole grapheme cluster.
//
// This is the only place that does so.
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

// joiner makes one character of two, of a woman and a computer, say. Inside a
// cluster it does that; elsewhere it is only a character that nobody sees.
const joiner = '\u200d'

// harmless tells whether Visible has nothing to do, in most cases without
// looking for clusters.
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

// hidden tells whether a terminal would obey a character, or show nothing of
// it: control characters, Unicode's format characters (category Cf, the
// bidirectional controls among them), and the separators of lines and
// paragraphs.
func hidden(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || unicode.Is(unicode.Cf, r)
}
