package panel

import (
	"strings"
)

// faultContent explains the last error that a call returned.
func faultContent(s *scene, w, _ int) content {
	out := content{title: s.t(wFault)}
	host, f := s.lastFault()
	if f == nil {
		return out
	}
	put := func(lines []line) {
		for _, l := range lines {
			out.lines = append(out.lines, append(text(plain, " "), l...))
		}
	}
	put([]line{text(strong, host+s.t(wColon)+f.Call).add(faint, "   "+wStepNo.F(s.lang, f.Step))})
	put(wrap(lost, f.Err, textWidth(w)))
	if f.Errno != "" {
		put([]line{text(faint, strings.TrimSpace(f.Errno))})
	}
	out.lines = append(out.lines, nil)
	say, cause, about := s.explain(f)
	put(wrap(plain, say, textWidth(w)))
	if cause != "" {
		out.lines = append(out.lines, nil)
		put(wrap(plain, cause, textWidth(w)))
	}
	if about != "" {
		out.lines = append(out.lines, nil)
		put(wrap(faint, about, textWidth(w)))
	}
	return out
}
