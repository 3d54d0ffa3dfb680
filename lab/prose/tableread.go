package prose

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	goldmark "github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// tables finds the paragraphs that are tables of GitHub Flavored Markdown
// (spec, section 4.10) and replaces them by table nodes. goldmark's own
// extension does so too, but its package contains all extensions, and their
// regular expressions take longer to compile than all else that tcplab does
// before main. The tests compare both.
//
// A pipe in a cell is written \|, in code too. Layout.inline resolves it.
type tables struct{}

// Transform looks for a line of hyphens, as in | --- | ---: |. The line above
// it is the table's head, and the lines below it are its rows. The lines above
// the head stay a paragraph.
func (tables) Transform(paragraph *ast.Paragraph, reader text.Reader, _ goldmark.Context) {
	src, lines := reader.Source(), paragraph.Lines()
	for i := 1; i < lines.Len(); i++ {
		hyphens := lines.At(i)
		aligns := alignments(hyphens.Value(src))
		if aligns == nil {
			continue
		}
		head := cells(lines.At(i-1), src)
		if len(head) > len(aligns) {
			return
		}
		table := extast.NewTable()
		table.Alignments = aligns
		table.AppendChild(table, extast.NewTableHeader(tableRow(head, aligns)))
		for _, line := range lines.Sliced(i+1, lines.Len()) {
			table.AppendChild(table, tableRow(cells(line, src), aligns))
		}
		parent := paragraph.Parent()
		parent.InsertAfter(parent, paragraph, table)
		if lines.SetSliced(0, i-1); i == 1 {
			parent.RemoveChild(parent, paragraph)
			return
		}
		last := lines.At(i - 2)
		last.Stop-- // a paragraph's last line has no newline
		lines.Set(i-2, last)
		return
	}
}

// alignments reads the line of hyphens, which has an entry for every column. It
// returns nil if the line is none.
func alignments(line []byte) []extast.Alignment {
	line, hasEnd := bytes.CutSuffix(line, []byte("\n"))
	if indent, _ := util.IndentWidth(line, 0); indent > 3 {
		return nil // indented like code
	}
	if !hasEnd && len(bytes.Trim(line, "-")) == 0 {
		return nil // the text ends with a line of dashes, which is no table
	}
	columns := bytes.Split(line, []byte("|"))
	if util.IsBlank(columns[0]) {
		columns = columns[1:]
	}
	if k := len(columns) - 1; k >= 0 && util.IsBlank(columns[k]) {
		columns = columns[:k]
	}
	var aligns []extast.Alignment
	for _, c := range columns {
		c, left := bytes.CutPrefix(bytes.Trim(c, " \t\r"), []byte(":"))
		c, right := bytes.CutSuffix(c, []byte(":"))
		if len(c) == 0 || len(bytes.Trim(c, "-")) > 0 {
			return nil
		}
		switch {
		case left && right:
			aligns = append(aligns, extast.AlignCenter)
		case left:
			aligns = append(aligns, extast.AlignLeft)
		case right:
			aligns = append(aligns, extast.AlignRight)
		default:
			aligns = append(aligns, extast.AlignNone)
		}
	}
	return aligns
}

// cells cuts a line at its pipes, but not at those behind a backslash. A line
// may lack the pipes at its ends.
func cells(line text.Segment, src []byte) []text.Segment {
	line = line.TrimLeftSpace(src)
	line = line.TrimRightSpace(src)
	row := line.Value(src)
	from, end := 0, len(row)
	if bytes.HasPrefix(row, []byte("|")) {
		from++
	}
	if bytes.HasSuffix(row, []byte("|")) {
		end--
	}
	var out []text.Segment
	for from < end {
		to := from
		for to < end && (row[to] != '|' || to > 0 && row[to-1] == '\\') {
			to++
		}
		cell := text.NewSegment(line.Start+from, line.Start+to)
		cell = cell.TrimLeftSpace(src)
		out = append(out, cell.TrimRightSpace(src))
		from = to + 1
	}
	return out
}

// tableRow makes a row with one cell for every column. It adds empty cells if
// some are missing, and leaves out those that are too many.
func tableRow(cells []text.Segment, aligns []extast.Alignment) *extast.TableRow {
	row := extast.NewTableRow(aligns)
	for i := range aligns {
		cell := extast.NewTableCell()
		cell.Alignment = aligns[i]
		if i < len(cells) {
			cell.Lines().Append(cells[i])
		}
		row.AppendChild(row, cell)
	}
	return row
}
