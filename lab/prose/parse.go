package prose

import (
	"slices"
	"strings"

	"tcplab/lab/pattern"
	"tcplab/lab/words"
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
//	> Often said: a sentence.       as above; no line of the notes, but what the web
//	                                says (Chinese: 常见说法：)
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
// All that stands behind the lead may be any Markdown that Lines lays out:
// paragraphs, lists, tables, code. An option's reason goes on in lines that begin
// with a blank; the first colon with a blank behind it, or the first full-width
// one, parts it from the option. The port 8001 becomes the run's own, except in
// quotations.
//
// On the closing page {syn} stands for the step that took that beat, with the word
// "step" before its number, and {packets:tcp} for a number of this run; the comment
// of Tally in package tell lists these. A sentence whose beats are all beats of
// another network is left out (Note.Filled), so what is true on one network alone
// is a sentence of its own.
//
// Programs are English in their source, and so are their comments: only the other
// languages have a section of comments.
//
// A text is a draft as long as beats have no section, a section has no lead, or
// there is no closing page. That is no mistake here.
//
// An error names the line of the first mistake and the remedy.
func Parse(md []byte) (*Text, error) {
	text, problems := Read(md)
	if len(problems) > 0 {
		return nil, problems[0]
	}
	return text, nil
}

// Problem is a mistake in a lesson's text. It is an error in both languages.
type Problem struct {
	Line int // from 1
	Say  words.Text
}

// In returns the mistake with its line, in a language.
func (p Problem) In(lang string) string {
	return words.Say("line %d: %s", "第 %d 行：%s", p.Line, p.Say).In(lang)
}

func (p Problem) Error() string { return p.In("en") }

// Read reads a lesson's text as Parse does, as far as it can be read, and lists
// all mistakes in it.
func Read(md []byte) (*Text, []Problem) {
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
	return p.text, p.problems
}

// parser fills a Text and keeps the mistakes.
type parser struct {
	text     *Text
	problems []Problem
}

// fail notes a mistake.
func (p *parser) fail(no int, what words.Text) { p.problems = append(p.problems, Problem{no, what}) }

// preamble reads the title and the summary.
func (p *parser) preamble(part []line) {
	part = trim(part)
	if len(part) == 0 {
		p.fail(1, words.Say("the file has no title; begin it with `# Title`", "文件没有标题；请用 `# 标题` 开头"))
		return
	}
	title, ok := strings.CutPrefix(part[0].text, "# ")
	if !ok {
		p.fail(part[0].no, words.Say("the title must come first; write `# Title`", "标题要放在最前面；请写 `# 标题`"))
		return
	}
	p.text.Title = strings.TrimSpace(title)
	summary, more := paragraph(trim(part[1:]))
	if summary == "" {
		p.fail(part[0].no, words.Say("the menu needs a line on the lesson; write it below the title", "菜单里要有一行介绍；请写在标题下面"))
	}
	if more = trim(more); len(more) > 0 {
		p.fail(more[0].no, words.Say("only the menu's line stands between the title and the first `## `; move this", "标题和第一个 `## ` 之间只能有菜单里的那一行；请把这里移走"))
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
		p.fail(part[0].no, words.Say("this heading names no beat; write `## beat-id: headline`, `## chapter id: name` or `## closing: headline`", "这个标题没有写步骤名；请写 `## 步骤名: 标题`、`## chapter 章: 名字` 或 `## closing: 标题`（步骤名用小写字母，后面是半角冒号）"))
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
			p.fail(part[0].no, words.Say("there is a closing page already; keep one of them", "已经有一个结束页；请只留一个"))
		}
		p.text.Closing.Headline = name
		p.closing(body)
		return
	}
	switch {
	case id == "comments" && p.text.Comments != nil, id == "hosts" && p.text.Hosts != nil:
		p.fail(part[0].no, words.Say("there is a section %q already; keep one of them", "已经有 %q 这一段；请只留一个", id))
		return
	case id == "comments":
		p.comments(body)
		return
	case id == "hosts":
		p.hosts(body)
		return
	}
	if _, ok := p.text.Sections[id]; ok {
		p.fail(part[0].no, words.Say("beat %q has a section already; keep one of them", "步骤 %q 已经有一段文字；请只留一个", id))
	}
	p.text.Sections[id] = p.beat(name, body)
}

