package view

import (
	"fmt"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/prose"
	"tcplab/lab/tcp"
	"tcplab/lab/tell"
)

// closingContent puts the teaching notes beside what this run showed, line by
// line, with the steps that showed it. Enter on a line goes to the first of
// these steps. Enter on a question at the end goes to the step that answers it.
func closingContent(s *Scene, w, _ int) Content {
	closing := s.Text().Closing
	out := Content{Title: closing.Headline}
	if out.Title == "" {
		out.Title = s.Say(wNotes)
		if closing.OnlySaid() {
			out.Title = s.Say(tell.OftenSaidHead)
		}
	}
	for _, sock := range s.Step.Sockets {
		if sock.Timer != nil && sock.State == string(tcp.TimeWait) {
			out.Corner = canvas.Text(canvas.Strong, sock.State+"  "+s.Timer(&sock))
		}
	}
	room := w - 4
	quoteW := room * 2 / 5
	beside := room >= 70
	if beside {
		says := wNotesSay
		if closing.OnlySaid() {
			says = tell.OftenSaid
		}
		out.Lines = append(out.Lines, canvas.Text(canvas.Plain, " ").Add(canvas.Faint, s.Say(says)).To(quoteW+2).Add(canvas.Faint, s.Say(wThisRun)))
	}
	for i, n := range closing.Notes {
		if n.Quote != "" && i > 0 && beside {
			out.Lines = append(out.Lines, nil)
		}
		if n.Quote == "" && s.Seen(n) == "" {
			continue // the notes lack this line, and it is about another network
		}
		rows := noteRows(s, n, quoteW, room, beside)
		out.Choices = append(out.Choices, Choice{Row: len(out.Lines), Rows: len(rows), Beat: s.FirstBeat(n.Beats)})
		out.Lines = append(out.Lines, rows...)
		if !beside {
			out.Lines = append(out.Lines, nil)
		}
	}
	if len(closing.Questions) > 0 {
		closingQuestions(s, &out, w, room)
	}
	closingResult(s, &out, room)
	return out
}

// closingQuestions adds the questions at the end of a lesson.
func closingQuestions(s *Scene, out *Content, w, room int) {
	closing := s.Text().Closing
	out.Lines = append(out.Lines, nil, canvas.Text(canvas.Plain, " ").Add(canvas.Heading, s.Say(wQuestions)))
	for i := range closing.Questions {
		q := &closing.Questions[i]
		asked := *s
		asked.Asking = true
		rows := joined(questionLines(&asked, q, s.Answers[i], min(room, textWidth(w))))
		if s.Answers[i] == 0 { // say what Enter does here
			rows = append(rows, canvas.Text(canvas.Faint, "  "+fmt.Sprintf("1-%d", len(q.Options))).Add(canvas.Faint, "   "+s.Say(wAnswerAt)))
		}
		for k := range rows {
			rows[k] = append(canvas.Text(canvas.Plain, " "), rows[k]...)
		}
		out.Choices = append(out.Choices, Choice{Row: len(out.Lines), Rows: len(rows), Beat: q.Beat, Question: i + 1, Open: s.Answers[i] == 0})
		out.Lines = append(out.Lines, rows...)
	}
}

// closingResult adds the answers that the student has given, those missed, each of
// which leads to its step, and what may come next.
func closingResult(s *Scene, out *Content, room int) {
	put := func(st canvas.Style, text string) {
		for _, l := range canvas.Markdown(text, min(room, 96)) {
			for i := range l {
				if l[i].Style == canvas.Plain {
					l[i].Style = st
				}
			}
			out.Lines = append(out.Lines, append(canvas.Text(canvas.Plain, " "), l...))
		}
	}
	heading := func(w tell.Word) {
		out.Lines = append(out.Lines, nil, canvas.Text(canvas.Plain, " ").Add(canvas.Heading, s.Say(w)))
	}
	if s.Score.Asked > 0 && s.Asking {
		heading(wScore)
		text := wScoreOf.F(s.Lang, s.Score.Right, s.Score.Asked)
		if len(s.Score.Missed) > 0 {
			text += s.Say(wMissed)
		}
		put(canvas.Plain, text)
		for _, beat := range s.Score.Missed {
			sec, ok := s.Section(beat)
			if !ok {
				continue // a question of this page, which stands above
			}
			l := canvas.Text(canvas.Plain, "   "+sec.Headline)
			if step, seen := s.Found[beat]; seen {
				l = l.Add(canvas.Faint, "   "+wStepNo.F(s.Lang, step))
			}
			out.Choices = append(out.Choices, Choice{Row: len(out.Lines), Rows: 1, Beat: beat})
			out.Lines = append(out.Lines, l)
		}
	}
	if len(s.After) > 0 {
		heading(wWhatNext)
		for _, text := range s.After {
			put(canvas.Plain, text)
		}
	}
}

// noteRows lays out one line of the notes and what the run showed of it: side
// by side if beside is set, else one below the other. The notes get quoteW of
// the room columns.
func noteRows(s *Scene, n prose.Note, quoteW, room int, beside bool) []canvas.Line {
	if !beside {
		quoteW = room
	}
	quote := canvas.Wrap(canvas.Plain, tell.Quote(&s.Text().Closing, n, s.Lang), quoteW-1)
	if n.Quote == "" {
		quote = canvas.Wrap(canvas.Faint, s.Say(wLeftOut), quoteW-1)
	}
	seen := s.Seen(n)
	if !beside {
		var out []canvas.Line
		for _, l := range quote {
			out = append(out, append(canvas.Text(canvas.Faint, " "+canvas.Wall+" "), l...))
		}
		for _, l := range canvas.Markdown(seen, room-2) {
			out = append(out, append(canvas.Text(canvas.Plain, "   "), l...))
		}
		return out
	}
	right := canvas.Markdown(seen, room-quoteW-1)
	out := make([]canvas.Line, max(len(quote), len(right)))
	for i := range out {
		l := canvas.Text(canvas.Plain, " ")
		if i < len(quote) {
			l = append(l, quote[i]...)
		}
		l = l.To(quoteW+1).Add(canvas.Faint, " ")
		if i < len(right) {
			l = append(l, right[i]...)
		}
		out[i] = l
	}
	return out
}
