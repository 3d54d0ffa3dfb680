package view

import (
	"strings"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/tell"
)

// tabWidth is the number of columns of a tab. The programs are written for 4.
const tabWidth = 4

// tokenStyles gives the style in which the panel draws each kind of Go token.
var tokenStyles = map[tell.TokenKind]canvas.Style{
	tell.CodeToken:    canvas.Plain,
	tell.KeywordToken: canvas.Keyword,
	tell.LiteralToken: canvas.Literal,
	tell.CommentToken: canvas.Comment,
}

// sourceLine draws a row of a program, with its tabs expanded.
func sourceLine(row []tell.Token) canvas.Line {
	var l canvas.Line
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
			col += canvas.Width(string(r))
		}
		l = l.Add(tokenStyles[t.Kind], b.String())
	}
	return l
}
