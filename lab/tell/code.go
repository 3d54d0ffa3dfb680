package tell

import (
	"go/scanner"
	gotoken "go/token"
	"strings"

	"tcplab/lab/trace"
)

// A Token is a piece of a row of Go.
type Token struct {
	Text string
	Kind TokenKind
}

// A TokenKind says what sort of Go a token is.
type TokenKind uint8

// The kinds of token. CodeToken stands for everything that is none of the
// others.
const (
	CodeToken TokenKind = iota
	KeywordToken
	LiteralToken // a string, a character or a number
	CommentToken
)

// Code returns the programs of a run by file, as Highlight does, with their
// comments in a language. They are English where the trace has no others.
func Code(h *trace.Header, lang string) map[string][][]Token {
	out := map[string][][]Token{}
	for _, p := range h.Programs {
		out[p.File] = Highlight(h.Prose[lang].Translated(p.Source))
	}
	return out
}

// Highlight splits a Go program into rows of tokens. Go's own scanner does the
// work, so a program that does not parse is still shown.
func Highlight(source string) [][]Token {
	kinds := make([]TokenKind, len(source))
	var sc scanner.Scanner
	fset := gotoken.NewFileSet()
	file := fset.AddFile("", fset.Base(), len(source))
	sc.Init(file, []byte(source), nil, scanner.ScanComments)
	for {
		pos, tok, lit := sc.Scan()
		if tok == gotoken.EOF {
			break
		}
		kind := CodeToken
		switch {
		case tok == gotoken.COMMENT:
			kind = CommentToken
		case tok.IsKeyword():
			kind = KeywordToken
		case tok == gotoken.STRING || tok == gotoken.CHAR || tok == gotoken.INT || tok == gotoken.FLOAT:
			kind = LiteralToken
		}
		if kind != CodeToken {
			from := file.Offset(pos)
			for i := from; i < min(from+len(lit), len(source)); i++ {
				kinds[i] = kind
			}
		}
	}
	var out [][]Token
	from := 0
	for row := range strings.SplitSeq(strings.TrimSuffix(source, "\n"), "\n") {
		out = append(out, tokens(row, kinds[from:from+len(row)]))
		from += len(row) + 1
	}
	return out
}

// tokens splits a row into tokens. kinds holds the kind of each of its bytes.
func tokens(row string, kinds []TokenKind) []Token {
	var out []Token
	from := 0
	for i := 1; i <= len(row); i++ {
		if i == len(row) || kinds[i] != kinds[from] {
			out = append(out, Token{row[from:i], kinds[from]})
			from = i
		}
	}
	return out
}
