package prose

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// Width returns the number of terminal columns that s takes: two for a Chinese
// character or an emoji, none for a combining mark.
func Width(s string) int { return uniseg.StringWidth(s) }

// Wrap breaks text into lines of at most width columns at the places that
// Unicode's line breaking rules (UAX #14) allow: at spaces and between Chinese
// characters, but never before a closing punctuation mark. It breaks a word
// only if that is longer than a line: behind a slash or an arrow if it has one,
// else behind a hyphen, else anywhere. A number stays with its unit of time. It
// also breaks at newlines in text, and drops spaces at a line's end. A character
// wider than width gets a line of its own.
func Wrap(text string, width int) []string {
	var lines []string
	for _, r := range wrapRanges(text, width) {
		lines = append(lines, text[r.start:r.end])
	}
	return lines
}

// The kinds of place where a line may be broken, the best first.
const (
	between = iota // words, or Chinese characters
	joint          // in a word, behind a slash or an arrow, or before an escape
	hyphen         // in a word, elsewhere
	noBreak
)

// breakAfter returns the kind of place between a cluster and next, the text
// behind it. Wide is set if the cluster is wide, and allowed if UAX #14 allows
// a break there.
func breakAfter(cluster, next string, wide, allowed bool) int {
	r, _ := utf8.DecodeRuneInString(next)
	switch {
	case isSpace(cluster) && r == '/': // before a path, where UAX #14 sees a fraction
		return between
	case wide && cluster == "：" && r == '"': // before what a packet carries, where UAX #14 sees one word
		return between
	case allowed && (isSpace(cluster) || wide || next != "" && Width(string(r)) > 1):
		return between
	case (cluster == "/" || cluster == "→") && next != "" && !unicode.IsSpace(r):
		return joint
	case r == '\\' && cluster != `\`: // before an escape, which would be hard to read in two halves
		return joint
	case allowed && !(cluster == "-" && r == '>'): // not inside an arrow
		return hyphen
	}
	return noBreak
}

// units are the units of time that follow a number and a space.
var units = []string{"s", "ms", "min", "秒", "分钟"}

// unitFollows reports whether before ends with a digit and next begins with a
// unit of time.
func unitFollows(before, next string) bool {
	if r, _ := utf8.DecodeLastRuneInString(before); !unicode.IsDigit(r) {
		return false
	}
	for _, unit := range units {
		if rest, ok := strings.CutPrefix(next, unit); ok {
			r, _ := utf8.DecodeRuneInString(rest)
			return unit[0] >= utf8.RuneSelf || !unicode.IsLetter(r)
		}
	}
	return false
}

// byteRange is text[start:end] of some text.
type byteRange struct{ start, end int }

// wrapRanges is Wrap, but returns byte offsets. A caller that has a style for
// every byte cuts its spans at the same places.
func wrapRanges(text string, width int) []byteRange {
	var (
		lines []byteRange
		start int                            // offset where the current line begins
		col   int                            // columns of text[start:at]
		last  [noBreak]struct{ at, col int } // the last place of each kind, and the columns of the line before it
		at    int                            // offset of the current cluster
		rest  = text                         // text[at:]
		state = -1                           // the state of uniseg
		cut   = func(end, before int) {
			trimmed := strings.TrimRightFunc(text[start:end], unicode.IsSpace)
			lines = append(lines, byteRange{start, start + len(trimmed)})
			start, col = end, col-before
			for i := range last {
				last[i].col -= before
			}
		}
	)
	for rest != "" {
		cluster, next, bounds, newState := uniseg.StepString(rest, state)
		w := bounds >> uniseg.ShiftWidth
		for !isSpace(cluster) && col+w > width && at > start {
			end, before := at, col
			for _, b := range last {
				if b.at > start {
					end, before = b.at, b.col
					break
				}
			}
			cut(end, before)
		}
		col += w
		at += len(cluster)
		if endsLine(cluster) { // uniseg misses some of these breaks
			cut(at, col)
		} else if isSpace(cluster) && unitFollows(text[:at-len(cluster)], next) {
			// 60 and s are read together
		} else if kind := breakAfter(cluster, next, w > 1, bounds&uniseg.MaskLine == uniseg.LineCanBreak); kind < noBreak {
			last[kind].at, last[kind].col = at, col
		}
		rest, state = next, newState
	}
	if start < len(text) {
		cut(len(text), col)
	}
	return lines
}

// isSpace reports whether a cluster is blank and may stand beyond the edge. A
// space that carries a combining mark is not blank.
func isSpace(cluster string) bool {
	r, size := utf8.DecodeRuneInString(cluster)
	return size == len(cluster) && unicode.IsSpace(r) && r != '\u00a0' && r != '\u202f'
}

// endsLine reports whether a cluster is one of Unicode's mandatory breaks.
func endsLine(cluster string) bool {
	r, _ := utf8.DecodeLastRuneInString(cluster)
	return strings.ContainsRune("\n\r\v\f\u0085\u2028\u2029", r)
}
