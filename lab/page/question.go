package page

import (
	"tcplab/lab/prose"
	"tcplab/lab/trace"
)

// A question is asked on the page.
type question struct {
	After   int // the step behind which it is asked; -1 if it is a closing one
	Ask     markup
	Options []option
}

// An option is an answer and why it is right or wrong. On an exercise it has its
// text alone.
type option struct {
	Text, Why markup
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

// write writes a question with its options, each a button, and its answers.
func (q *question) write(b *builder) {
	b.add(`<section class="question"><h3>`).put(q.Ask).add(`</h3><ol>`)
	for _, o := range q.Options {
		b.add(`<li%s><button type="button"><kbd>%d</kbd> `, when(o.Right, ` class="right"`), o.Number).put(o.Text).add(`</button>`)
		b.wrap(`<div class="why">`, o.Why, `</div>`).add(`</li>`)
	}
	b.add(`</ol></section>`)
}

// answersHTML writes the answers of all questions, for the last printed page.
func answersHTML(questions []*question) markup {
	var b builder
	if len(questions) == 0 {
		return ""
	}
	b.add(`<section class="answers"><h2>`).word(wAnswers).add(`</h2><ol>`)
	for _, q := range questions {
		b.add(`<li>`)
		if q.After >= 0 {
			b.add(`<b>%d</b>`, q.After)
		} else {
			b.put(q.Ask)
		}
		for _, o := range q.Options {
			if o.Right {
				b.add(` <strong>%d `, o.Number).put(o.Text).add(`</strong> `).put(o.Why)
			}
		}
		b.add(`</li>`)
	}
	return b.add(`</ol></section>`).html()
}
