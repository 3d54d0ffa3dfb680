package canvas

import "strings"

// Rule fills a line with a horizontal line up to column w.
func Rule(l Line, w int) Line {
	if n := w - l.Width(); n > 0 {
		l = l.Add(Faint, strings.Repeat(Bar, n))
	}
	return l
}

// Ruled returns l with a rule behind it, up to column w. A blank stands between
// the two if l does not fill all of the columns.
func Ruled(l Line, w int) Line {
	if l.Width() < w {
		l = l.Add(Plain, " ")
	}
	return Rule(l, w)
}

// Titled returns a rule of w columns with a title in it.
func Titled(st Style, title string, w int) Line {
	return Rule(Text(Faint, Bar+Bar+" ").Add(st, title).Add(Plain, " ").Cut(w), w)
}

// Divider draws a vertical line in column x: from the rule in row top, through
// each row between, into the rule in row bottom.
func (c *Canvas) Divider(x, top, bottom int) {
	if t := c.Cells[top*c.W+x].Text; t == Bar || t == plainer[Bar] || t == "" {
		c.Put(x, top, c.W, Text(Faint, Tee))
	}
	for y := top + 1; y < bottom; y++ {
		c.Put(x, y, c.W, Text(Faint, Wall))
	}
	c.EndDivider(x, bottom)
}

// EndDivider lets a divider end in the rule in row y, if the rule is bare
// there.
func (c *Canvas) EndDivider(x, y int) {
	if x >= 0 && x < c.W && y >= 0 && y < c.H {
		if t := c.Cells[y*c.W+x].Text; t == Bar || t == plainer[Bar] || t == "" {
			c.Put(x, y, c.W, Text(Faint, Foot))
		}
	}
}
