package prose

import (
	"strings"

	"tcplab/lab/pattern"
	"tcplab/lab/words"
)

// terms splits a list of the glossary's keys.
func (p *parser) terms(no int, list string) []string {
	var keys []string
	for _, key := range strings.FieldsFunc(list, func(r rune) bool { return strings.ContainsRune(",，、", r) }) {
		if key = strings.TrimSpace(key); key != "" {
			keys = append(keys, key)
		}
	}
	if len(keys) == 0 {
		p.fail(no, words.Say("no term follows; write `Terms: SYN, ACK` or leave the line out", "后面没有术语；请写 `Terms: SYN, ACK`，或去掉这一行"))
	}
	return keys
}

// option matches "- [x] answer: reason" and gives the mark and the rest.
var option = pattern.New(`^- \[([ xX])\] +(.*)$`)

// question reads one part that begins with "### Ask:". Closing is set if it
// stands on the closing page, where a question needs a line "Answer:".
func (p *parser) question(part []line, closing bool) Question {
	head := part[0]
	q := Question{Ask: strings.TrimSpace(strings.TrimPrefix(head.text, "### Ask:"))}
	if q.Ask == "" {
		p.fail(head.no, words.Say("the question is missing; write it behind `### Ask:`", "没有问题；请写在 `### Ask:` 后面"))
	}
	right := 0
	for rest := trim(part[1:]); len(rest) > 0; {
		l := rest[0]
		if beat, ok := strings.CutPrefix(l.text, "Answer:"); ok && closing {
			q.Beat = strings.TrimSpace(beat)
			rest = trim(rest[1:])
			if len(rest) > 0 {
				p.fail(rest[0].no, words.Say("`Answer:` is a question's last line; move this above it", "`Answer:` 是问题的最后一行；请把这里移到它上面"))
				return q
			}
			continue
		}
		m := option().FindStringSubmatch(l.text)
		if m == nil {
			p.fail(l.no, words.Say("this is no answer; write `- [ ] answer: why not` or `- [x] answer: why`", "这不是选项；请写 `- [ ] 选项：为什么不对` 或 `- [x] 选项：为什么对`"))
			return q
		}
		n := 1
		for n < len(rest) && strings.HasPrefix(rest[n].text, " ") {
			n++
		}
		o := Option{Right: m[1] != " "}
		o.Text, o.Why = cutReason(flow(append([]line{{text: m[2]}}, rest[1:n]...)))
		if o.Text == "" || o.Why == "" {
			p.fail(l.no, words.Say("an answer comes with its reason; write `- [%s] answer: reason`", "选项后面要有理由；请写 `- [%s] 选项：理由`", m[1]))
		}
		if o.Right {
			right++
		}
		q.Options = append(q.Options, o)
		rest = trim(rest[n:])
	}
	if len(q.Options) < 2 || right != 1 {
		p.fail(head.no, words.Say("a question has two answers or more and one right one; mark that with `- [x]`", "一个问题至少有两个选项，恰好一个是对的；对的用 `- [x]` 标出"))
	}
	if closing && q.Beat == "" {
		p.fail(head.no, words.Say("a closing question names the beat that answers it; write `Answer: beat-id` below its answers", "结束页的问题要写明由哪个步骤回答；请在选项下面写 `Answer: 步骤名`"))
	}
	return q
}

// cutReason cuts an answer from its reason at the first colon that is
// full-width or has a space behind it.
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