// chapter notes a chapter's name.
func (p *parser) chapter(id, name string, part []line) {
	if _, ok := p.text.Chapters[id]; ok {
		p.fail(part[0].no, words.Say("chapter %q has a name already; keep one of them", "%q 一章已经有名字；请只留一个", id))
	}
	p.text.Chapters[id] = name
	if rest := trim(part[1:]); len(rest) > 0 {
		p.fail(rest[0].no, words.Say("a chapter has a name and no text; move this below a beat's heading", "一章只有名字，没有文字；请移到某个步骤的标题下面"))
	}
}

// hosts reads what the text calls the lesson's hosts.
func (p *parser) hosts(body []line) {
	p.text.Hosts = map[string]string{}
	for _, l := range trim(body) {
		host, name, ok := strings.Cut(strings.TrimPrefix(l.text, "- "), ": ")
		if !ok || !strings.HasPrefix(l.text, "- ") {
			p.fail(l.no, words.Say("a line here is a host's name and what this language calls it; write `- hasty: 急性子`", "这里每行是一个主机名和它在这种语言里的叫法；请写成 `- hasty: 急性子`"))
			return
		}
		p.text.Hosts[host] = strings.TrimSpace(name)
	}
}

// beat reads the body of a beat's section.
func (p *parser) beat(headline string, body []line) Section {
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
	s.More = join(trim(more))
	for _, ask := range parts[1:] {
		if s.Question != nil {
			p.fail(ask[0].no, words.Say("a beat asks one question at most; move this one to another beat", "一个步骤最多提一个问题；请把这个移到别的步骤"))
		}
		q := p.question(ask, false)
		s.Question = &q
	}
	return s
}

// answers reads the list of all that a lesson answers, one item a line.
func (p *parser) answers(part []line) {
	if len(p.text.Answers.Questions)+len(p.text.Answers.Errors) > 0 {
		p.fail(part[0].no, words.Say("there is a list of answers already; keep one of them", "已经有一份 answers；请只留一份"))
	}
	for _, l := range trim(part[1:]) {
		item, ok := strings.CutPrefix(l.text, "- ")
		if item = strings.TrimSpace(item); !ok || item == "" {
			p.fail(l.no, words.Say("the list of answers has one line each; write `- ` and an error text in backquotes, or a question", "answers 里一行一条；请写 `- `，后面是反引号里的错误文字，或者一个问题"))
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
			n.Quote, n.Said = quote(rest[:quoted])
		}
		if n.Seen, rest = table(trim(rest[quoted:])); n.Seen == "" {
			n.Seen, rest = paragraph(trim(rest))
		}
		if n.Seen == "" || (quoted > 0 && n.Quote == "") {
			p.fail(first.no, words.Say("a line of the notes needs what was seen of it; write that paragraph, or a table, below the quotation", "引用笔记之后要写这次看到了什么；请在引文下面写一段或一张表"))
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

// oftenSaid are the words with which a quotation begins that is no line of the
// teaching notes.
var oftenSaid = []string{"Often said:", "常见说法："}

// quote joins the lines of a quotation. said reports whether it is what is often
// said.
func quote(part []line) (text string, said bool) {
	inner := slices.Clone(part)
	for i := range inner {
		inner[i].text = strings.TrimSpace(strings.TrimPrefix(inner[i].text, ">"))
	}
	text = flow(inner)
	for _, words := range oftenSaid {
		if rest, ok := strings.CutPrefix(text, words); ok {
			return strings.TrimSpace(rest), true
		}
	}
	return text, false
}
