package panel

import (
	"slices"

	"tcplab/lab/prose"
)

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
