package page

import (
	"cmp"

	"tcplab/lab/prose"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// A note is a line of the teaching notes beside what this run showed.
type note struct {
	Quote, Seen markup
	Also        bool // there is no Quote, and the one above is no line of the notes
	Step        int  // the first step that showed it; -1 if none
}

// addClosing adds the notes beside this run, the closing questions, and the answers
// of all questions.
func (p *pageData) addClosing(sc scenes, blank bool) {
	for _, st := range p.Steps {
		if st.Question != nil {
			p.Answers = append(p.Answers, st.Question)
		}
	}
	text := sc[0].Text().Closing
	if sc[0].Step.Done != trace.DoneTold {
		return // the notes speak of the whole run
	}
	closingOf := func(lang string) *prose.Text { return sc[index(lang)].Text() }
	if p.NotesTitle = both(func(lang string) string { return cmp.Or(closingOf(lang).Closing.Headline, wNotes.In(lang)) }); text.Headline == "" {
		p.NotesTitle = word(wNotes)
	}
	p.QuotesHead = word(wNotesSay)
	if text.OnlySaid() {
		p.QuotesHead = word(wOftenSaid)
	}
	said := false // the last quotation is no line of the notes
	for i, n := range text.Notes {
		if n.Quote != "" {
			said = n.Said
		}
		seen := sc.markdown(func(s *tell.Scene) string { return s.Seen(noteAt(s.Text(), i)) })
		if n.Quote == "" && seen == "" || blank {
			continue // the notes lack this line, and it is about another network
		}
		step := -1
		if beat := sc[0].FirstBeat(n.Beats); beat != "" {
			if at, ok := sc[0].Found[beat]; ok {
				step = at
			}
		}
		p.Notes = append(p.Notes, note{Quote: both(func(lang string) string {
			return tell.Quote(&closingOf(lang).Closing, noteAt(closingOf(lang), i), lang)
		}), Seen: seen, Also: said && n.Quote == "", Step: step})
	}
	for i := range text.Questions {
		q := newQuestion(func(lang string) *prose.Question {
			if all := closingOf(lang).Closing.Questions; i < len(all) {
				return &all[i]
			}
			return nil
		}, -1, blank)
		p.Closing = append(p.Closing, q)
		p.Answers = append(p.Answers, q)
	}
	if blank {
		p.Answers = nil
	}
}

func noteAt(t *prose.Text, i int) prose.Note {
	if i < len(t.Closing.Notes) {
		return t.Closing.Notes[i]
	}
	return prose.Note{}
}

// closingHTML writes the page behind the last step: the notes, the arrows that were
// walked, and the closing questions.
func (p *pageData) closingHTML() markup {
	if p.NotesTitle == "" {
		return ""
	}
	var b builder
	b.add(`<article class="notes" id="notes" tabindex="-1"><h2>`).put(p.NotesTitle).add("</h2>\n")
	p.writeNotes(&b)
	b.add("\n")
	writeEdges(&b, p.Edges)
	b.add("\n")
	for _, q := range p.Closing {
		q.write(&b)
	}
	return b.add("\n</article>").html()
}

// writeNotes writes the notes as a table: what they say, and what this run showed.
func (p *pageData) writeNotes(b *builder) {
	if len(p.Notes) == 0 {
		return
	}
	b.add(`<table><thead><tr><th scope="col">`).put(p.QuotesHead).add(`</th><th scope="col">`).word(wThisRun).add("</th></tr></thead><tbody>\n")
	for _, n := range p.Notes {
		b.add(`<tr><td>`)
		switch {
		case n.Quote != "":
			b.put(n.Quote)
		case n.Also:
			b.add(`<em>`).word(wAlso).add(`</em>`)
		default:
			b.add(`<em>`).word(wLeftOut).add(`</em>`)
		}
		b.add(`</td><td>`).put(n.Seen)
		if n.Step >= 0 {
			b.add(` <a href="#s%d">%[1]d</a>`, n.Step)
		}
		b.add("</td></tr>\n")
	}
	b.add(`</tbody></table>`)
}
