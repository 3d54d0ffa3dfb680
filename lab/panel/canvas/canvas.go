package canvas

import (
	"strings"

	"github.com/rivo/uniseg"

	"tcplab/lab/prose"
)

// A Canvas is a screenful of cells, W columns by H rows. Panes draw on it with
// Put, which makes all text visible. A frame goes to the terminal in one piece.
// Text passes through prose.Visible twice: when the layout measures it, and in
// Put. The second time changes nothing. No text goes through tview's own
// printing, so tview's tags ([red]) mean nothing and show as they are.
type Canvas struct {
	W, H  int
	ASCII bool   // draw with ASCII signs alone, see plainer
	Cells []Cell // W*H of them, row by row
}

// A Cell is one column of one row. A character that is two columns wide has its
// text in the left cell; the right cell is covered.
type Cell struct {
	Text    string // one character; "" is a blank
	Style   Style
	Covered bool
}

// New returns a blank canvas of w columns and h rows. It draws with ASCII signs
// alone if ascii is set.
func New(w, h int, ascii bool) *Canvas {
	return &Canvas{W: w, H: h, ASCII: ascii, Cells: make([]Cell, max(w, 0)*max(h, 0))}
}

// Put draws l from column x of row y, and nothing at or right of column end.
// It returns the column after the last one that it drew.
func (c *Canvas) Put(x, y, end int, l Line) int {
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

// Block draws lines in the rows from y on, at most h of them.
func (c *Canvas) Block(x, y, end, h int, lines []Line) {
	for i, l := range lines {
		if i >= h {
			return
		}
		c.Put(x, y+i, end, l)
	}
}

// Fill blanks row y from column x up to column end, in a style.
func (c *Canvas) Fill(x, y, end int, st Style) {
	for ; x < min(end, c.W) && y >= 0 && y < c.H; x++ {
		c.Cells[y*c.W+x] = Cell{Text: " ", Style: st}
	}
}

// String returns the canvas as text, a line a row, without trailing blanks.
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
