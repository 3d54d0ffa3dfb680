package view

import (
	"fmt"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/prose"
	"tcplab/lab/tell"
)

// questionLines draws a question in w columns: what it asks, and each option. If
// questions are off it is there for the class, without options. An answered one
// has the reason of every option, because a wrong one teaches as much; the right one
// and the given one come first.
func questionLines(s *Scene, q *prose.Question, answer, w int) []paragraph {
	ask := canvas.Text(canvas.Key, s.Say(wAsk))
	indent := ask.Width()
	var asks paragraph
	for i, l := range spoken(canvas.Plain, q.Ask, w-indent) {
		if i == 0 {
			asks = append(asks, append(ask, l...))
		} else {
			asks = append(asks, append(canvas.Line{}.To(indent), l...))
		}
	}
	out := []paragraph{asks}
	if !s.Asking {
		return out
	}
	var others []paragraph
	for i, o := range q.Options {
		number := fmt.Sprintf("%d ", i+1)
		given := answer == i+1
		switch {
		case answer == 0:
			out = append(out, optionLines(canvas.Plain, number, o.Text, w))
		case o.Right && given:
			out = append(out, optionLines(canvas.Gain, number+canvas.Tick+" ", wRight.F(s.Lang, s.Sentence(o.Text), o.Why), w))
		case o.Right:
			out = append(out, optionLines(canvas.Gain, number+canvas.Tick+" ", reasoned(s, o.Text, o.Why), w))
		case given:
			out = append(out, optionLines(canvas.Lost, number+canvas.Cross+" ", reasoned(s, o.Text, s.Say(wWrong)+o.Why), w))
		default:
			others = append(others, optionLines(canvas.Faint, number+"  ", reasoned(s, o.Text, o.Why), w))
		}
	}
	return append(out, others...)
}

// reasoned writes an option with its reason, if it has one.
func reasoned(s *Scene, option, why string) string {
	if why == "" {
		return option
	}
	return option + s.Say(wJoint) + why
}

// joined returns the lines of paragraphs.
func joined(text []paragraph) []canvas.Line {
	var out []canvas.Line
	for _, p := range text {
		out = append(out, p...)
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
func optionLines(st canvas.Style, number, t string, w int) paragraph {
	var out paragraph
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
