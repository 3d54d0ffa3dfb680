package panel

import (
	"slices"

	"tcplab/lab/prose"
	"tcplab/lab/trace"
)

// jumpContent lists the script, with the step in which each row was taken.
func jumpContent(s *scene, w, _ int) content {
	out := content{title: s.t(wGoTo)}
	chapter := ""
	for i, b := range s.header.Beats {
		if slices.ContainsFunc(s.header.Beats[:i], func(a trace.Beat) bool { return a.ID == b.ID }) {
			continue // rows that are told alike have one line
		}
		if b.Chapter != chapter {
			chapter = b.Chapter
			if len(out.lines) > 0 {
				out.lines = append(out.lines, nil)
			}
			name := s.text().Chapters[chapter]
			if name == "" {
				name = chapter
			}
			out.lines = append(out.lines, text(plain, " ").add(faint, name))
		}
		sec, ok := s.section(b.ID)
		if !ok {
			sec.Headline = s.moveText(b.Move)
		}
		step, seen := s.found[b.ID]
		mark, st := todo, faint
		if seen && step <= s.at {
			mark, st = done, plain
		}
		if b.ID == s.step.Beat && !s.contradicted() {
			mark, st = at, strong
		}
		l := text(st, "  "+mark+" ").add(st, sec.Headline)
		if !b.Stop {
			l = text(st, "  "+dot+"   ").add(st, sec.Headline)
		}
		if seen {
			l = l.to(min(w-12, prose.HeadlineWidth+12)).add(faint, wStepNo.F(s.lang, step))
		}
		if b.ID == s.step.Beat {
			out.begin = len(out.choices)
		}
		out.choices = append(out.choices, choice{row: len(out.lines), rows: 1, beat: b.ID})
		out.lines = append(out.lines, l)
	}
	return out
}
