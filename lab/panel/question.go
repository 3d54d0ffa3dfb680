package panel

import (
	"fmt"

	"tcplab/lab/prose"
)

// Answers to questions.

// answerWith answers the question of the shown beat.
func (p *panel) answerWith(s *scene, option int) {
	q := s.question()
	if option > len(q.Options) {
		p.say(wAnswerKeys.f(p.lang, len(q.Options)))
		return
	}
	p.given[p.step.Beat] = option
}

// answerClosing answers a question of the closing page.
func (p *panel) answerClosing(s *scene, question, option int) {
	if option > len(s.text().Closing.Questions[question].Options) {
		return
	}
	p.closing[question] = option
	h := pageRows(p.h)
	in := pages[p.page.kind].build(p.scene(), p.w, h) // it has grown by the answer
	p.page.scroll = p.page.inSight(in, h)
}

// questionLines draws a question: as a line to ask the class while questions
// are off; with its options, and then the answer, while they are on.
func questionLines(s *scene, q *prose.Question, answer, w int) []line {
	ask := text(key, s.t(wAsk))
	indent := ask.width()
	var out []line
	for i, l := range wrap(plain, q.Ask, w-indent) {
		if i == 0 {
			out = append(out, append(ask, l...))
		} else {
			out = append(out, append(line{}.to(indent), l...))
		}
	}
	if !s.asking {
		return out
	}
	if answer == 0 {
		for i, o := range q.Options {
			out = append(out, optionLines(plain, fmt.Sprintf("%d ", i+1), o.Text, w)...)
		}
		return out
	}
	if w < fullW-4 {
		out = nil // a small window needs the room for the answer
	}
	if answer > 0 && answer <= len(q.Options) && !q.Options[answer-1].Right {
		out = append(out, optionLines(lost, fmt.Sprintf("%d %s ", answer, cross), s.t(wWrong)+q.Options[answer-1].Why, w)...)
	}
	for i, o := range q.Options {
		if o.Right {
			t := o.Text + joint(s.lang) + o.Why
			if answer == i+1 {
				t = s.t(wRight) + t
			}
			out = append(out, optionLines(gain, fmt.Sprintf("%d %s ", i+1, tick), t, w)...)
		}
	}
	return out
}

// joint stands between an option and what is said of it.
func joint(lang string) string {
	if lang == "zh" {
		return "——"
	}
	return ": "
}

// optionLines draws an option behind its number.
func optionLines(st style, number, t string, w int) []line {
	var out []line
	indent := 2 + width(number)
	for i, l := range wrap(st, t, w-indent) {
		if i == 0 {
			out = append(out, append(text(plain, "  ").add(key, number), l...))
		} else {
			out = append(out, append(line{}.to(indent), l...))
		}
	}
	return out
}
