package view

// helpContent lists the key table, and explains the signs.
func helpContent(s *Scene, w, _ int) Content {
	out := Content{Title: s.Say(wHelp)}
	names := 0
	for _, k := range s.Keys {
		names = max(names, width(k.shown()))
	}
	for _, k := range s.Keys {
		for i, l := range wrap(StylePlain, k.Help[s.Lang], textWidth(w)-names-3) {
			row := text(StylePlain, " ")
			if i == 0 {
				row = row.add(StyleKey, k.shown())
			}
			out.Lines = append(out.Lines, append(row.to(names+3), l...))
		}
	}
	out.Lines = append(out.Lines, nil)
	for _, l := range wrap(StyleFaint, s.Say(wHelpTail), textWidth(w)) {
		out.Lines = append(out.Lines, append(text(StylePlain, " "), l...))
	}
	out.Lines = append(out.Lines, nil, text(StylePlain, " ").add(StyleHeading, s.Say(wSigns)))
	out.Lines = append(out.Lines, signLines(s, textWidth(w))...)
	return out
}
