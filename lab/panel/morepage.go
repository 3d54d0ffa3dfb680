package panel

// moreContent is what the lesson says beyond the lead. Of a step that it says
// nothing of, all that the panel does, which a small window may have cut.
func moreContent(s *scene, w, _ int) content {
	sec, ok := s.said()
	if !ok {
		sec = s.general()
	}
	out := content{title: sec.Headline}
	if out.title == "" {
		out.title = s.t(wMore)
	}
	md := sec.Lead
	if sec.More != "" {
		md += "\n\n" + sec.More
	}
	for _, id := range s.step.Told {
		if other, ok := s.section(id); ok && !s.contradicted() && id != s.step.Beat {
			md += "\n\n### " + other.Headline + "\n\n" + other.Lead
		}
	}
	lines := append(findingLines(s, textWidth(w)), markdown(md, textWidth(w))...)
	if long := s.longNews(); len(long) > 0 {
		lines = append(lines, nil, text(heading, s.t(wInFull)))
		for _, n := range long {
			lines = append(lines, wrap(plain, n, textWidth(w))...)
		}
	}
	for _, l := range lines {
		out.lines = append(out.lines, append(text(plain, " "), l...))
	}
	return out
}
