package author

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"tcplab/lab/prose"
	"tcplab/lab/words"
)

// sorted returns the keys of a map in order, so that findings are always in the
// same one.
func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// fits finds texts that are too wide or too long for the panel.
func fits(c *Case, r *report) {
	c.each(func(lang string, text *prose.Text) {
		if w := prose.Width(text.Summary); w > prose.LeadWidth {
			r.say(c.holds(lang, "", text.Summary), words.Say("the menu's line is %d columns wide, more than %d", "菜单里的这一行宽 %d 列，超过了 %d 列", w, prose.LeadWidth))
		}
		if w := prose.Width(text.Closing.Headline); w > prose.HeadlineWidth {
			r.say(c.section(lang, "closing"), words.Say("the closing page's headline is %d columns wide, more than %d", "结束页的标题宽 %d 列，超过了 %d 列", w, prose.HeadlineWidth))
		}
		for _, id := range sorted(text.Sections) {
			s := text.Sections[id]
			if w := prose.Width(s.Headline); w > prose.HeadlineWidth {
				r.say(c.section(lang, id), words.Say("%s: the headline %q is %d columns wide, more than %d", "%s：标题 %q 宽 %d 列，超过了 %d 列", id, s.Headline, w, prose.HeadlineWidth))
			}
			if lines := prose.Lines(s.Lead, prose.LeadWidth); len(lines) > prose.LeadLines {
				r.say(c.lead(lang, id), words.Say("%s: the lead needs %d lines of %d columns, more than %d: put a part of it into a paragraph of its own",
					"%s：第一段要 %d 行（每行 %d 列），超过了 %d 行：请把一部分放到下一段", id, len(lines), prose.LeadWidth, prose.LeadLines))
			}
		}
	})
}

// noMarkup finds marks of emphasis that Markdown did not take as such, which
// happens easily between Chinese characters.
func noMarkup(c *Case, r *report) {
	c.each(func(lang string, text *prose.Text) {
		for _, n := range text.Closing.Notes {
			if strings.ContainsAny(n.Quote, "\\*`") { // it is shown as it stands
				r.say(c.holds(lang, "closing", n.Quote), words.Say("closing: the quotation %q shows its markup: take the markup out, for a quotation needs none",
					"结束页：引文 %q 露出了标记：请去掉标记，引文里不需要", n.Quote))
			}
		}
		all := everything(text)
		for _, where := range sorted(all) {
			for _, line := range prose.Lines(all[where], prose.LeadWidth) {
				for _, s := range line {
					if s.Style != prose.Code && strings.ContainsAny(s.Text, "*`") {
						r.say(c.holds(lang, where, s.Text), words.Say("%s: %q shows its markup: put a space or a letter where the mark begins or ends",
							"%s：%q 露出了标记：请在标记开头或结尾的地方放一个空格或字母", where, s.Text))
					}
				}
			}
		}
	})
}

// everything returns every Markdown text of a lesson, by its place.
func everything(text *prose.Text) map[string]string {
	all := map[string]string{"title": text.Title, "summary": text.Summary}
	ask := func(where string, q prose.Question) {
		all[where+", question"] = q.Ask
		for _, o := range q.Options {
			all[where+", answer "+o.Text] = o.Text + "\n\n" + o.Why
		}
	}
	for id, s := range text.Sections {
		all[id+", headline"], all[id+", lead"], all[id+", more"] = s.Headline, s.Lead, s.More
		if s.Question != nil {
			ask(id, *s.Question)
		}
	}
	for _, n := range text.Closing.Notes {
		all["closing, "+n.Seen] = n.Quote + "\n\n" + n.Seen
	}
	for _, q := range text.Closing.Questions {
		ask("closing", q)
	}
	for _, q := range text.Answers.Questions {
		all["answers, "+q] = q
	}
	return all
}

// ownLanguage finds texts in another language than that of their file.
func ownLanguage(c *Case, r *report) {
	c.each(func(lang string, text *prose.Text) {
		all := everything(text)
		for _, where := range sorted(all) {
			md := all[where]
			if lang == "en" && hasChinese(md) {
				r.say(c.holds(lang, where, md), words.Say("%s: Chinese in the English text: %q", "%s：英文里有中文：%q", where, md))
			}
			// A short answer may be a state's name and nothing else, but the
			// reason behind it is a sentence.
			if lang == "zh" && !hasChinese(md) && md != "" {
				r.say(c.holds(lang, where, md), words.Say("%s: no Chinese in the Chinese text: %q", "%s：中文里没有中文：%q", where, md))
			}
		}
	})
}

// hasChinese reports whether a text has a Chinese character.
func hasChinese(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}
