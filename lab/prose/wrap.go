package prose

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// Width is the number of terminal columns that s takes: two for a Chinese
// character or an emoji, none for a combining mark.
func Width(s string) int { return uniseg.StringWidth(s) }

// Wrap breaks text into lines of at most width columns, where Unicode's line
// breaking rules (UAX #14) allow it: at spaces, between Chinese characters, but
// never before a closing punctuation mark. A word longer than a line is cut.
// Newlines in text break too; spaces at a line's end are dropped. A character
// wider than width has a line of its own.
func Wrap(text string, width int) []string {
	var lines []string
	for _, r := range wrapRanges(text, width) {
		lines = append(lines, text[r.start:r.end])
	}
	return lines
}

// byteRange is text[start:end] of some text.
type byteRange struct{ start, end int }

// wrapRanges is Wrap by byte offsets, so that a caller who knows the style of
// every byte can cut its spans at the same places.
func wrapRanges(text string, width int) []byteRange {
	var (
		lines []byteRange
		start int    // offset where the current line begins
		col   int    // columns of text[start:at]
		brk   = -1   // last offset at which the line may be broken
		brkAt int    // columns of text[start:brk]
		at    int    // offset of the current cluster
		rest  = text // text[at:]
		state = -1   // of the segmentation
		cut   = func(end int) {
			trimmed := strings.TrimRightFunc(text[start:end], unicode.IsSpace)
			lines = append(lines, byteRange{start, start + len(trimmed)})
		}
	)
	for rest != "" {
		cluster, next, bounds, newState := uniseg.StepString(rest, state)
		w := bounds >> uniseg.ShiftWidth
		for !isSpace(cluster) && col+w > width && at > start {
			if brk > start {
				cut(brk)
				start, col = brk, col-brkAt
			} else {
				cut(at)
				start, col = at, 0
			}
			brk = -1
		}
		col += w
		at += len(cluster)
		switch {
		case endsLine(cluster): // uniseg misses some of these breaks
			cut(at)
			start, col, brk = at, 0, -1
		case bounds&uniseg.MaskLine == uniseg.LineCanBreak:
			brk, brkAt = at, col
		}
		rest, state = next, newState
	}
	if start < len(text) {
		cut(len(text))
	}
	return lines
}

// isSpace says whether a cluster is blank, so that it may hang over the edge.
// A space that carries a combining mark is not blank.
func isSpace(cluster string) bool {
	r, size := utf8.DecodeRuneInString(cluster)
	return size == len(cluster) && unicode.IsSpace(r) && r != '\u00a0' && r != '\u202f'
}

// endsLine says whether a cluster is one of Unicode's mandatory breaks.
func endsLine(cluster string) bool {
	r, _ := utf8.DecodeLastRuneInString(cluster)
	return strings.ContainsRune("\n\r\v\f\u0085\u2028\u2029", r)
}
