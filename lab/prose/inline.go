package prose

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// paragraph lays out inline text. Style is for text with no style of its own.
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

// unescape resolves Markdown's backslashes and entities.
func unescape(raw []byte) string {
	v := util.UnescapePunctuations(raw)
	return string(util.ResolveEntityNames(util.ResolveNumericReferences(v)))
}

// styled is running text with a style for every byte, as runs.
type styled struct {
	text []byte
	runs []run
	soft bool // the text ends with the end of a source line: see add
}

// run is the style of the bytes from the run before it up to end.
type run struct {
	end   int
	style Style
}

// add appends text. It puts a space before t if a line of the source ended
// there, but none between two Chinese characters.
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

// joinsTight reports whether no space belongs between a and b. So it is if a
// ends and b begins with a wide character, or if one of these two characters is
// Chinese punctuation, which has its own blank. Chinese quotation marks and
// dashes are narrow here, as in many fonts, and a {beat-id} stands for Chinese
// words; beside a wide character both count as wide.
func joinsTight(a []byte, b string) bool {
	last, _ := utf8.DecodeLastRune(a)
	first, _ := utf8.DecodeRuneInString(b)
	left, right := Width(string(last)) == 2, Width(string(first)) == 2
	if left && (right || strings.ContainsRune("{“‘—…", first)) || right && strings.ContainsRune("}”’—…", last) {
		return true
	}
	return widePunct(last) || widePunct(first)
}

// widePunct reports whether r is punctuation as wide as a Chinese character.
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

// clean replaces all that a terminal might take for a command: every control
// character except the newline, and bytes that are not UTF-8.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && unicode.IsControl(r) {
			return utf8.RuneError
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
}
