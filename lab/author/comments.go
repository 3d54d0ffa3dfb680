package author

import (
	"slices"
	"strings"

	"tcplab/lab/prose"
	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// comments finds comments of programs that a language lacks, and translations
// left over from a comment that has gone. A program shown in another language
// than English has each of its comments in that language.
func comments(c *Case, r *report) {
	c.each(func(lang string, text *prose.Text) {
		head := c.text(lang, "## comments:")
		if lang == trace.Languages[0] {
			if len(text.Comments) > 0 {
				r.say(head, words.Say("it translates comments, but the programs have them in that language already: take the section out",
					"这里翻译了注释，可程序里的注释已经是这种语言：请去掉这一段"))
			}
			return
		}
		var found []string
		for _, file := range sorted(c.programs) {
			found = append(found, prose.Comments(c.programs[file])...)
			c.translated(r, lang, text, file)
		}
		for _, comment := range sorted(text.Comments) {
			if !slices.Contains(found, comment) {
				r.say(c.holds(lang, "comments, all", firstLine(comment)), words.Say("this is the translation of a comment that no program has; remove it: %s",
					"没有哪个程序有这条注释，请去掉它的翻译：%s", oneLine(comment)))
			}
		}
	})
}

// translated looks at one program in another language.
func (c *Case) translated(r *report, lang string, text *prose.Text, file string) {
	source := c.programs[file]
	for _, comment := range prose.Comments(source) {
		said := text.Comments[comment]
		if said == "" {
			r.say(Place{file, lineOf(source, "// "+firstLine(comment))}, words.Say("this comment is not in %s.md, below `## comments:`: %s",
				"这条注释不在 %s.md 的 `## comments:` 下面：%s", lang, oneLine(comment)))
		} else if !hasChinese(said) {
			r.say(c.holds(lang, "comments, all", firstLine(said)), words.Say("%q is no translation of %q", "%q 不是 %q 的翻译", said, comment))
		}
	}
	// The line of a call at the gate is the line shown, so none may move, and
	// code is the same in every language.
	was, is := strings.Split(source, "\n"), strings.Split(text.Translated(source), "\n")
	if len(was) != len(is) {
		r.say(Place{File: file}, words.Say("the program has %d lines in %s, and %d in its source", "程序在 %[2]s 里有 %[1]d 行，原文有 %[3]d 行", len(is), lang, len(was)))
		return
	}
	for i := range was {
		code, _, _ := strings.Cut(was[i], "//")
		if got, _, _ := strings.Cut(is[i], "//"); got != code {
			r.say(Place{file, i + 1}, words.Say("the code differs in %s: %s / %s", "在 %s 里，代码变了：%s / %s", lang, was[i], is[i]))
		}
		if w := columns(is[i]); w > ProgramWidth && is[i] != was[i] {
			r.say(c.holds(lang, "comments, all", strings.TrimSpace(is[i])), words.Say("line %d of %s is %d columns wide here, more than %d", "%[2]s 的第 %[1]d 行在这里宽 %[3]d 列，超过了 %[4]d 列", i+1, file, w, ProgramWidth))
		}
	}
}

// firstLine returns the first line of a text.
func firstLine(text string) string {
	first, _, _ := strings.Cut(text, "\n")
	return first
}

// lineOf returns the first line of a source that has a piece, from 1; 0 if there
// is none.
func lineOf(source, piece string) int {
	before, _, found := strings.Cut(source, piece)
	if !found {
		return 0
	}
	return 1 + strings.Count(before, "\n")
}
