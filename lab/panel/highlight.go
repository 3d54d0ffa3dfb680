package panel

import (
	"go/scanner"
	gotoken "go/token"
	"strings"
)

// A token is a piece of a row of Go.
type token struct {
	text string
	kind tokenKind
}

// A tokenKind is what a piece of Go is.
type tokenKind uint8

// The kinds of token. What is none of the others is code.
const (
	codeToken tokenKind = iota
	keywordToken
	literalToken // a string, a character or a number
	commentToken
)

// highlight splits a Go program into rows of tokens. Go's own scanner does the
// work, so a program that does not parse is still shown.
func highlight(source string) [][]token {
	kinds := make([]tokenKind, len(source))
	var sc scanner.Scanner
	fset := gotoken.NewFileSet()
	file := fset.AddFile("", fset.Base(), len(source))
	sc.Init(file, []byte(source), nil, scanner.ScanComments)
	for {
		pos, tok, lit := sc.Scan()
		if tok == gotoken.EOF {
			break
		}
		kind := codeToken
		switch {
		case tok == gotoken.COMMENT:
			kind = commentToken
		case tok.IsKeyword():
			kind = keywordToken
		case tok == gotoken.STRING || tok == gotoken.CHAR || tok == gotoken.INT || tok == gotoken.FLOAT:
			kind = literalToken
		}
		if kind != codeToken {
			from := file.Offset(pos)
			for i := from; i < min(from+len(lit), len(source)); i++ {
				kinds[i] = kind
			}
		}
	}
	var out [][]token
	from := 0
	for row := range strings.SplitSeq(strings.TrimSuffix(source, "\n"), "\n") {
		out = append(out, tokens(row, kinds[from:from+len(row)]))
		from += len(row) + 1
	}
	return out
}

// tokens are the pieces of a row, whose bytes are of these kinds.
func tokens(row string, kinds []tokenKind) []token {
	var out []token
	from := 0
	for i := 1; i <= len(row); i++ {
		if i == len(row) || kinds[i] != kinds[from] {
			out = append(out, token{row[from:i], kinds[from]})
			from = i
		}
	}
	return out
}
