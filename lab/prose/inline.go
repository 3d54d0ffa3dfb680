package prose

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// paragraph lays out inline text, with style where it says nothing else.
func (l layout) paragraph(n ast.Node, width int, style Style) []Line {
	var s styled
	l.inline(&s, n, style)
	return s.wrap(width)
}

// inline collects the text below n with its styles.
func (l layout) inline(s *styled, n ast.Node, style Style) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			s.add(unescape(c.Value(l.src)), style)
			if c.HardLineBreak() {
				s.add("\n", style)
			} else if c.SoftLineBreak() {
				s.soft = true
			}
		case *ast.String:
			s.add(string(c.Value), style)
		case *ast.CodeSpan:
			l.inline(s, c, Code)
		case *ast.Emphasis:
			if c.Level >= 2 {
				l.inline(s, c, Strong)
			} else {
				l.inline(s, c, Emph)
			}
		case *ast.AutoLink:
			s.add(string(c.Label(l.src)), style)
		case *ast.RawHTML:
			for i := range c.Segments.Len() {
				segment := c.Segments.At(i)
				s.add(string(segment.Value(l.src)), style)
			}
		case *ast.Link:
			l.inline(s, c, style)
			if dest := string(c.Destination); dest != "" {
				s.add(" ("+dest+")", style)
			}
		default:
			l.inline(s, c, style)
		}
	}
}

// unescape resolves what Markdown writes with a backslash or as an entity.
func unescape(raw []byte) string {
	v := util.UnescapePunctuations(raw)
	return string(util.ResolveEntityNames(util.ResolveNumericReferences(v)))
}

// styled is running text with a style for every byte, as runs.
type styled struct {
	text []byte
	runs []run
	soft bool // a line of the source has ended: see add
}

// run says that the bytes up to end have a style.
type run struct {
	end   int
	style Style
}

// add appends text. Where a line of the source ended before it, a space comes
// between, but none between two Chinese characters.
func (s *styled) add(t string, style Style) {
	t = clean(strings.ReplaceAll(t, "\t", " "))
	if t == "" {
		return
	}
	if s.soft {
		s.soft = false
		if !joinsTight(s.text, t) {
			t = " " + t
		}
	}
	s.text = append(s.text, t...)
	s.runs = append(s.runs, run{len(s.text), style})
}

// joinsTight says whether no space belongs between a and b: both meet in a wide
// character, or one of them in Chinese punctuation, which brings its own room.
// Chinese quotation marks and dashes are narrow here, as in many fonts, and a
// {beat-id} stands for Chinese words: beside a wide character both count as one.
func joinsTight(a []byte, b string) bool {
	last, _ := utf8.DecodeLastRune(a)
	first, _ := utf8.DecodeRuneInString(b)
	left, right := Width(string(last)) == 2, Width(string(first)) == 2
	if left && (right || strings.ContainsRune("{“‘—…", first)) || right && strings.ContainsRune("}”’—…", last) {
		return true
	}
	return widePunct(last) || widePunct(first)
}

// widePunct says whether r is punctuation as wide as a Chinese character.
func widePunct(r rune) bool { return unicode.IsPunct(r) && Width(string(r)) == 2 }

// wrap breaks the text and cuts its runs at the same places.
func (s *styled) wrap(width int) []Line {
	var out []Line
	i, all := 0, string(s.text)
	for _, r := range wrapRanges(all, width) {
		line := Line{}
		for at := r.start; at < r.end; {
			for s.runs[i].end <= at {
				i++
			}
			end := min(s.runs[i].end, r.end)
			if k := len(line) - 1; k >= 0 && line[k].Style == s.runs[i].style {
				line[k].Text += all[at:end]
			} else {
				line = append(line, Span{all[at:end], s.runs[i].style})
			}
			at = end
		}
		out = append(out, line)
	}
	return out
}

// clean replaces what a terminal might take for a command: every control
// character except the newline, and bytes that are not UTF-8.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && unicode.IsControl(r) {
			return utf8.RuneError
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
}
