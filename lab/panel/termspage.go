package panel

// termsContent explains the terms of the step, and the states on the screen,
// in every language the glossary has.
func termsContent(s *scene, w, _ int) content {
	out := content{title: s.t(wTerms)}
	for _, t := range s.terms() {
		head := text(plain, " ")
		for i, lang := range []string{s.lang, other(s.lang)} {
			if name := t.Name[lang]; name != "" && (i == 0 || name != t.Name[s.lang]) {
				if i > 0 {
					head = head.add(faint, "  "+dot+"  ")
				}
				head = head.add(strong, name)
			}
		}
		out.lines = append(out.lines, head)
		for _, lang := range []string{s.lang, other(s.lang)} {
			st := plain
			if lang != s.lang {
				st = faint
			}
			for _, l := range wrap(st, t.Line[lang], textWidth(w)-2) {
				out.lines = append(out.lines, append(text(plain, "   "), l...))
			}
		}
		out.lines = append(out.lines, nil)
	}
	if len(out.lines) == 0 {
		out.lines = wrap(faint, " "+s.t(wNoTerms), textWidth(w))
	}
	return out
}
