package author

import (
	"regexp"

	"tcplab/lab/pattern"
	"tcplab/lab/prose"
	"tcplab/lab/words"
)

// closingQuestions is how many questions the closing page asks.
const closingQuestions = 2

// questions finds chapters without a question, questions that nobody would see,
// and closing pages with too few of them, or too many.
func questions(c *Case, r *report) {
	last := map[string]int{} // by beat: the row that is told last, and asks
	for i, b := range c.Lesson.Script {
		last[b.ID] = i
	}
	c.each(func(lang string, text *prose.Text) {
		asked := map[string]int{}
		for i, b := range c.Lesson.Script {
			if text.Sections[b.ID].Question == nil {
				continue
			}
			asked[b.Chapter]++
			if i == last[b.ID] && !b.Stop && !c.Lesson.Settings.Quiet {
				r.say(c.row(i), words.Say("%s asks a question in %s.md, but n does not stop there, so nobody would see it: set Stop",
					"%s 在 %s.md 里提了问题，但 n 不停在那里，没有人看得到：请设 Stop", b.ID, lang))
			}
		}
		for _, chapter := range c.Lesson.Chapters {
			if asked[chapter] == 0 {
				r.say(c.text(lang, "## chapter "+chapter+":"), words.Say("chapter %s asks no question: let it ask one before it shows the answer",
					"%s 一章没有问题：请在答案出现之前提一个", chapter))
			}
		}
		if n := len(text.Closing.Questions); n != closingQuestions {
			r.say(c.section(lang, "closing"), words.Say("the closing page asks %d questions, want two", "结束页有 %d 个问题，应该是两个", n))
		}
	})
}

// placed matches words by which an option speaks of another one by its place.
var placed = map[string]func() *regexp.Regexp{
	"en": pattern.New(`(?i)\b(above|below|former|latter|(all|both|none|neither) of (these|those|the above)|such rule either|(option|answer) ([0-9]|[a-d]\b)|(first|second|third|last|other|previous) option)\b`),
	"zh": pattern.New(`以上|上述|[上下]面(那|这|的|两|一)|前者|后者|同上|也没有这样|(第[一二三四]|前一|上一|后一|下一|另一|其他)个?(选项|答案)|(选项|答案)\s*[0-9A-Da-d一二三四]`),
}

// optionsAlone finds options that speak of another one by its place. The options
// of a question are shuffled, so none of them and no reason may.
func optionsAlone(c *Case, r *report) {
	c.each(func(lang string, text *prose.Text) {
		check := func(where string, q prose.Question) {
			for _, o := range q.Options {
				if at := placed[lang]().FindString(o.Text + ": " + o.Why); at != "" {
					r.say(c.holds(lang, where+", question", o.Text), words.Say("%s: option %q speaks of another by its place: %q; the options are shuffled",
						"%s：选项 %q 按位置提到了别的选项：%q；选项会被打乱", where, o.Text, at))
				}
			}
		}
		for _, id := range sorted(text.Sections) {
			if q := text.Sections[id].Question; q != nil {
				check(id, *q)
			}
		}
		for _, q := range text.Closing.Questions {
			check("closing", q)
		}
	})
}
