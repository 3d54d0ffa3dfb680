package prose

import (
	"slices"
	"strings"

	extast "github.com/yuin/goldmark/extension/ast"
)

// The measures of a table, in columns.
const (
	tableGap = 2 // between two of its columns
	minCell  = 6 // no column is made narrower than this
)

// row is one row of a table, with a styled text for each cell.
type row struct {
	cells []styled
	head  bool
}

// table lays a table out with columns as wide as their widest cells. If they do
// not fit, it makes the widest narrower and wraps their cells. If even that
// leaves less than minCell to a column, every cell gets a line of its own
// behind its column's name.
func (l layout) table(n *extast.Table, width int) []Line {
	rows := l.rows(n)
	widths := fit(natural(rows), width)
	if widths == nil {
		return stacked(rows, width)
	}
	var out []Line
	for _, r := range rows {
		out = append(out, r.lines(widths, n.Alignments)...)
		if r.head {
			out = append(out, rule(widths))
		}
	}
	return out
}

// rows collects the table's cells.
func (l layout) rows(n *extast.Table) []row {
	var rows []row
	for r := n.FirstChild(); r != nil; r = r.NextSibling() {
		this := row{head: r.Kind() == extast.KindTableHeader}
		style := Normal
		if this.head {
			style = Strong
		}
		for c := r.FirstChild(); c != nil; c = c.NextSibling() {
			var s styled
			l.inline(&s, c, style)
			this.cells = append(this.cells, s)
		}
		rows = append(rows, this)
	}
	return rows
}

// natural returns for every column the width of its widest cell.
func natural(rows []row) []int {
	var widths []int
	for _, r := range rows {
		for i, c := range r.cells {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], Width(string(c.text)))
		}
	}
	return widths
}

// fit makes the widest of widths narrower until all fit into width. It returns
// nil if a column would become narrower than minCell.
func fit(widths []int, width int) []int {
	room := width - tableGap*(len(widths)-1)
	if room < minCell*len(widths) {
		return nil
	}
	total := 0
	for i := range widths {
		widths[i] = min(widths[i], room)
		total += widths[i]
	}
	for ; total > room; total-- {
		widest := slices.Index(widths, slices.Max(widths))
		widths[widest]--
	}
	return widths
}

// lines lays one row out, on as many lines as its highest cell needs.
func (r row) lines(widths []int, aligns []extast.Alignment) []Line {
	cells := make([][]Line, len(widths))
	high := 1
	for i, c := range r.cells {
		cells[i] = c.wrap(widths[i])
		high = max(high, len(cells[i]))
	}
	out := make([]Line, high)
	for y := range out {
		blank := 0 // spaces to write before the next text; none are written at a line's end
		for x, cell := range cells {
			if x > 0 {
				blank += tableGap
			}
			var line Line
			if y < len(cell) {
				line = cell[y]
			}
			pad := max(0, widths[x]-Width(line.String()))
			before := 0
			if x < len(aligns) && aligns[x] == extast.AlignRight {
				before = pad
			}
			if len(line) > 0 {
				if blank+before > 0 {
					out[y] = append(out[y], Span{Text: strings.Repeat(" ", blank+before)})
				}
				out[y] = append(out[y], line...)
				blank = pad - before
			} else {
				blank += pad
			}
		}
	}
	return out
}

// rule returns the line below a table's head.
func rule(widths []int) Line {
	parts := make([]string, len(widths))
	for i, w := range widths {
		parts[i] = strings.Repeat("-", w)
	}
	return Line{{Text: strings.TrimRight(strings.Join(parts, strings.Repeat(" ", tableGap)), " ")}}
}

// stacked lays a table out for a narrow screen: each cell on a line of its own,
// "name: text", and an empty line between two rows.
func stacked(rows []row, width int) []Line {
	var out []Line
	var names []styled
	for _, r := range rows {
		if r.head {
			names = r.cells
			continue
		}
		if len(out) > 0 {
			out = append(out, Line{})
		}
		for i, c := range r.cells {
			var s styled
			if i < len(names) && len(names[i].text) > 0 {
				s.add(string(names[i].text)+": ", Strong)
			}
			for at, k := 0, 0; k < len(c.runs); k++ {
				s.add(string(c.text[at:c.runs[k].end]), c.runs[k].style)
				at = c.runs[k].end
			}
			out = append(out, s.wrap(width)...)
		}
	}
	return out
}
