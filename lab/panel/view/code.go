package view

import (
	"strings"

	"tcplab/lab/tell"
)

// tabWidth is how far a tab reaches: the programs are written for 4.
const tabWidth = 4

// tokenStyles says how the panel draws what a piece of Go is.
var tokenStyles = map[tell.TokenKind]Style{
	tell.CodeToken:    StylePlain,
	tell.KeywordToken: StyleKeyword,
	tell.LiteralToken: StyleLiteral,
	tell.CommentToken: StyleComment,
}

// sourceLine is a row of a program, with its tabs expanded.
func sourceLine(row []tell.Token) Line {
	var l Line
	col := 0
	for _, t := range row {
		var b strings.Builder
		for _, r := range t.Text {
			if r == '\t' {
				n := tabWidth - col%tabWidth
				b.WriteString(strings.Repeat(" ", n))
				col += n
				continue
			}
			b.WriteRune(r)
			col += width(string(r))
		}
		l = l.add(tokenStyles[t.Kind], b.String())
	}
	return l
}
