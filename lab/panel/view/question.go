package view

import (
	"fmt"

	"tcplab/lab/prose"
	"tcplab/lab/tell"
)

// Answers to questions.

// How much of an answered question is shown: whatever the window has room for.
type detail int

const (
	bareAnswer detail = iota // the question's first line, the right answer, what is wrong with the one given
	answerOnly               // the whole question, and these
	givenToo                 // the text of the option that was given
	allOptions               // every option, with a reason for these
	allReasons               // every option with its reason: what is wrong with it is half of the lesson
	details
)

// questionLines draws a question: as a line to ask the class while questions
// are off; with its options, and then the answer, while they are on.
func questionLines(s *Scene, q *prose.Question, answer, w int, much detail) []Line {
	ask := text(StyleKey, s.Say(wAsk))
	indent := ask.width()
	var out []Line
	for i, l := range spoken(StylePlain, q.Ask, w-indent) {
		if i == 0 {
			out = append(out, append(ask, l...))
		} else {
			out = append(out, append(Line{}.to(indent), l...))
		}
	}
	if !s.Asking {
		return out
	}
	if answer != 0 && much == bareAnswer && len(out) > 1 {
		first := spoken(StylePlain, q.Ask, w-indent-2)[0]
		out = []Line{append(ask[:1:1], first.add(StyleFaint, " "+ellipsis)...)}
	}
	for i, o := range q.Options {
		number := fmt.Sprintf("%d ", i+1)
		switch {
		case answer == 0:
			out = append(out, optionLines(StylePlain, number, o.Text, w)...)
		case o.Right:
			said := o.Text + s.Say(wJoint) + o.Why
			if answer == i+1 {
				said = wRight.F(s.Lang, s.Sentence(o.Text), o.Why)
			}
			out = append(out, optionLines(StyleGain, number+tick+" ", said, w)...)
		case answer == i+1 && much < givenToo:
			out = append(out, optionLines(StyleLost, number+cross+" ", s.Say(wWrong)+o.Why, w)...)
		case answer == i+1:
			out = append(out, optionLines(StyleLost, number+cross+" ", o.Text+s.Say(wJoint)+s.Say(wWrong)+o.Why, w)...)
		case much == allReasons && o.Why != "":
			out = append(out, optionLines(StyleFaint, number+"  ", o.Text+s.Say(wJoint)+o.Why, w)...)
		case much >= allOptions:
			out = append(out, optionLines(StyleFaint, number+"  ", o.Text, w)...)
		}
	}
	return out
}

// spoken lays out a lesson's Markdown in a style of the panel's own; what the
// lesson marks keeps its mark.
func spoken(st Style, md string, w int) []Line {
	out := markdown(md, max(w, 1))
	for _, l := range out {
		for i := range l {
			if l[i].Style == StylePlain {
				l[i].Style = st
			}
		}
	}
	return out
}

// wJoint stands between an option and what is said of it.
var wJoint = tell.Word{": ", "——"}

// optionLines draws an option behind its number.
func optionLines(st Style, number, t string, w int) []Line {
	var out []Line
	indent := 2 + width(number)
	for i, l := range spoken(st, t, w-indent) {
		if i == 0 {
			out = append(out, append(text(StylePlain, "  ").add(StyleKey, number), l...))
		} else {
			out = append(out, append(Line{}.to(indent), l...))
		}
	}
	return out
}
