package view

import (
	"fmt"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/trace"
)

// programContent shows every program that is on the screen as a whole. A mark and
// the call stand beside each line at which one of its goroutines is. The page begins
// where the program that acted stands.
func programContent(s *Scene, w, _ int) Content {
	out := Content{Title: s.Say(wPrograms)}
	l, r := s.Both()
	for _, host := range []trace.Host{l.Host, r.Host} {
		code := s.Code[host.File]
		if len(code) == 0 {
			continue
		}
		if len(out.Lines) > 0 {
			out.Lines = append(out.Lines, nil)
		}
		if host.Name == s.Step.Move.Host {
			out.From = len(out.Lines)
		}
		out.Lines = append(out.Lines, append(canvas.Text(canvas.Plain, " ").Add(canvas.Heading, programName(s, host)+s.Say(wColon)), standingLine(s, host)...))
		calls := s.CallsOf(host.Name)
		at := map[int][]trace.Call{}
		for _, c := range calls {
			if c.File == "" || c.File == host.File {
				at[c.Line] = append(at[c.Line], c)
			}
		}
		for n := range code {
			row := canvas.Text(canvas.Faint, fmt.Sprintf("  %*d  ", len(fmt.Sprint(len(code))), n+1))
			here := at[n+1]
			if len(here) > 0 {
				row = canvas.Text(canvas.Strong, fmt.Sprintf("> %*d  ", len(fmt.Sprint(len(code))), n+1))
				if host.Name == s.Step.Move.Host && calls[0].Line == n+1 {
					out.From = len(out.Lines) - 2
				}
			}
			row = append(row, sourceLine(code[n])...)
			for _, c := range here {
				row = row.Add(canvas.Plain, "   ").Add(canvas.Now, s.CallStands(&c))
			}
			out.Lines = append(out.Lines, row.Cut(w-2))
		}
	}
	return out
}
