package view

import (
	"strings"

	"tcplab/lab/panel/canvas"
)

// faultContent explains the last error that a call returned.
func faultContent(s *Scene, w, _ int) Content {
	out := Content{Title: s.Say(wFault)}
	host, f := s.LastFault()
	if f == nil {
		return out
	}
	put := func(lines []canvas.Line) {
		for _, l := range lines {
			out.Lines = append(out.Lines, append(canvas.Text(canvas.Plain, " "), l...))
		}
	}
	put([]canvas.Line{canvas.Text(canvas.Strong, s.HostName(host)+s.Say(wColon)+f.Call).Add(canvas.Faint, "   "+wStepNo.F(s.Lang, f.Step))})
	put(canvas.Wrap(canvas.Lost, f.Err, textWidth(w)))
	if f.Errno != "" {
		put([]canvas.Line{canvas.Text(canvas.Faint, strings.TrimSpace(f.Errno))})
	}
	out.Lines = append(out.Lines, nil)
	say, cause, about := s.Explain(f)
	put(canvas.Wrap(canvas.Plain, say, textWidth(w)))
	if cause != "" {
		out.Lines = append(out.Lines, nil)
		put(canvas.Wrap(canvas.Plain, cause, textWidth(w)))
	}
	if why := s.WhyFault(host, f); why != "" {
		out.Lines = append(out.Lines, nil)
		put(canvas.Markdown(why, textWidth(w)))
	}
	if about != "" {
		out.Lines = append(out.Lines, nil)
		put(canvas.Wrap(canvas.Faint, about, textWidth(w)))
	}
	return out
}
