package panel

import (
	"fmt"

	"tcplab/lab/prose"
	"tcplab/lab/tell"
)

// A question that was answered wrongly comes back: the next lesson begins with
// it.

// Answer is what became of a question.
type Answer int

// The answers.
const (
	Unanswered Answer = iota
	Right
	Wrong
)

// grade says which questions were answered, and how. The answers to the start's
// question stand under no beat.
func (p *panel) grade(r *Result) {
	for _, b := range p.header.Beats {
		section := tell.TextOf(&p.header, p.lang).Sections[b.ID]
		note(r, b.ID, judged(section.Question, p.given[b.ID]))
	}
	closing := tell.TextOf(&p.header, p.lang).Closing
	for i := range closing.Questions {
		note(r, closingName(i), judged(&closing.Questions[i], p.closing[i]))
	}
	if p.recall != nil {
		r.Recalled = judged(p.recall.Questions[p.lang], p.given[""])
		if p.given[""] == tell.Revealed { // it has come back, and its answer has been read
			r.Recalled = Right
		}
	}
}

// closingName is what Result.Answers calls a question of the closing page.
func closingName(i int) string { return fmt.Sprintf("closing %d", i+1) }

// Asked is the question that Result.Answers calls by that name; nil if the text
// has none, or none any more.
func Asked(text *prose.Text, name string) *prose.Question {
	for i := range text.Closing.Questions {
		if closingName(i) == name {
			return &text.Closing.Questions[i]
		}
	}
	return text.Sections[name].Question
}

// forget has the questions asked anew in another run of the lesson. What the
// answers were worth is kept, and so is the answer to the start's question.
func (p *panel) forget() {
	r := Result{Answers: p.graded}
	p.grade(&r)
	p.graded = r.Answers
	p.given, p.closing = map[string]int{"": p.given[""]}, map[int]int{}
}

func note(r *Result, asks string, a Answer) {
	if a == Unanswered {
		return
	}
	if r.Answers == nil {
		r.Answers = map[string]Answer{}
	}
	r.Answers[asks] = a
}

// judged says what an answer to a question is worth. One that was only shown
// counts as none.
func judged(q *prose.Question, given int) Answer {
	switch {
	case q == nil || given <= 0 || given > len(q.Options):
		return Unanswered
	case q.Options[given-1].Right:
		return Right
	}
	return Wrong
}
