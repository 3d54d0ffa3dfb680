package panel

import (
	"fmt"

	"tcplab/lab/prose"
	"tcplab/lab/tcp"
)

// The closing page puts the teaching notes beside what this run showed, line
// by line, with the steps in which it was seen. A line goes to its first step
// with one key, and so does each question at the end to the step that answers
// it.
func closingContent(s *scene, w, _ int) content {
	closing := s.text().Closing
	out := content{title: closing.Headline}
	if out.title == "" {
		out.title = s.t(wNotes)
	}
	for _, sock := range s.step.Sockets {
		if sock.Timer != nil && sock.State == string(tcp.TimeWait) {
			out.corner = text(strong, sock.State+"  "+timerText(s.lang, &sock))
		}
	}
	room := w - 4
	quoteW := room * 2 / 5
	beside := room >= 70
	if beside {
		out.lines = append(out.lines, text(plain, " ").add(faint, s.t(wNotesSay)).to(quoteW+2).add(faint, s.t(wThisRun)))
	}
	for i, n := range closing.Notes {
		if n.Quote != "" && i > 0 && beside {
			out.lines = append(out.lines, nil)
		}
		if n.Quote == "" && s.seen(n) == "" {
			continue // what is left out is about another network
		}
		rows := noteRows(s, n, quoteW, room, beside)
		out.choices = append(out.choices, choice{row: len(out.lines), rows: len(rows), beat: s.firstBeat(n.Beats)})
		out.lines = append(out.lines, rows...)
		if !beside {
			out.lines = append(out.lines, nil)
		}
	}
	if len(closing.Questions) == 0 {
		return out
	}
	out.lines = append(out.lines, nil, text(plain, " ").add(heading, s.t(wQuestions)))
	for i := range closing.Questions {
		q := &closing.Questions[i]
		asked := *s
		asked.asking = true
		rows := questionLines(&asked, q, s.answers[i], min(room, textWidth(w)), allReasons)
		if s.answers[i] == 0 { // the hint: what Enter does here
			rows = append(rows, text(faint, "  "+fmt.Sprintf("1-%d", len(q.Options))).add(faint, "   "+s.t(wAnswerAt)))
		}
		for k := range rows {
			rows[k] = append(text(plain, " "), rows[k]...)
		}
		out.choices = append(out.choices, choice{row: len(out.lines), rows: len(rows), beat: q.Beat, question: i + 1, open: s.answers[i] == 0})
		out.lines = append(out.lines, rows...)
	}
	return out
}

// noteRows lays out one line of the notes and what was seen of it, side by
// side or one below the other.
func noteRows(s *scene, n prose.Note, quoteW, room int, beside bool) []line {
	if !beside {
		quoteW = room
	}
	quote := wrap(plain, n.Quote, quoteW-1)
	if n.Quote == "" {
		quote = wrap(faint, s.t(wLeftOut), quoteW-1)
	}
	seen := s.seen(n)
	if !beside {
		var out []line
		for _, l := range quote {
			out = append(out, append(text(faint, " "+wall+" "), l...))
		}
		for _, l := range markdown(seen, room-2) {
			out = append(out, append(text(plain, "   "), l...))
		}
		return out
	}
	right := markdown(seen, room-quoteW-1)
	out := make([]line, max(len(quote), len(right)))
	for i := range out {
		l := text(plain, " ")
		if i < len(quote) {
			l = append(l, quote[i]...)
		}
		l = l.to(quoteW+1).add(faint, " ")
		if i < len(right) {
			l = append(l, right[i]...)
		}
		out[i] = l
	}
	return out
}
