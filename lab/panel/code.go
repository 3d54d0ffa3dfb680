package panel

import (
	"go/scanner"
	"go/token"
	"strings"
)

// tabWidth is how far a tab reaches: the programs are written for 4.
const tabWidth = 4

// highlight splits a Go program into lines of styled spans. Go's own scanner
// does the work, so a program that does not parse is still shown.
func highlight(source string) []line {
	styles := make([]style, len(source))
	var sc scanner.Scanner
	fset := token.NewFileSet()
	file := fset.AddFile("", fset.Base(), len(source))
	sc.Init(file, []byte(source), nil, scanner.ScanComments)
	for {
		pos, tok, lit := sc.Scan()
		if tok == token.EOF {
			break
		}
		st := plain
		switch {
		case tok == token.COMMENT:
			st = comment
		case tok.IsKeyword():
			st = keyword
		case tok == token.STRING || tok == token.CHAR || tok == token.INT || tok == token.FLOAT:
			st = literal
		}
		if st != plain {
			from := file.Offset(pos)
			for i := from; i < min(from+len(lit), len(source)); i++ {
				styles[i] = st
			}
		}
	}
	var out []line
	from := 0
	for row := range strings.SplitSeq(strings.TrimSuffix(source, "\n"), "\n") {
		out = append(out, styleRow(row, styles[from:from+len(row)]))
		from += len(row) + 1
	}
	return out
}

// styleRow makes one line of source a line of spans, with its tabs expanded.
func styleRow(row string, styles []style) line {
	var l line
	var b strings.Builder
	col := 0
	flush := func(st style) {
		l = l.add(st, b.String())
		b.Reset()
	}
	for i, r := range row {
		if i > 0 && styles[i] != styles[i-1] && b.Len() > 0 {
			flush(styles[i-1])
		}
		if r == '\t' {
			n := tabWidth - col%tabWidth
			b.WriteString(strings.Repeat(" ", n))
			col += n
			continue
		}
		b.WriteRune(r)
		col += width(string(r))
	}
	if b.Len() > 0 {
		flush(styles[len(row)-1])
	}
	return l
}
