package view

import (
	"strings"

	"github.com/rivo/uniseg"

	"tcplab/lab/prose"
)

// A Canvas is a screenful of cells. Panes draw on it through put, where all
// text is made visible; a frame goes to the terminal in one piece. Text passes
// through prose.Visible twice, where the layout measures it and here, and the
// second time changes nothing. Nothing is ever handed to tview's own printing,
// so its tags ([red]) mean nothing and show as they are.
type Canvas struct {
	W, H  int
	ASCII bool // see plainer
	Cells []Cell
}

// A Cell is one column of one row. A character of two columns has its text in
// the left cell; the right one is covered.
type Cell struct {
	Text    string // "" is a blank
	Style   Style
	Covered bool
}

// NewCanvas is a blank canvas of w columns and h rows. If ascii is set it draws
// with ASCII signs alone.
func NewCanvas(w, h int, ascii bool) *Canvas {
	return &Canvas{W: w, H: h, ASCII: ascii, Cells: make([]Cell, max(w, 0)*max(h, 0))}
}

// put draws l from column x of row y, and nothing at or right of column end.
// It returns the column after the last one it drew.
func (c *Canvas) put(x, y, end int, l Line) int {
	end = min(end, c.W)
	if y < 0 || y >= c.H || x < 0 {
		return x
	}
	row := c.Cells[y*c.W : (y+1)*c.W]
	for _, s := range l {
		rest, state := prose.Visible(s.Text), -1
		for rest != "" && x < end {
			if b := rest[0]; b >= ' ' && b <= '~' && (len(rest) == 1 || rest[1] <= '~') {
				row[x] = Cell{Text: rest[:1], Style: s.Style}
				rest, state = rest[1:], -1
				x++
				continue
			}
			var cluster string
			var n int
			cluster, rest, n, state = uniseg.FirstGraphemeClusterInString(rest, state)
			if n == 0 {
				continue
			}
			if x+n > end {
				x = end // half a character would tear the frame
				break
			}
			if p, ok := plainer[cluster]; ok && c.ASCII {
				cluster = p
			}
			row[x] = Cell{Text: cluster, Style: s.Style}
			for i := 1; i < n; i++ {
				row[x+i] = Cell{Style: s.Style, Covered: true}
			}
			x += n
		}
	}
	return x
}

// block draws lines in the rows from y on, at most h of them.
func (c *Canvas) block(x, y, end, h int, lines []Line) {
	for i, l := range lines {
		if i >= h {
			return
		}
		c.put(x, y+i, end, l)
	}
}

// fill gives the blanks of a row a style, up to column end.
func (c *Canvas) fill(x, y, end int, st Style) {
	for ; x < min(end, c.W) && y >= 0 && y < c.H; x++ {
		c.Cells[y*c.W+x] = Cell{Text: " ", Style: st}
	}
}

// String is the canvas as text, a line a row, without trailing blanks.
func (c *Canvas) String() string {
	var b strings.Builder
	for y := range c.H {
		var row strings.Builder
		for _, cell := range c.Cells[y*c.W : (y+1)*c.W] {
			switch {
			case cell.Covered:
			case cell.Text == "":
				row.WriteByte(' ')
			default:
				row.WriteString(cell.Text)
			}
		}
		b.WriteString(strings.TrimRight(row.String(), " "))
		b.WriteByte('\n')
	}
	return b.String()
}
