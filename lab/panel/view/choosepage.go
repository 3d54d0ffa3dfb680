package view

// chooseContent lists the connections.
func chooseContent(s *Scene, w, _ int) Content {
	out := Content{Title: s.Say(wChoose)}
	out.Choices = append(out.Choices, Choice{Row: 0, Rows: 1, Follow: true})
	mark := "  "
	if s.Focus == "" {
		mark = "* "
	}
	out.Lines = append(out.Lines, text(StylePlain, " "+mark+s.Say(wFollow)))
	for _, p := range s.Pairs() {
		mark = "  "
		if p.Key == s.Focus {
			mark = "* "
		}
		l := text(StylePlain, " "+mark).add(StylePlain, s.PairName(p)).to(28)
		l = l.add(StylePlain, endState(p.Left)).to(42).add(StylePlain, endState(p.Right))
		out.Choices = append(out.Choices, Choice{Row: len(out.Lines), Rows: 1, Focus: p.Key})
		out.Lines = append(out.Lines, l.cut(w-3))
	}
	return out
}
