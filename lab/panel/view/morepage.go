package view

import "tcplab/lab/panel/canvas"

// moreContent shows the lead, and what the lesson says beyond it. If the lesson
// says nothing about the step, it shows the panel's own text in full, because a
// small window may have cut that. The question is shown for the same reason:
// before the text if it has its answer, with the reasons of all options.
func moreContent(s *Scene, w, _ int) Content {
	sec, ok := s.Said()
	if !ok {
		sec = s.General()
	}
	out := Content{Title: sec.Headline}
	if out.Title == "" {
		out.Title = s.Say(wMore)
	}
	md := sec.Lead
	if sec.More != "" {
		md += "\n\n" + sec.More
	}
	for _, id := range s.OtherTold() {
		if other, ok := s.Section(id); ok {
			md += "\n\n### " + other.Headline + "\n\n" + other.Lead
		}
	}
	lines := append(findingLines(s, textWidth(w)), canvas.Markdown(md, textWidth(w))...)
	if since := sinceLines(s, textWidth(w)); len(since) > 0 {
		lines = append(append(lines, nil), joined(since)...)
	}
	if why := s.MoreSince(); why != "" {
		lines = append(append(lines, nil), canvas.Markdown(why, textWidth(w))...)
	}
	if why := s.StuckText(); why != "" {
		lines = append(lines, canvas.Wrap(canvas.Plain, why, textWidth(w))...)
	}
	if q := s.Question(); q != nil && s.Asking {
		ask := joined(questionLines(s, q, s.Answer, textWidth(w)))
		if s.Answer != 0 {
			lines = append(append(ask, nil), lines...)
		} else {
			lines = append(append(lines, nil), ask...)
		}
	}
	if long := s.LongNews(); len(long) > 0 {
		lines = append(lines, nil, canvas.Text(canvas.Heading, s.Say(wInFull)))
		for _, n := range long {
			lines = append(lines, canvas.Wrap(canvas.Plain, n, textWidth(w))...)
		}
	}
	for _, l := range lines {
		out.Lines = append(out.Lines, append(canvas.Text(canvas.Plain, " "), l...))
	}
	return out
}
