package prose

import (
	"strings"

	"tcplab/lab/pattern"
)

// line is a line of the source with its number, from 1.
type line struct {
	no   int
	text string
	code bool // it is in a fenced code block, and so no heading
}

// lines numbers the source's lines and marks those in code blocks.
func lines(src string) []line {
	var out []line
	fence := ""
	for i, t := range strings.Split(src, "\n") {
		t = strings.TrimRight(t, " \t")
		mark := fenceMark(t)
		code := fence != "" || mark != ""
		switch {
		case fence == "":
			fence = mark
		case strings.HasPrefix(mark, fence) && strings.Trim(t, " "+fence[:1]) == "":
			fence = ""
		}
		out = append(out, line{i + 1, t, code})
	}
	return out
}

// fenceMark returns the run of backticks or tildes that opens or closes a code
// block on this line, "" if there is none.
func fenceMark(t string) string {
	t = strings.TrimLeft(t, " ")
	for _, c := range []string{"`", "~"} {
		run := t[:len(t)-len(strings.TrimLeft(t, c))]
		if len(run) >= 3 && !(c == "`" && strings.Contains(t[len(run):], c)) {
			return run
		}
	}
	return ""
}

// split cuts lines before each one that starts with prefix. The first part has
// the lines before all of these, and may be empty.
func split(all []line, prefix string) [][]line {
	parts := [][]line{nil}
	for _, l := range all {
		if !l.code && strings.HasPrefix(l.text, prefix) {
			parts = append(parts, nil)
		}
		k := len(parts) - 1
		parts[k] = append(parts[k], l)
	}
	return parts
}

// trim drops empty lines at both ends.
func trim(part []line) []line {
	for len(part) > 0 && part[0].text == "" {
		part = part[1:]
	}
	for len(part) > 0 && part[len(part)-1].text == "" {
		part = part[:len(part)-1]
	}
	return part
}

// table takes the lines of a table off part. Rows is "" if part begins with
// something else.
func table(part []line) (rows string, rest []line) {
	n := 0
	for n < len(part) && strings.HasPrefix(part[n].text, "|") && !part[n].code {
		n++
	}
	return join(part[:n]), part[n:]
}

// paragraph takes the first paragraph off part: running text up to an empty
// line or a block of another kind. First is "" if part begins with such a
// block.
func paragraph(part []line) (first string, rest []line) {
	n := 0
	for n < len(part) && part[n].text != "" && !part[n].code && !startsBlock(part[n].text, n > 0) {
		n++
	}
	return flow(part[:n]), part[n:]
}

// startsBlock reports whether a line begins a list, a table, a quotation or a
// heading. Inside is set in the middle of a paragraph. There a number with a
// full stop begins a list only if it is 1; any other is the end of a sentence.
func startsBlock(text string, inside bool) bool {
	if inside && numbered().MatchString(text) {
		return itemOne().MatchString(text)
	}
	return block().MatchString(text)
}

var (
	block    = pattern.New(`^ *([-*+] |[0-9]+[.)] |\||>|#{1,6} )`)
	numbered = pattern.New(`^ *[0-9]+[.)] `)
	itemOne  = pattern.New(`^ *1[.)] `)
)

// flow joins the lines of a paragraph into one, without a space between two
// wide characters.
func flow(part []line) string {
	var s styled
	for _, l := range part {
		if t := strings.TrimSpace(l.text); t != "" {
			s.soft = len(s.text) > 0
			s.add(t, Normal)
		}
	}
	return string(s.text)
}

// join returns lines as one text with newlines, as they were.
func join(part []line) string {
	texts := make([]string, len(part))
	for i, l := range part {
		texts[i] = l.text
	}
	return strings.Join(texts, "\n")
}
