package author

import (
	"slices"
	"strings"

	"tcplab/lab/prose"
	"tcplab/lab/search"
	"tcplab/lab/words"
)

// found finds answers that are for nothing: every question of them finds its
// lesson, among all of the course.
func found(c *Case, r *report) {
	c.each(func(lang string, text *prose.Text) {
		if len(text.Answers.Questions) == 0 {
			r.say(c.text(lang), words.Say("the lesson answers nothing: end its text with `## answers` and a line `- ` for each question",
				"这一课什么也不回答：请在文末写 `## answers`，每个问题一行 `- `"))
		}
		for _, q := range text.Answers.Questions {
			hits := search.Find(q, c.Entries[lang])
			if !slices.ContainsFunc(hits, func(h search.Hit) bool { return c.Entries[lang][h.Entry].Name == c.Lesson.Name }) {
				r.say(c.holds(lang, "", "- "+q), words.Say("the search for %q does not find the lesson: use the words that people search by", "搜索 %q 找不到这一课：请用人们搜索时用的词", q))
			}
		}
		for _, e := range text.Answers.Errors {
			if strings.Contains(e, ":") {
				r.say(c.holds(lang, "", "- `"+e), words.Say("the error %q has a colon: list it without what was called", "错误 %q 里有冒号：只写错误，不写调用了什么", e))
			}
		}
	})
}
