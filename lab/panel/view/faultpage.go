package view

import (
	"strings"
)

// faultContent explains the last error that a call returned.
func faultContent(s *Scene, w, _ int) Content {
	out := Content{Title: s.Say(wFault)}
	host, f := s.LastFault()
	if f == nil {
		return out
	}
	put := func(lines []Line) {
		for _, l := range lines {
			out.Lines = append(out.Lines, append(text(StylePlain, " "), l...))
		}
	}
	put([]Line{text(StyleStrong, host+s.Say(wColon)+f.Call).add(StyleFaint, "   "+wStepNo.F(s.Lang, f.Step))})
	put(wrap(StyleLost, f.Err, textWidth(w)))
	if f.Errno != "" {
		put([]Line{text(StyleFaint, strings.TrimSpace(f.Errno))})
	}
	out.Lines = append(out.Lines, nil)
	say, cause, about := s.Explain(f)
	put(wrap(StylePlain, say, textWidth(w)))
	if cause != "" {
		out.Lines = append(out.Lines, nil)
		put(wrap(StylePlain, cause, textWidth(w)))
	}
	if about != "" {
		out.Lines = append(out.Lines, nil)
		put(wrap(StyleFaint, about, textWidth(w)))
	}
	return out
}
