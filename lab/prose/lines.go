package prose

import (
	"strconv"
	"strings"
	"sync"

	"github.com/rivo/uniseg"
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	goldmark "github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Style is the meaning of a piece of text, not its colour.
type Style int

// The styles.
const (
	Normal  Style = iota
	Strong        // **strong**, a table's head
	Emph          // *emphasis*
	Code          // `code`, and blocks of it
	Heading       // ### a heading
	Quote         // > a quotation
)

// Span is a piece of a line in one style. It holds no newline and no control
// character.
type Span struct {
	Text  string
	Style Style
}

// Line is one line on the screen, without trailing spaces. Paragraphs have an
// empty one between them.
type Line []Span

// String returns the line's text without its styles.
func (l Line) String() string {
	var b strings.Builder
	for _, s := range l {
		b.WriteString(s.Text)
	}
	return b.String()
}

// Lines lays Markdown out in lines of at most width columns: paragraphs, lists,
// quotations, code blocks and tables. It adds only plain ASCII, which has the
// same width in every font.
func Lines(markdown string, width int) []Line {
	src := []byte(strings.ReplaceAll(markdown, "\r\n", "\n"))
	l := layout{src: src}
	return l.blocks(markdownParser().Parse(text.NewReader(src)), max(width, 1))
}

// markdownParser returns the parser that reads all Markdown. It is built once,
// because building it takes three times as long as reading a paragraph. Any
// number of goroutines may use it at once: it does not change, and each call
// keeps what it has read in a context of its own.
var markdownParser = sync.OnceValue(func() goldmark.Parser {
	return goldmark.NewParser(
		goldmark.WithBlockParsers(goldmark.DefaultBlockParsers()...),
		goldmark.WithInlineParsers(goldmark.DefaultInlineParsers()...),
		goldmark.WithParagraphTransformers(goldmark.DefaultParagraphTransformers()...),
		goldmark.WithParagraphTransformers(util.Prioritized(tables{}, 200)), // behind link references
	)
})

// Plain is Lines without styles, joined by newlines.
func Plain(markdown string, width int) string {
	var b strings.Builder
	for i, line := range Lines(markdown, width) {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(line.String())
	}
	return b.String()
}

// The layout's measures, in columns.
const (
	minText    = 8 // a list or quotation is not indented if its text would have less room
	codeIndent = "    "
	tabStop    = 4
)

// layout turns a Markdown tree into lines.
type layout struct{ src []byte }

// blocks lays out the children of a block, with an empty line between them. It
// puts none before the text of a tight list's item, nor before a list in an
// item.
func (l layout) blocks(parent ast.Node, width int) []Line {
	var out []Line
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		lines := l.block(n, width)
		if len(lines) == 0 {
			continue
		}
		nested := n.Kind() == ast.KindList && parent.Kind() == ast.KindListItem
		if len(out) > 0 && !nested && n.Kind() != ast.KindTextBlock {
			out = append(out, Line{})
		}
		out = append(out, lines...)
	}
	return out
}

// block lays out one block.
func (l layout) block(n ast.Node, width int) []Line {
	switch n := n.(type) {
	case *ast.Heading:
		return l.paragraph(n, width, Heading)
	case *ast.Blockquote:
		return restyle(indent(l.blocks, n, width, "> ", "> "), Quote)
	case *ast.List:
		return l.list(n, width)
	case *ast.FencedCodeBlock, *ast.CodeBlock, *ast.HTMLBlock:
		return l.code(n, width)
	case *ast.ThematicBreak:
		return []Line{{{Text: strings.Repeat("-", min(width, 20))}}}
	case *extast.Table:
		return l.table(n, width)
	}
	return l.paragraph(n, width, Normal)
}

// list lays out the items of a list, each behind "- " or its number.
func (l layout) list(list *ast.List, width int) []Line {
	var out []Line
	number := list.Start
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		marker := "- "
		if list.IsOrdered() {
			marker = strconv.Itoa(number) + string(list.Marker) + " "
			number++
		}
		if len(out) > 0 && !list.IsTight {
			out = append(out, Line{})
		}
		rest := strings.Repeat(" ", len(marker))
		out = append(out, indent(l.blocks, item, width, marker, rest)...)
	}
	return out
}

// indent lays n out and puts first before its first line and rest before the
// others. It puts nothing there if less than minText columns would be left.
func indent(blocks func(ast.Node, int) []Line, n ast.Node, width int, first, rest string) []Line {
	if width-len(first) < minText {
		return blocks(n, width)
	}
	lines := blocks(n, width-len(first))
	for i, line := range lines {
		prefix := rest
		if i == 0 {
			prefix = first
		}
		if len(line) == 0 {
			prefix = strings.TrimRight(prefix, " ")
		}
		if prefix != "" {
			lines[i] = append(Line{{Text: prefix}}, line...)
		}
	}
	return lines
}

// restyle gives all normal text of lines another style.
func restyle(lines []Line, style Style) []Line {
	for _, line := range lines {
		for i := range line {
			if line[i].Style == Normal {
				line[i].Style = style
			}
		}
	}
	return lines
}

// code lays out a block's lines as they are, indented. It cuts a line that is
// too long at the edge and continues it on the next.
func (l layout) code(n ast.Node, width int) []Line {
	prefix := codeIndent
	if width-len(prefix) < minText {
		prefix = ""
	}
	segments := n.Lines().Sliced(0, n.Lines().Len())
	if html, ok := n.(*ast.HTMLBlock); ok && html.HasClosure() {
		segments = append(segments, html.ClosureLine)
	}
	var out []Line
	for _, segment := range segments {
		raw := strings.TrimRight(string(segment.Value(l.src)), "\n")
		for _, piece := range cutAt(clean(expandTabs(raw)), width-len(prefix)) {
			switch piece = strings.TrimRight(piece, " "); {
			case piece == "":
				out = append(out, Line{})
			case prefix == "":
				out = append(out, Line{{piece, Code}})
			default:
				out = append(out, Line{{prefix, Normal}, {piece, Code}})
			}
		}
	}
	return out
}

// expandTabs replaces each tab by spaces up to the next tab stop.
func expandTabs(s string) string {
	var b strings.Builder
	col := 0
	for i, part := range strings.Split(s, "\t") {
		if i > 0 {
			n := tabStop - col%tabStop
			b.WriteString(strings.Repeat(" ", n))
			col += n
		}
		b.WriteString(part)
		col += Width(part)
	}
	return b.String()
}

// cutAt cuts a line after every width columns, even inside a word.
func cutAt(s string, width int) []string {
	var out []string
	start, at, col, state := 0, 0, 0, -1
	for rest := s; rest != ""; {
		var cluster string
		var bounds int
		cluster, rest, bounds, state = uniseg.StepString(rest, state)
		w := bounds >> uniseg.ShiftWidth
		if col+w > width && at > start {
			out = append(out, s[start:at])
			start, col = at, 0
		}
		at += len(cluster)
		col += w
	}
	return append(out, s[start:])
}
