package panel

import "strings"

// tabWidth is how far a tab reaches: the programs are written for 4.
const tabWidth = 4

// tokenStyles says how the panel draws what a piece of Go is.
var tokenStyles = map[tokenKind]style{
	codeToken:    plain,
	keywordToken: keyword,
	literalToken: literal,
	commentToken: comment,
}

// sourceLine is a row of a program, with its tabs expanded.
func sourceLine(row []token) line {
	var l line
	col := 0
	for _, t := range row {
		var b strings.Builder
		for _, r := range t.text {
			if r == '\t' {
				n := tabWidth - col%tabWidth
				b.WriteString(strings.Repeat(" ", n))
				col += n
				continue
			}
			b.WriteRune(r)
			col += width(string(r))
		}
		l = l.add(tokenStyles[t.kind], b.String())
	}
	return l
}
