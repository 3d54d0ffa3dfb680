package panel

// chooseContent lists the connections.
func chooseContent(s *scene, w, _ int) content {
	out := content{title: s.t(wChoose)}
	out.choices = append(out.choices, choice{row: 0, rows: 1, follow: true})
	mark := "  "
	if s.focus == "" {
		mark = "* "
	}
	out.lines = append(out.lines, text(plain, " "+mark+s.t(wFollow)))
	for _, p := range s.pairs() {
		mark = "  "
		if p.key == s.focus {
			mark = "* "
		}
		l := text(plain, " "+mark).add(plain, s.pairName(p)).to(28)
		l = l.add(plain, endState(p.left)).to(42).add(plain, endState(p.right))
		out.choices = append(out.choices, choice{row: len(out.lines), rows: 1, focus: p.key})
		out.lines = append(out.lines, l.cut(w-3))
	}
	return out
}
