package page

import (
	"html/template"

	"tcplab/lab/prose"
	"tcplab/lab/trace"
)

// A question is asked on the page.
type question struct {
	After   int // the step behind which it is asked; -1 if it is a closing one
	Ask     template.HTML
	Options []option
}

// An option is an answer and why it is right or wrong. On an exercise it has its
// text alone.
type option struct {
	Text, Why template.HTML
	Right     bool
	Number    int // from 1
}

// newQuestion returns a question in all languages; nil if there is none. The
// options have the same order in all of them.
func newQuestion(ask func(lang string) *prose.Question, after int, blank bool) *question {
	first := ask(trace.Languages[0])
	if first == nil {
		return nil
	}
	q := &question{After: after, Ask: inline(func(lang string) string { return askOf(ask(lang)) })}
	for i, o := range first.Options {
		opt := option{Number: i + 1, Text: inline(func(lang string) string { return optionAt(ask(lang), i).Text })}
		if !blank {
			opt.Right = o.Right
			opt.Why = inline(func(lang string) string { return optionAt(ask(lang), i).Why })
		}
		q.Options = append(q.Options, opt)
	}
	return q
}

// optionAt returns an option of a question; a trace from outside may have fewer in
// one language.
func optionAt(q *prose.Question, i int) prose.Option {
	if q == nil || i >= len(q.Options) {
		return prose.Option{}
	}
	return q.Options[i]
}

func askOf(q *prose.Question) string {
	if q == nil {
		return ""
	}
	return q.Ask
}
