package author

import (
	"regexp"
	"slices"

	"tcplab/lab/pattern"
	"tcplab/lab/prose"
	"tcplab/lab/words"
)

// agree finds where a lesson is not the same in both languages: questions, right
// answers, terms, steps.
func agree(c *Case, r *report) {
	c.both(func(en, zh *prose.Text) {
		for _, id := range sorted(en.Sections) {
			b, ok := zh.Sections[id]
			if !ok {
				continue // toldOnce finds it
			}
			a := en.Sections[id]
			if !slices.Equal(a.Terms, b.Terms) {
				r.say(c.section("zh", id, "Terms:"), words.Say("%s: the terms are %v in English and %v in Chinese", "%s：术语在英文里是 %v，在中文里是 %v", id, a.Terms, b.Terms))
			}
			if (a.More == "") != (b.More == "") {
				r.say(c.section("zh", id), words.Say("%s: only one language has more text after Enter", "%s：只有一种语言在回车后还有文字", id))
			}
			if (a.Question == nil) != (b.Question == nil) {
				r.say(c.section("zh", id), words.Say("%s: only one language asks a question", "%s：只有一种语言提了问题", id))
			} else if a.Question != nil {
				c.sameQuestion(r, c.section("zh", id, "### Ask:"), id, *a.Question, *b.Question)
			}
		}
		c.sameClosing(r, en.Closing, zh.Closing)
		if a, b := en.Answers, zh.Answers; !slices.Equal(a.Errors, b.Errors) || len(a.Questions) != len(b.Questions) {
			r.say(c.text("zh", "## answers"), words.Say("answers: the errors %v and %d questions in English, %v and %d in Chinese",
				"answers：英文里有错误 %v 和 %d 个问题，中文里有 %v 和 %d 个", a.Errors, len(a.Questions), b.Errors, len(b.Questions)))
		}
	})
}

// sameQuestion finds two questions that differ in more than words.
func (c *Case) sameQuestion(r *report, at Place, where string, a, b prose.Question) {
	right := func(q prose.Question) int {
		return slices.IndexFunc(q.Options, func(o prose.Option) bool { return o.Right })
	}
	if len(a.Options) != len(b.Options) || right(a) != right(b) || a.Beat != b.Beat {
		r.say(at, words.Say("%s: in English there are %d answers, number %d is right, beat %q; in Chinese %d, %d, %q",
			"%s：英文里有 %d 个选项，第 %d 个对，步骤 %q；中文里是 %d、%d、%q",
			where, len(a.Options), right(a)+1, a.Beat, len(b.Options), right(b)+1, b.Beat))
	}
}

// sameClosing finds two closing pages that differ in more than words. The steps
// of a note may come in another order.
func (c *Case) sameClosing(r *report, a, b prose.Closing) {
	at := c.section("zh", "closing")
	if len(a.Notes) != len(b.Notes) || len(a.Questions) != len(b.Questions) {
		r.say(at, words.Say("closing: %d notes and %d questions in English, %d and %d in Chinese",
			"closing：英文里有 %d 条笔记和 %d 个问题，中文里有 %d 条和 %d 个", len(a.Notes), len(a.Questions), len(b.Notes), len(b.Questions)))
		return
	}
	for i, n := range a.Notes {
		other := b.Notes[i]
		if (n.Quote == "") != (other.Quote == "") {
			r.say(at, words.Say("closing, note %d: only one language has a line of the notes here", "closing 第 %d 条：只有一种语言在这里引用了笔记", i+1))
		}
		x, y := slices.Sorted(slices.Values(n.Beats)), slices.Sorted(slices.Values(other.Beats))
		if !slices.Equal(x, y) {
			r.say(at, words.Say("closing, note %d: it refers to %v in English, to %v in Chinese", "closing 第 %d 条：英文里提到 %v，中文里提到 %v", i+1, x, y))
		}
	}
	for i, q := range a.Questions {
		c.sameQuestion(r, at, "closing", q, b.Questions[i])
	}
}

// conditions are the phrases that say on which network a sentence is true. Packets
// are held on the private network and nowhere else, so the two phrases are one
// condition.
var conditions = map[string]struct{ en, zh func() *regexp.Regexp }{
	"held packets":     {pattern.New(`private\s+network|packets\s+(are|were)\s+held`), pattern.New(`私有网络|报文段\s*(都)?停|停在线路上`)},
	"the host network": {pattern.New(`host\s+network`), pattern.New(`本机\s*网络`)},
	"ordinary":         {pattern.New(`ordinary\s+network`), pattern.New(`普通(的)?\s*网络`)},
}

// keyNames are the keys that have a name instead of a sign.
var keyNames = pattern.New(`\b(PgDn|PgUp|Enter|Esc|Tab|Space|Home|End|Ctrl-C)\b`)

// sameConditions finds sentences that are true on one network alone and say so in
// one language only, and keys that only one language names.
func sameConditions(c *Case, r *report) {
	c.both(func(en, zh *prose.Text) {
		english, chinese := parts(en), parts(zh)
		for _, where := range sorted(english) {
			a, b := english[where], chinese[where]
			if a == "" || b == "" {
				continue // other rules find what one language lacks
			}
			for _, name := range sorted(conditions) {
				if cond := conditions[name]; cond.en().MatchString(a) != cond.zh().MatchString(b) {
					r.say(c.holds("zh", where, b), words.Say("%s: only one language has the condition %q: %s / %s", "%s：只有一种语言有 %q 这个条件：%s / %s", where, name, oneLine(a), oneLine(b)))
				}
			}
			if x, y := keysIn(a), keysIn(b); !slices.Equal(x, y) {
				r.say(c.holds("zh", where, b), words.Say("%s: English names the keys %q, Chinese %q", "%s：英文提到的键是 %q，中文是 %q", where, x, y))
			}
		}
	})
}

// parts returns the texts of a lesson that can be laid beside those of another
// language.
func parts(text *prose.Text) map[string]string {
	all := map[string]string{}
	for id, s := range text.Sections {
		all[id+", headline"], all[id+", lead"], all[id+", more"] = s.Headline, s.Lead, s.More
		if s.Question != nil {
			all[id+", question"] = whole(*s.Question)
		}
	}
	for i, n := range text.Closing.Notes {
		all["closing, "+string(rune('a'+i))] = n.Seen
	}
	for i, q := range text.Closing.Questions {
		all["closing, question "+string(rune('a'+i))] = whole(q)
	}
	return all
}

// whole returns a question with its answers and reasons.
func whole(q prose.Question) string {
	out := q.Ask
	for _, o := range q.Options {
		out += "\n\n" + o.Text + "\n\n" + o.Why
	}
	return out
}

// keysIn returns the keys that a text names: the signs that stand as code, and the
// names.
func keysIn(md string) []string {
	var keys []string
	for _, line := range prose.Lines(md, prose.LeadWidth) {
		for _, s := range line {
			if s.Style == prose.Code && len(s.Text) == 1 {
				keys = append(keys, s.Text)
			}
		}
	}
	keys = append(keys, keyNames().FindAllString(md, -1)...)
	slices.Sort(keys)
	return slices.Compact(keys)
}
