package prose

import (
	"fmt"
	"slices"
	"strings"

	"tcplab/lab/pattern"
)

// Parse reads a lesson's text in one language. The file is Markdown with these
// headings:
//
//	# Title
//	One line for the menu.
//	## chapter opening: Opening     a chapter's id and its name
//	## syn: SERVER: SYN comes in    a beat's id and its headline
//	The lead, one paragraph. The rest is shown after Enter, until:
//	### Ask: which end changes?     optional, with options below
//	- [ ] the client: why not
//	- [x] both: why
//	Terms: SYN, SYN_SENT            optional, the section's last line
//	## closing: The notes beside this run
//	> A line of the notes.
//	This was seen, at {syn}.        a paragraph or a table, without a quotation
//	                                above it if the notes leave this out
//	### Ask: …                      as above, and below the options:
//	Answer: syn
//	## hosts: their names           optional: what this language calls a host
//	- hasty: 急性子
//	## comments: the programs       optional: each comment, and its translation
//	// Read the answer.             in as many lines
//	// 读取回答。
//	## answers
//	- `connection refused`           an error text that this lesson answers, as Go prints it
//	- Who answers a SYN?            a question that it answers
//
// An error names the line and the remedy.
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

// heading matches "## id: headline" and gives both parts. A chapter's id keeps
// its "chapter ".
var heading = pattern.New(`^## +((?:chapter +)?[a-z0-9][a-z0-9-]*): *(\S.*)$`)

// section reads one part that begins with "## ".
func (p *parser) section(part []line) {
	if part[0].text == "## answers" {
		p.answers(part)
		return
	}
	m := heading().FindStringSubmatch(part[0].text)
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
	switch {
	case id == "comments" && p.text.Comments != nil, id == "hosts" && p.text.Hosts != nil:
		p.fail(part[0].no, "there is a section %q already; keep one of them", id)
		return
	case id == "comments":
		p.comments(body)
		return
	case id == "hosts":
		p.hosts(body)
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

// hosts reads what the text calls the lesson's hosts.
func (p *parser) hosts(body []line) {
	p.text.Hosts = map[string]string{}
	for _, l := range trim(body) {
		host, name, ok := strings.Cut(strings.TrimPrefix(l.text, "- "), ": ")
		if !ok || !strings.HasPrefix(l.text, "- ") {
			p.fail(l.no, "a line here is a host's name and what this language calls it; write `- hasty: 急性子`")
			return
		}
		p.text.Hosts[host] = strings.TrimSpace(name)
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

// answers reads the list of all that a lesson answers, one item a line.
func (p *parser) answers(part []line) {
	if len(p.text.Answers.Questions)+len(p.text.Answers.Errors) > 0 {
		p.fail(part[0].no, "there is a list of answers already; keep one of them")
	}
	for _, l := range trim(part[1:]) {
		item, ok := strings.CutPrefix(l.text, "- ")
		if item = strings.TrimSpace(item); !ok || item == "" {
			p.fail(l.no, "the list of answers has one line each; write `- ` and an error text in backquotes, or a question")
			return
		}
		if bare := strings.Trim(item, "`"); bare != "" && item == "`"+bare+"`" {
			p.text.Answers.Errors = append(p.text.Answers.Errors, bare)
		} else {
			p.text.Answers.Questions = append(p.text.Answers.Questions, item)
		}
	}
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
		if n.Seen, rest = table(trim(rest[quoted:])); n.Seen == "" {
			n.Seen, rest = paragraph(trim(rest))
		}
		if n.Seen == "" || (quoted > 0 && n.Quote == "") {
			p.fail(first.no, "a line of the notes needs what was seen of it; write that paragraph, or a table, below the quotation")
			return
		}
		for _, m := range reference().FindAllStringSubmatch(n.Seen, -1) {
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
