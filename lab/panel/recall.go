package panel

import (
	"tcplab/lab/panel/view"
	"tcplab/lab/prose"
	"tcplab/lab/tell"
)

// A question that was answered wrongly comes back: a later lesson begins with
// it. So does one whose answer was only shown.

// Answer says how a question was answered.
type Answer int

// The answers.
const (
	Unanswered Answer = iota
	Right
	Wrong
	Shown // nobody chose an option: the right one was revealed
)

// grade adds to the result which questions were answered, and how. The answer
// to the question at the start has no beat: it is Recalled.
func (p *panel) grade(r *Result) {
	for _, b := range p.header.Beats {
		section := tell.TextOf(&p.header, p.lang).Sections[b.ID]
		note(r, b.ID, judged(section.Question, p.given[b.ID]))
	}
	closing := tell.TextOf(&p.header, p.lang).Closing
	for i := range closing.Questions {
		note(r, tell.ClosingName(i), judged(&closing.Questions[i], p.closing[i]))
	}
	if p.recall != nil {
		r.Recalled = judged(p.recall.Questions[p.lang], p.given[""])
	}
}

// Asked returns the question that has that name in Result.Answers; nil if the
// text has no such question, or no longer has it.
func Asked(text *prose.Text, name string) *prose.Question {
	for i := range text.Closing.Questions {
		if tell.ClosingName(i) == name {
			return &text.Closing.Questions[i]
		}
	}
	return text.Sections[name].Question
}

// forget drops the answers, so that the questions are asked again in another
// run of the lesson. It keeps the grades of these answers, and the answer to
// the question at the start.
func (p *panel) forget() {
	r := Result{Answers: p.graded}
	p.grade(&r)
	p.graded = r.Answers
	p.given, p.closing = map[string]int{"": p.given[""]}, map[int]int{}
}

// note adds an answer to a result, unless there is none. A student who has
// chosen an option before a restart need not choose it again.
func note(r *Result, asks string, a Answer) {
	if a == Unanswered || a == Shown && r.Answers[asks] != Unanswered {
		return
	}
	if r.Answers == nil {
		r.Answers = map[string]Answer{}
	}
	r.Answers[asks] = a
}

// judged grades an answer to a question.
func judged(q *prose.Question, given int) Answer {
	switch {
	case q != nil && given == tell.Revealed:
		return Shown
	case q == nil || given <= 0 || given > len(q.Options):
		return Unanswered
	case q.Options[given-1].Right:
		return Right
	}
	return Wrong
}

// score counts the answers to the lesson's questions.
func (p *panel) score() view.Score {
	var out view.Score
	add := func(q *prose.Question, beat string, given int) {
		if q == nil {
			return
		}
		out.Asked++
		switch judged(q, given) {
		case Right:
			out.Right++
		case Wrong, Shown:
			out.Missed = append(out.Missed, beat)
		}
	}
	text := tell.TextOf(&p.header, p.lang)
	counted := map[string]bool{} // several rows of a script may share a beat, and its question
	for _, b := range p.header.Beats {
		if !counted[b.ID] {
			counted[b.ID] = true
			add(text.Sections[b.ID].Question, b.ID, p.given[b.ID])
		}
	}
	for i := range text.Closing.Questions {
		if p.closing[i] != 0 { // else it stands above, and waits
			add(&text.Closing.Questions[i], "", p.closing[i])
		}
	}
	return out
}
