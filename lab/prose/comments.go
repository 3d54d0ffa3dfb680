package prose

import (
	"go/scanner"
	"go/token"
	"strings"

	"tcplab/lab/words"
)

// A program's comments are English in its source, which is the one that runs. A
// text in another language brings their translation, and a view that speaks
// that language shows the program with it: the same lines, and nothing but the
// comments differs.

// comments reads the translations of the programs' comments. Each paragraph is
// a comment as the program has it and, in as many lines again, its translation.
func (p *parser) comments(body []line) {
	p.text.Comments = map[string]string{}
	for rest := trim(body); len(rest) > 0; rest = trim(rest) {
		n := 0
		for n < len(rest) && rest[n].text != "" {
			n++
		}
		var texts []string
		for _, l := range rest[:n] {
			text, ok := strings.CutPrefix(l.text, "//")
			if !ok {
				p.fail(l.no, words.Say("this is no comment; begin it with `//`", "这不是注释；请用 `//` 开头"))
				return
			}
			texts = append(texts, strings.TrimSpace(text))
		}
		if n%2 != 0 {
			p.fail(rest[0].no, words.Say("a comment and its translation have as many lines as each other; here are %d in all", "注释和译文的行数要相同；这里一共 %d 行", n))
			return
		}
		p.text.Comments[strings.Join(texts[:n/2], "\n")] = strings.Join(texts[n/2:], "\n")
		rest = rest[n:]
	}
}

// Translated returns a program with its comments as the text has them. A comment
// of which the text has no translation stays as it is. Every line keeps its
// number.
func (t *Text) Translated(source string) string {
	if t == nil || len(t.Comments) == 0 {
		return source
	}
	var b strings.Builder
	from := 0
	for _, c := range commentsOf(source) {
		words, ok := t.Comments[c.words()]
		lines := strings.Split(words, "\n")
		if !ok || len(lines) != len(c) { // a trace may come from anywhere, and no line may move
			continue
		}
		for i, l := range c {
			b.WriteString(source[from:l.start])
			b.WriteString("// " + lines[i])
			from = l.end
		}
	}
	return b.String() + source[from:]
}

// Comments lists the comments of a program, without their slashes.
func Comments(source string) []string {
	var out []string
	for _, c := range commentsOf(source) {
		out = append(out, c.words())
	}
	return out
}

// A comment is a comment's lines: one behind code, or all of those that follow
// each other with no code before them.
type comment []commentLine

type commentLine struct {
	start, end int // its bytes in the source
	text       string
}

// words returns a comment's text without its slashes.
func (c comment) words() string {
	var lines []string
	for _, l := range c {
		lines = append(lines, strings.TrimSpace(strings.TrimPrefix(l.text, "//")))
	}
	return strings.Join(lines, "\n")
}

// commentsOf finds the comments of a program that begin with //. Go's own
// scanner does the work, so a text that is no program is read, too.
func commentsOf(source string) []comment {
	var out []comment
	var sc scanner.Scanner
	file := token.NewFileSet().AddFile("", -1, len(source))
	sc.Init(file, []byte(source), nil, scanner.ScanComments)
	lastLine, alone := 0, false // of the comment before
	for {
		pos, tok, text := sc.Scan()
		if tok == token.EOF {
			return out
		}
		if tok != token.COMMENT || !strings.HasPrefix(text, "//") {
			continue
		}
		start := file.Offset(pos)
		line := file.Line(pos)
		before := source[strings.LastIndexByte(source[:start], '\n')+1 : start]
		whole := strings.TrimSpace(before) == ""
		l := commentLine{start, min(start+len(text), len(source)), text}
		if k := len(out) - 1; k >= 0 && whole && alone && line == lastLine+1 {
			out[k] = append(out[k], l)
		} else {
			out = append(out, comment{l})
		}
		lastLine, alone = line, whole
	}
}
