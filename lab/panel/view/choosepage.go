package view

import "tcplab/lab/panel/canvas"

// chooseContent lists the connections, and before them the choice to follow
// what happens.
func chooseContent(s *Scene, w, _ int) Content {
	out := Content{Title: s.Say(wChoose)}
	out.Choices = append(out.Choices, Choice{Row: 0, Rows: 1, Follow: true})
	mark := "  "
	if s.Focus == "" {
		mark = "* "
	}
	out.Lines = append(out.Lines, canvas.Text(canvas.Plain, " "+mark+s.Say(wFollow)))
	for _, p := range s.Pairs() {
		mark = "  "
		if p.Key == s.Focus {
			mark = "* "
		}
		l := canvas.Text(canvas.Plain, " "+mark).Add(canvas.Plain, s.PairName(p)).To(28)
		l = l.Add(canvas.Plain, endState(p.Left)).To(42).Add(canvas.Plain, endState(p.Right))
		out.Choices = append(out.Choices, Choice{Row: len(out.Lines), Rows: 1, Focus: p.Key})
		out.Lines = append(out.Lines, l.Cut(w-3))
	}
	return out
}
