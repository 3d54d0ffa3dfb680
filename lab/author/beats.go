package author

import (
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"tcplab/lab/nearest"
	"tcplab/lab/prose"
	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// toldOnce finds beats without a section and sections without a beat, and
// chapters likewise.
func toldOnce(c *Case, r *report) {
	ids := c.beats()
	chapters := map[string]string{} // by beat
	for i, b := range c.Lesson.Script {
		if chapter, ok := chapters[b.ID]; ok && chapter != b.Chapter { // where a beat is looked up, its first row counts
			r.say(c.row(i), words.Say("%s has rows in the chapters %s and %s: give the rows of the second one a name of their own",
				"%s 在 %s 和 %s 两章里都有：请给第二章里的那些行另起一个名字", b.ID, chapter, b.Chapter))
		}
		chapters[b.ID] = b.Chapter
	}
	c.each(func(lang string, text *prose.Text) {
		for _, id := range ids {
			switch s, ok := text.Sections[id]; {
			case !ok:
				r.say(c.text(lang), words.Say("beat %s has no section: add `## %s: a headline` and a first paragraph",
					"步骤 %s 没有文字：请加上 `## %s: 一个标题` 和第一段", id, id))
			case s.Lead == "":
				r.say(c.section(lang, id), words.Say("%s says nothing: write a first paragraph of at most %d lines of %d columns below its heading",
					"%s 没有正文：请在标题下面写第一段，最多 %d 行，每行 %d 列", id, prose.LeadLines, prose.LeadWidth))
			}
		}
		untold := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { _, ok := text.Sections[id]; return ok })
		for _, id := range sorted(text.Sections) {
			switch {
			case slices.Contains(ids, id):
			case len(untold) > 0:
				r.say(c.section(lang, id), words.Say("section %s is left over, for no row of the script has that id: %s",
					"%s 这一段多了，脚本里没有这个名字：%s", id, nearest.DidYouMean(id, untold)))
			default:
				r.say(c.section(lang, id), words.Say("section %s is left over, for no row of the script has that id: take it out, or add its row",
					"%s 这一段多了，脚本里没有这个名字：请去掉它，或加上它的那一行", id))
			}
		}
		if text.Closing.Headline == "" {
			r.say(c.text(lang), words.Say("there is no closing page: add `## closing: a headline`", "没有结束页：请加上 `## closing: 一个标题`"))
		}
		for _, id := range c.Lesson.Chapters {
			if text.Chapters[id] == "" {
				r.say(c.text(lang), words.Say("chapter %s has no name: add `## chapter %s: a name`",
					"%s 一章没有名字：请加上 `## chapter %s: 名字`", id, id))
			}
		}
		for _, id := range sorted(text.Chapters) {
			if !slices.Contains(c.Lesson.Chapters, id) {
				r.say(c.text(lang, "## chapter "+id+":"), words.Say("the lesson does not list chapter %s: %s",
					"课程的 Chapters 里没有 %s 一章：%s", id, nearest.DidYouMean(id, c.Lesson.Chapters)))
			}
		}
	})
}

// placeholder stands in a new lesson for a text that is still to be written.
const placeholder = "TODO"

// noTODO finds placeholders, in the texts, the programs and the script.
func noTODO(c *Case, r *report) {
	look := func(file, source string) {
		var at []string
		for i, line := range strings.Split(source, "\n") {
			if strings.Contains(line, placeholder) {
				at = append(at, strconv.Itoa(i+1))
			}
		}
		if len(at) > 0 {
			first, _ := strconv.Atoi(at[0])
			r.say(Place{file, first}, words.Say("still to be written: %d (lines with the word %s)", "还没有写的：%d 行（里面有 %s 这个词）", len(at), placeholder))
		}
	}
	look("lesson.go", c.Go)
	for _, file := range sorted(c.programs) {
		look(file, c.programs[file])
	}
	for _, lang := range trace.Languages {
		file := lang + ".md"
		if md, err := fs.ReadFile(c.Lesson.Files, file); err == nil {
			look(file, string(md))
		}
	}
}
