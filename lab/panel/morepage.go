package panel

import (
	"strings"

	"tcplab/lab/prose"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

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

// hasMore says whether there is anything beyond the lead.
func (s *Scene) hasMore() bool {
	sec, _ := s.said()
	return sec.More != "" || len(s.step.Told) > 0 && !s.contradicted() || len(s.longNews()) > 0
}

// longNews is what the step brought the programs that a program's title has no
// room for: a file's path and its SHA-256, or several printed lines. A page
// that scrolls has the room.
func (s *Scene) longNews() []string {
	var out []string
	for _, e := range s.step.Events {
		var n string
		switch e.Kind {
		case trace.EventOutput:
			n = strings.TrimSpace(e.Text)
			if strings.Contains(n, "\n") {
				n = "\n" + n // each line of it on a row of its own
			}
			n = wPrinted.F(s.lang, n)
		case trace.EventEnded:
			n = wGave.F(s.lang, e.Name, tell.ResultText(e, s.lang))
		}
		if prose.Width(prose.Visible(n)) > titleRoom || e.Kind == trace.EventEnded && longPath.MatchString(e.Text) {
			out = append(out, e.Host+"  "+n)
		}
	}
	return out
}

// hasLead says whether there is anything to read about this step. A small
// window may have cut it.
func (s *Scene) hasLead() bool {
	sec, ok := s.said()
	return !ok || sec.Lead != "" || s.hasMore()
}
