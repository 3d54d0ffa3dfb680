package plain

import (
	"fmt"
	"strings"

	"tcplab/lab/prose"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// The worksheet is the end of a transcript: the lesson's questions, with
// letters for the options, and then all answers. So a teacher can tear off the
// last page before handing out the rest.

// asked is a question, and the place in the run where it is asked.
type asked struct {
	where string // "after step 4"; "" on the closing page
	*prose.Question
}

// questions returns the questions of the beats that this run took, in the
// script's order, then those of the closing page.
func (t *Text) questions() []asked {
	var out []asked
	before := map[string]bool{}
	for _, b := range t.header.Beats {
		q := t.words.Sections[b.ID].Question
		step, taken := t.steps[b.ID]
		if q == nil || !taken || before[b.ID] {
			continue
		}
		before[b.ID] = true
		out = append(out, asked{tell.Word{"After step %[1]d: ", "第 %[1]d 步之后："}.F(t.lang, step), q})
	}
	for i := range t.words.Closing.Questions {
		out = append(out, asked{"", &t.words.Closing.Questions[i]})
	}
	return out
}

// worksheet writes the questions, then their answers, if the lesson was told to
// its end.
func (t *Text) worksheet() {
	all := t.questions()
	if len(all) == 0 || t.last.Done != trace.DoneTold {
		return
	}
	t.rule(t.say("Worksheet", "练习"))
	for i, q := range all {
		t.line("")
		t.item(fmt.Sprintf("%3d  ", i+1), q.where+plain(q.Ask))
		for k, o := range q.Options {
			t.item("     "+letter(k)+" ", plain(o.Text))
		}
	}
	t.rule(t.say("Answers", "答案"))
	for i, q := range all {
		t.line("")
		number := fmt.Sprintf("%3d  ", i+1)
		for k, o := range q.Options {
			if o.Right {
				t.item(number+letter(k)+" ", plain(o.Text)+t.say(". ", "。")+plain(o.Why))
			}
		}
		for k, o := range q.Options {
			if !o.Right && o.Why != "" {
				t.item("     "+letter(k)+" ", t.say("No. ", "不对。")+plain(o.Why))
			}
		}
	}
}

// letter returns the letter of option i, from 0.
func letter(option int) string { return string(rune('a'+option)) + ")" }

// item writes a paragraph with a mark before it.
func (t *Text) item(mark, text string) {
	indent := strings.Repeat(" ", prose.Width(mark))
	for i, l := range prose.Wrap(text, t.width-prose.Width(mark)) {
		if i > 0 {
			mark = indent
		}
		t.line("%s%s", mark, l)
	}
}
