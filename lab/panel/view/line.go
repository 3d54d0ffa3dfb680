package view

import (
	"strings"

	"github.com/rivo/uniseg"

	"tcplab/lab/prose"
)

// A Span is a piece of text in one style.
type Span struct {
	Text  string
	Style Style
}

// A Line is what one pane draws in one row.
type Line []Span

// text makes a line of one span.
func text(st Style, s string) Line { return Line{{s, st}} }

// add appends a span and returns the longer line.
func (l Line) add(st Style, s string) Line {
	if s == "" {
		return l
	}
	return append(l, Span{s, st})
}

// width is the number of columns that the line takes.
func (l Line) width() int {
	n := 0
	for _, s := range l {
		n += width(s.Text)
	}
	return n
}

// String is the line without its styles.
func (l Line) String() string {
	var b strings.Builder
	for _, s := range l {
		b.WriteString(prose.Visible(s.Text))
	}
	return b.String()
}

// to pads the line with spaces up to column col, or cuts it there. What
// follows then begins in that column.
func (l Line) to(col int) Line {
	n := l.width()
	if n > col {
		return l.cut(col)
	}
	return l.add(StylePlain, strings.Repeat(" ", col-n))
}

// right puts r at the right end of a line of w columns, if there is room for
// it and a blank; the left part is cut before the right part is.
func (l Line) right(r Line, w int) Line {
	n := r.width()
	if n == 0 {
		return l
	}
	if n >= w {
		return l
	}
	return append(l.to(w-n-1).add(StylePlain, " "), r...)
}

// cut shortens the line to at most w columns. A line that was cut ends in an
// ellipsis of one column.
func (l Line) cut(w int) Line {
	if l.width() <= w {
		return l
	}
	var out Line
	room := w - 1
	for _, s := range l {
		t := prose.Visible(s.Text)
		if n := width(t); n <= room {
			out = append(out, Span{t, s.Style})
			room -= n
			continue
		}
		head := clip(t, room)
		if w > 0 {
			out = append(out, Span{head + ellipsis, s.Style})
		}
		break
	}
	return out
}

// width is the number of columns of a text once it is visible.
func width(s string) int {
	if ascii(s) {
		return len(s)
	}
	return prose.Width(prose.Visible(s))
}

// ascii reports whether s is printable ASCII only, so that a byte is a column.
func ascii(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// clip is the longest beginning of s that fits into w columns.
func clip(s string, w int) string {
	at, state := 0, -1
	for rest := s; rest != ""; {
		cluster, next, n, newState := uniseg.FirstGraphemeClusterInString(rest, state)
		if n > w {
			break
		}
		w -= n
		at += len(cluster)
		rest, state = next, newState
	}
	return s[:at]
}

// wrap breaks running text into lines of one style.
func wrap(st Style, s string, w int) []Line {
	var out []Line
	for part := range strings.SplitSeq(s, "\n") {
		for _, t := range prose.Wrap(prose.Visible(part), max(w, 1)) {
			out = append(out, text(st, t))
		}
	}
	return out
}

// markdown lays Markdown out in lines.
func markdown(s string, w int) []Line {
	var out []Line
	for _, l := range prose.Lines(s, w) {
		var row Line
		for _, s := range l {
			row = row.add(proseStyles[s.Style], s.Text)
		}
		out = append(out, row)
	}
	return out
}

// proseStyles says how the panel draws what a lesson's text marks.
var proseStyles = map[prose.Style]Style{
	prose.Normal:  StylePlain,
	prose.Strong:  StyleStrong,
	prose.Emph:    StyleEmphasis,
	prose.Code:    StyleCode,
	prose.Heading: StyleHeading,
	prose.Quote:   StyleFaint,
}
