package panel

// helpContent lists the key table, and explains the signs.
func helpContent(s *scene, w, _ int) content {
	out := content{title: s.t(wHelp)}
	names := 0
	for _, k := range s.keys {
		names = max(names, width(k.shown()))
	}
	for _, k := range s.keys {
		for i, l := range wrap(plain, k.Help[s.lang], textWidth(w)-names-3) {
			row := text(plain, " ")
			if i == 0 {
				row = row.add(key, k.shown())
			}
			out.lines = append(out.lines, append(row.to(names+3), l...))
		}
	}
	out.lines = append(out.lines, nil)
	for _, l := range wrap(faint, s.t(wHelpTail), textWidth(w)) {
		out.lines = append(out.lines, append(text(plain, " "), l...))
	}
	out.lines = append(out.lines, nil, text(plain, " ").add(heading, s.t(wSigns)))
	out.lines = append(out.lines, signLines(s, textWidth(w))...)
	return out
}
