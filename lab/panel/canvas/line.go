package canvas

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

// A Line is what one pane draws in one row, its spans from left to right.
type Line []Span

// Text makes a line of one span.
func Text(st Style, s string) Line { return Line{{s, st}} }

// Add appends a span and returns the longer line.
func (l Line) Add(st Style, s string) Line {
	if s == "" {
		return l
	}
	return append(l, Span{s, st})
}

// Width returns the number of columns that the line takes.
func (l Line) Width() int {
	n := 0
	for _, s := range l {
		n += Width(s.Text)
	}
	return n
}

// String returns the line without its styles.
func (l Line) String() string {
	var b strings.Builder
	for _, s := range l {
		b.WriteString(prose.Visible(s.Text))
	}
	return b.String()
}

// To pads the line with spaces up to column col, or cuts it there. The next
// span then begins in that column.
func (l Line) To(col int) Line {
	if l.Width() > col {
		// A column is left if only half a character had room in it.
		l = l.Cut(col)
	}
	return l.Add(Plain, strings.Repeat(" ", max(col-l.Width(), 0)))
}

// Right puts r at the right end of a line of w columns, if there is room for r
// and a blank. It cuts the left part if both together are too long.
func (l Line) Right(r Line, w int) Line {
	n := r.Width()
	if n == 0 {
		return l
	}
	if n >= w {
		return l
	}
	return append(l.To(w-n-1).Add(Plain, " "), r...)
}

// Cut shortens the line to at most w columns. A line that was cut ends in an
// ellipsis of one column.
func (l Line) Cut(w int) Line {
	if l.Width() <= w {
		return l
	}
	var out Line
	room := w - 1
	for _, s := range l {
		t := prose.Visible(s.Text)
		if n := Width(t); n <= room {
			out = append(out, Span{t, s.Style})
			room -= n
			continue
		}
		head := Clip(t, room)
		if w > 0 {
			out = append(out, Span{head + Ellipsis, s.Style})
		}
		break
	}
	return out
}

// Width returns the number of columns that a text takes once it is visible.
func Width(s string) int {
	if IsASCII(s) {
		return len(s)
	}
	return prose.Width(prose.Visible(s))
}

// IsASCII reports whether s is printable ASCII only, so that a byte is a
// column.
func IsASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// Clip returns the longest beginning of s that fits into w columns.
func Clip(s string, w int) string {
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

// Wrap breaks running text into lines of one style, each at most w columns
// wide.
func Wrap(st Style, s string, w int) []Line {
	var out []Line
	for part := range strings.SplitSeq(s, "\n") {
		for _, t := range prose.Wrap(prose.Visible(part), max(w, 1)) {
			out = append(out, Text(st, t))
		}
	}
	return out
}

// Markdown lays Markdown out in lines of at most w columns.
func Markdown(s string, w int) []Line {
	var out []Line
	for _, l := range prose.Lines(s, w) {
		var row Line
		for _, s := range l {
			row = row.Add(proseStyles[s.Style], s.Text)
		}
		out = append(out, row)
	}
	return out
}

// proseStyles gives the style in which the panel draws each kind of text that
// Markdown marks.
var proseStyles = map[prose.Style]Style{
	prose.Normal:  Plain,
	prose.Strong:  Strong,
	prose.Emph:    Emphasis,
	prose.Code:    Code,
	prose.Heading: Heading,
	prose.Quote:   Faint,
}
