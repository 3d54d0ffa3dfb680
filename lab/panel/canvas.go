package panel

import (
	"strings"

	"github.com/rivo/uniseg"

	"tcplab/lab/prose"
)

// A canvas is a screenful of cells. Panes draw on it through put, where all
// text is made visible; a frame goes to the terminal in one piece. Text passes
// through prose.Visible twice, where the layout measures it and here, and the
// second time changes nothing. Nothing is ever handed to tview's own printing,
// so its tags ([red]) mean nothing and show as they are.
type canvas struct {
	w, h  int
	ascii bool // see plainer
	cells []cell
}

// A cell is one column of one row. A character of two columns has its text in
// the left cell; the right one is covered.
type cell struct {
	text    string // "" is a blank
	style   style
	covered bool
}

func newCanvas(w, h int, ascii bool) *canvas {
	return &canvas{w: w, h: h, ascii: ascii, cells: make([]cell, max(w, 0)*max(h, 0))}
}

// put draws l from column x of row y, and nothing at or right of column end.
// It returns the column after the last one it drew.
func (c *canvas) put(x, y, end int, l line) int {
	end = min(end, c.w)
	if y < 0 || y >= c.h || x < 0 {
		return x
	}
	row := c.cells[y*c.w : (y+1)*c.w]
	for _, s := range l {
		rest, state := prose.Visible(s.text), -1
		for rest != "" && x < end {
			if b := rest[0]; b >= ' ' && b <= '~' && (len(rest) == 1 || rest[1] <= '~') {
				row[x] = cell{text: rest[:1], style: s.style}
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
			if p, ok := plainer[cluster]; ok && c.ascii {
				cluster = p
			}
			row[x] = cell{text: cluster, style: s.style}
			for i := 1; i < n; i++ {
				row[x+i] = cell{style: s.style, covered: true}
			}
			x += n
		}
	}
	return x
}

// block draws lines in the rows from y on, at most h of them.
func (c *canvas) block(x, y, end, h int, lines []line) {
	for i, l := range lines {
		if i >= h {
			return
		}
		c.put(x, y+i, end, l)
	}
}

// fill gives the blanks of a row a style, up to column end.
func (c *canvas) fill(x, y, end int, st style) {
	for ; x < min(end, c.w) && y >= 0 && y < c.h; x++ {
		c.cells[y*c.w+x] = cell{text: " ", style: st}
	}
}

// String is the canvas as text, a line a row, without trailing blanks.
func (c *canvas) String() string {
	var b strings.Builder
	for y := range c.h {
		var row strings.Builder
		for _, cell := range c.cells[y*c.w : (y+1)*c.w] {
			switch {
			case cell.covered:
			case cell.text == "":
				row.WriteByte(' ')
			default:
				row.WriteString(cell.text)
			}
		}
		b.WriteString(strings.TrimRight(row.String(), " "))
		b.WriteByte('\n')
	}
	return b.String()
}
