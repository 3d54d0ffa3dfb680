package view

import "tcplab/lab/tell"

// termsContent explains the terms of the step, and the states on the screen,
// in every language the glossary has.
func termsContent(s *Scene, w, _ int) Content {
	out := Content{Title: s.Say(wTerms)}
	for _, t := range s.Terms() {
		head := text(StylePlain, " ")
		for i, lang := range []string{s.Lang, tell.Other(s.Lang)} {
			if name := t.Name[lang]; name != "" && (i == 0 || name != t.Name[s.Lang]) {
				if i > 0 {
					head = head.add(StyleFaint, "  "+dot+"  ")
				}
				head = head.add(StyleStrong, name)
			}
		}
		out.Lines = append(out.Lines, head)
		for _, lang := range []string{s.Lang, tell.Other(s.Lang)} {
			st := StylePlain
			if lang != s.Lang {
				st = StyleFaint
			}
			for _, l := range wrap(st, t.Line[lang], textWidth(w)-2) {
				out.Lines = append(out.Lines, append(text(StylePlain, "   "), l...))
			}
		}
		out.Lines = append(out.Lines, nil)
	}
	if len(out.Lines) == 0 {
		out.Lines = wrap(StyleFaint, " "+s.Say(wNoTerms), textWidth(w))
	}
	return out
}
