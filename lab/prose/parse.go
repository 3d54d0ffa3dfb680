package prose

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Parse reads a lesson's text in one language. The file is Markdown with these
// headings:
//
//	# Title
//	One line for the menu.
//	## chapter opening: Opening     a chapter's id and its name
//	## syn: SERVER: SYN comes in    a beat's id and its headline
//	The lead, one paragraph. What follows is behind Enter, until:
//	### Ask: which end changes?     optional, with options below
//	- [ ] the client: why not
//	- [x] both: why
//	Terms: SYN, SYN_SENT            optional, the section's last line
//	## closing: The notes beside this run
//	> A line of the notes.
//	What was seen of it, at {syn}.  alone: what the notes leave out
//	### Ask: …                      as above, and below the options:
//	Answer: syn
//
// An error names the line and says what to do about it.
func Parse(md []byte) (*Text, error) {
	p := parser{text: &Text{Chapters: map[string]string{}, Sections: map[string]Section{}}}
	src := strings.TrimPrefix(string(md), "\ufeff")
	src = strings.ReplaceAll(src, "\r\n", "\n")
	for i, part := range split(lines(src), "## ") {
		if i == 0 {
			p.preamble(part)
		} else {
			p.section(part)
		}
	}
	if p.text.Closing.Headline == "" && p.err == nil {
		p.fail(strings.Count(src, "\n")+1, "there is no closing page; add `## closing: a headline`")
	}
	if p.err != nil {
		return nil, p.err
	}
	return p.text, nil
}

