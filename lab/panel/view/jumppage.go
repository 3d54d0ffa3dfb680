package view

import (
	"slices"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/prose"
	"tcplab/lab/trace"
)

// jumpContent lists the beats of the script, each with the step that took it.
func jumpContent(s *Scene, w, _ int) Content {
	out := Content{Title: s.Say(wGoTo)}
	chapter := ""
	for i, b := range s.Header.Beats {
		if slices.ContainsFunc(s.Header.Beats[:i], func(a trace.Beat) bool { return a.ID == b.ID }) {
			continue // rows with the same text have one line
		}
		if b.Chapter != chapter {
			chapter = b.Chapter
			if len(out.Lines) > 0 {
				out.Lines = append(out.Lines, nil)
			}
			name := s.Text().Chapters[chapter]
			if name == "" {
				name = chapter
			}
			out.Lines = append(out.Lines, canvas.Text(canvas.Plain, " ").Add(canvas.Faint, name))
		}
		sec, ok := s.Section(b.ID)
		if !ok {
			sec.Headline = s.MoveText(b.Move)
		}
		step, seen := s.Found[b.ID]
		mark, st := canvas.Todo, canvas.Faint
		if seen && step <= s.At {
			mark, st = canvas.Done, canvas.Plain
		}
		if b.ID == s.Step.Beat && !s.Contradicted() {
			mark, st = canvas.At, canvas.Strong
		}
		l := canvas.Text(st, "  "+mark+" ").Add(st, sec.Headline)
		if !b.Stop {
			l = canvas.Text(st, "  "+canvas.Dot+"   ").Add(st, sec.Headline)
		}
		if seen {
			l = l.To(min(w-12, prose.HeadlineWidth+12)).Add(canvas.Faint, wStepNo.F(s.Lang, step))
		}
		if b.ID == s.Step.Beat {
			out.Begin = len(out.Choices)
		}
		out.Choices = append(out.Choices, Choice{Row: len(out.Lines), Rows: 1, Beat: b.ID})
		out.Lines = append(out.Lines, l)
	}
	return out
}
