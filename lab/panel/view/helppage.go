package view

import "tcplab/lab/panel/canvas"

// helpContent lists the key table, the keys that a lesson needs first, and explains
// the signs.
func helpContent(s *Scene, w, _ int) Content {
	out := Content{Title: s.Say(wHelp)}
	names := 0
	for _, k := range s.Keys {
		names = max(names, canvas.Width(k.shown()))
	}
	for _, basic := range []bool{true, false} {
		for _, k := range s.Keys {
			if k.Basic != basic {
				continue
			}
			for i, l := range canvas.Wrap(canvas.Plain, k.Help[s.Lang], textWidth(w)-names-3) {
				row := canvas.Text(canvas.Plain, " ")
				if i == 0 {
					row = row.Add(canvas.Key, k.shown())
				}
				out.Lines = append(out.Lines, append(row.To(names+3), l...))
			}
		}
		if basic {
			out.Lines = append(out.Lines, nil, canvas.Text(canvas.Plain, " ").Add(canvas.Heading, s.Say(wMoreKeys)))
		}
	}
	out.Lines = append(out.Lines, nil)
	for _, l := range canvas.Wrap(canvas.Faint, s.Say(wHelpTail), textWidth(w)) {
		out.Lines = append(out.Lines, append(canvas.Text(canvas.Plain, " "), l...))
	}
	out.Lines = append(out.Lines, nil, canvas.Text(canvas.Plain, " ").Add(canvas.Heading, s.Say(wSigns)))
	out.Lines = append(out.Lines, signLines(s, textWidth(w))...)
	return out
}