// line is a line of the source with its number, from 1.
type line struct {
	no   int
	text string
	code bool // inside a fenced code block, where nothing is a heading
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

// fenceMark is the run of backticks or tildes that opens or closes a code
// block on this line, or the empty string.
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

// split cuts lines before each one that starts with prefix; the first part is
// what stands before all of them.
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

// parser fills a Text and keeps the first error.
type parser struct {
	text *Text
	err  error
}

// fail notes an error unless there is one already.
func (p *parser) fail(no int, format string, args ...any) {
	if p.err == nil {
		p.err = fmt.Errorf("line %d: %w", no, fmt.Errorf(format, args...))
	}
}

// preamble reads the title and the summary.
func (p *parser) preamble(part []line) {
	part = trim(part)
	if len(part) == 0 {
		p.fail(1, "the file has no title; begin it with `# Title`")
		return
	}
	title, ok := strings.CutPrefix(part[0].text, "# ")
	if !ok {
		p.fail(part[0].no, "the title must come first; write `# Title`")
		return
	}
	p.text.Title = strings.TrimSpace(title)
	summary, more := paragraph(trim(part[1:]))
	if summary == "" {
		p.fail(part[0].no, "the menu needs a line on the lesson; write it below the title")
	}
	if more = trim(more); len(more) > 0 {
		p.fail(more[0].no, "only the menu's line stands between the title and the first `## `; move this")
	}
	p.text.Summary = summary
}

// heading takes "## id: headline" apart. A chapter's id keeps its "chapter ".
var heading = regexp.MustCompile(`^## +((?:chapter +)?[a-z0-9][a-z0-9-]*): *(\S.*)$`)

// section reads one part that begins with "## ".
func (p *parser) section(part []line) {
	m := heading.FindStringSubmatch(part[0].text)
	if m == nil {
		p.fail(part[0].no, "this heading names no beat; write `## beat-id: headline`, `## chapter id: name` or `## closing: headline`")
		return
	}
	id, name := m[1], m[2]
	body := part[1:]
	if chapter, ok := strings.CutPrefix(id, "chapter "); ok {
		p.chapter(strings.TrimSpace(chapter), name, part)
		return
	}
	if id == "closing" {
		if p.text.Closing.Headline != "" {
			p.fail(part[0].no, "there is a closing page already; keep one of them")
		}
		p.text.Closing.Headline = name
		p.closing(body)
		return
	}
	if _, ok := p.text.Sections[id]; ok {
		p.fail(part[0].no, "beat %q has a section already; keep one of them", id)
	}
	p.text.Sections[id] = p.beat(part[0].no, name, body)
}

// chapter notes a chapter's name.
func (p *parser) chapter(id, name string, part []line) {
	if _, ok := p.text.Chapters[id]; ok {
		p.fail(part[0].no, "chapter %q has a name already; keep one of them", id)
	}
	p.text.Chapters[id] = name
	if rest := trim(part[1:]); len(rest) > 0 {
		p.fail(rest[0].no, "a chapter has a name and no text; move this below a beat's heading")
	}
}

// beat reads the body of a beat's section.
func (p *parser) beat(no int, headline string, body []line) Section {
	s := Section{Headline: headline}
	body = trim(body)
	if k := len(body) - 1; k >= 0 {
		if list, ok := strings.CutPrefix(body[k].text, "Terms:"); ok && !body[k].code {
			s.Terms = p.terms(body[k].no, list)
			body = body[:k]
		}
	}
	parts := split(body, "### Ask:")
	var more []line
	s.Lead, more = paragraph(trim(parts[0]))
	if s.Lead == "" {
		p.fail(no, "this section says nothing; write a first paragraph of at most two lines of 76 columns below its heading")
	}
	s.More = join(trim(more))
	for _, ask := range parts[1:] {
		if s.Question != nil {
			p.fail(ask[0].no, "a beat asks one question at most; move this one to another beat")
		}
		q := p.question(ask, false)
		s.Question = &q
	}
	return s
}

// terms splits a list of the glossary's keys.
func (p *parser) terms(no int, list string) []string {
	var keys []string
	for _, key := range strings.FieldsFunc(list, func(r rune) bool { return strings.ContainsRune(",，、", r) }) {
		if key = strings.TrimSpace(key); key != "" {
			keys = append(keys, key)
		}
	}
	if len(keys) == 0 {
		p.fail(no, "no term follows; write `Terms: SYN, ACK` or leave the line out")
	}
	return keys
}

// option takes "- [x] answer: reason" apart.
var option = regexp.MustCompile(`^- \[([ xX])\] +(.*)$`)

// question reads what follows "### Ask:".
func (p *parser) question(part []line, closing bool) Question {
	head := part[0]
	q := Question{Ask: strings.TrimSpace(strings.TrimPrefix(head.text, "### Ask:"))}
	if q.Ask == "" {
		p.fail(head.no, "the question is missing; write it behind `### Ask:`")
	}
	right := 0
	for rest := trim(part[1:]); len(rest) > 0; {
		l := rest[0]
		if beat, ok := strings.CutPrefix(l.text, "Answer:"); ok && closing {
			q.Beat = strings.TrimSpace(beat)
			rest = trim(rest[1:])
			if len(rest) > 0 {
				p.fail(rest[0].no, "`Answer:` is a question's last line; move this above it")
				return q
			}
			continue
		}
		m := option.FindStringSubmatch(l.text)
		if m == nil {
			p.fail(l.no, "this is no answer; write `- [ ] answer: why not` or `- [x] answer: why`")
			return q
		}
		n := 1
		for n < len(rest) && strings.HasPrefix(rest[n].text, " ") {
			n++
		}
		o := Option{Right: m[1] != " "}
		o.Text, o.Why = cutReason(flow(append([]line{{text: m[2]}}, rest[1:n]...)))
		if o.Text == "" || o.Why == "" {
			p.fail(l.no, "an answer comes with its reason; write `- [%s] answer: reason`", m[1])
		}
		if o.Right {
			right++
		}
		q.Options = append(q.Options, o)
		rest = trim(rest[n:])
	}
	if len(q.Options) < 2 || right != 1 {
		p.fail(head.no, "a question has two answers or more and one right one; mark that with `- [x]`")
	}
	if closing && q.Beat == "" {
		p.fail(head.no, "a closing question names the beat that answers it; write `Answer: beat-id` below its answers")
	}
	return q
}

// cutReason parts an answer from its reason at the first colon that is
// followed by a space, or at the first full-width one.
func cutReason(s string) (answer, reason string) {
	at, size := strings.Index(s, ": "), 2
	if wide := strings.Index(s, "："); wide >= 0 && (at < 0 || wide < at) {
		at, size = wide, len("：")
	}
	if at < 0 {
		return strings.TrimSpace(s), ""
	}
	return strings.TrimSpace(s[:at]), strings.TrimSpace(s[at+size:])
}

// closing reads the closing page.
func (p *parser) closing(body []line) {
	parts := split(body, "### Ask:")
	for rest := trim(parts[0]); len(rest) > 0; rest = trim(rest) {
		var n Note
		first := rest[0]
		quoted := 0
		for quoted < len(rest) && strings.HasPrefix(rest[quoted].text, ">") {
			quoted++
		}
		if quoted > 0 {
			n.Quote = quote(rest[:quoted])
		}
		n.Seen, rest = paragraph(trim(rest[quoted:]))
		if n.Seen == "" || (quoted > 0 && n.Quote == "") {
			p.fail(first.no, "a line of the notes needs what was seen of it; write that paragraph below the quotation")
			return
		}
		for _, m := range reference.FindAllStringSubmatch(n.Seen, -1) {
			if !slices.Contains(n.Beats, m[1]) {
				n.Beats = append(n.Beats, m[1])
			}
		}
		p.text.Closing.Notes = append(p.text.Closing.Notes, n)
	}
	for _, ask := range parts[1:] {
		p.text.Closing.Questions = append(p.text.Closing.Questions, p.question(ask, true))
	}
}

// quote joins the lines of a quotation.
func quote(part []line) string {
	inner := slices.Clone(part)
	for i := range inner {
		inner[i].text = strings.TrimSpace(strings.TrimPrefix(inner[i].text, ">"))
	}
	return flow(inner)
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

// paragraph takes the first paragraph off: running text up to an empty line or
// a block of another kind. It is empty where part begins with such a block.
func paragraph(part []line) (first string, rest []line) {
	n := 0
	for n < len(part) && part[n].text != "" && !part[n].code && !startsBlock(part[n].text, n > 0) {
		n++
	}
	return flow(part[:n]), part[n:]
}

// startsBlock says whether a line begins a list, a table, a quotation or a
// heading. In the middle of a paragraph a number with a full stop begins a list
// only if it is 1: the others are the end of a sentence.
func startsBlock(text string, inside bool) bool {
	if inside && numbered.MatchString(text) {
		return first.MatchString(text)
	}
	return block.MatchString(text)
}

var (
	block    = regexp.MustCompile(`^ *([-*+] |[0-9]+[.)] |\||>|#{1,6} )`)
	numbered = regexp.MustCompile(`^ *[0-9]+[.)] `)
	first    = regexp.MustCompile(`^ *1[.)] `)
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

// join puts lines together again as they were.
func join(part []line) string {
	texts := make([]string, len(part))
	for i, l := range part {
		texts[i] = l.text
	}
	return strings.Join(texts, "\n")
}
