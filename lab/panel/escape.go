package panel

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// escape makes outside text harmless and visible: file names, output, errors
// and payloads may hold ESC, which a terminal takes for a command, or letters
// that turn the direction of a line. Such a character is written the way Go
// writes it in a string: \x1b, \n, \u202e.
//
// This is the only place that does so. Every text passes through it twice, and
// the second time changes nothing: where the layout measures it, and where a
// canvas takes it. Nothing is ever handed to tview's own printing, so its tags
// ([red]) mean nothing here and show as they are.
func escape(s string) string {
	if harmless(s) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case unicode.IsControl(r):
			fmt.Fprintf(&b, `\x%02x`, r)
		case turns(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
		i += n
	}
	return b.String()
}

// harmless says whether escape has nothing to do.
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
		if (r == utf8.RuneError && n == 1) || unicode.IsControl(r) || turns(r) {
			return false
		}
		i += n
	}
	return true
}

// turns says whether a character changes the direction of the text around it
// or breaks its line (Unicode's bidirectional controls, and U+2028, U+2029).
func turns(r rune) bool {
	return r == 0x061c || r == 0x200e || r == 0x200f || r >= 0x2028 && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}
