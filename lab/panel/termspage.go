package panel

import (
	"slices"

	"tcplab/lab/prose"
)

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

// terms are those the step's prose names, then the states of both ends, each
// once, as far as the header's glossary knows them.
func (s *Scene) terms() []prose.Term {
	sec, _ := s.said()
	keys := slices.Clone(sec.Terms)
	l, r := s.both()
	for _, sd := range []side{l, r} {
		if sd.conn != nil {
			keys = append(keys, sd.conn.State)
		}
		if sd.listener != nil {
			keys = append(keys, sd.listener.State)
		}
	}
	var out []prose.Term
	for i, k := range keys {
		if slices.Contains(keys[:i], k) {
			continue
		}
		at := slices.IndexFunc(s.header.Terms, func(t prose.Term) bool { return t.Key == k })
		switch {
		case at >= 0:
			out = append(out, s.header.Terms[at])
		case slices.Contains(sec.Terms, k):
			out = append(out, prose.Term{Key: k, Name: map[string]string{"en": k}})
		}
	}
	return out
}

func other(lang string) string {
	if lang == "zh" {
		return "en"
	}
	return "zh"
}
