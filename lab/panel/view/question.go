package view

import (
	"fmt"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/prose"
	"tcplab/lab/tell"
)

// A detail says how much of an answered question is shown. It is as much as the
// window has room for.
type detail int

const (
	bareAnswer detail = iota // the question's first line, the right answer, and why the given one is wrong
	answerOnly               // the whole question and these answers
	givenToo                 // also the text of the given option
	allOptions               // every option, with the reasons of these two
	allReasons               // every option with its reason, because a wrong one teaches as much
	details
)

// questionLines draws a question in w columns. While questions are off it is a
// line to ask the class. While they are on it has its options, and much says
// how much is left of them once the question is answered.
func questionLines(s *Scene, q *prose.Question, answer, w int, much detail) []canvas.Line {
	ask := canvas.Text(canvas.Key, s.Say(wAsk))
	indent := ask.Width()
	var out []canvas.Line
	for i, l := range spoken(canvas.Plain, q.Ask, w-indent) {
		if i == 0 {
			out = append(out, append(ask, l...))
		} else {
			out = append(out, append(canvas.Line{}.To(indent), l...))
		}
	}
	if !s.Asking {
		return out
	}
	if answer != 0 && much == bareAnswer && len(out) > 1 {
		out = []canvas.Line{goesOn(s, out[0], w)}
	}
	for i, o := range q.Options {
		number := fmt.Sprintf("%d ", i+1)
		switch {
		case answer == 0:
			out = append(out, optionLines(canvas.Plain, number, o.Text, w)...)
		case o.Right:
			said := o.Text + s.Say(wJoint) + o.Why
			if answer == i+1 {
				said = wRight.F(s.Lang, s.Sentence(o.Text), o.Why)
			}
			out = append(out, optionLines(canvas.Gain, number+canvas.Tick+" ", said, w)...)
		case answer == i+1 && much < givenToo:
			out = append(out, optionLines(canvas.Lost, number+canvas.Cross+" ", s.Say(wWrong)+o.Why, w)...)
		case answer == i+1:
			out = append(out, optionLines(canvas.Lost, number+canvas.Cross+" ", o.Text+s.Say(wJoint)+s.Say(wWrong)+o.Why, w)...)
		case much == allReasons && o.Why != "":
			out = append(out, optionLines(canvas.Faint, number+"  ", o.Text+s.Say(wJoint)+o.Why, w)...)
		case much >= allOptions:
			out = append(out, optionLines(canvas.Faint, number+"  ", o.Text, w)...)
		}
	}
	return out
}

// spoken lays out a lesson's Markdown in style st, in w columns. Text that the
// lesson marks keeps the style of its mark.
func spoken(st canvas.Style, md string, w int) []canvas.Line {
	out := canvas.Markdown(md, max(w, 1))
	for _, l := range out {
		for i := range l {
			if l[i].Style == canvas.Plain {
				l[i].Style = st
			}
		}
	}
	return out
}

// wJoint stands between an option and its reason.
var wJoint = tell.Word{": ", "——"}

// optionLines draws an option behind its number.
func optionLines(st canvas.Style, number, t string, w int) []canvas.Line {
	var out []canvas.Line
	indent := 2 + canvas.Width(number)
	for i, l := range spoken(st, t, w-indent) {
		if i == 0 {
			out = append(out, append(canvas.Text(canvas.Plain, "  ").Add(canvas.Key, number), l...))
		} else {
			out = append(out, append(canvas.Line{}.To(indent), l...))
		}
	}
	return out
}
