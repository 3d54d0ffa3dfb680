package tell

import (
	"slices"

	"tcplab/lab/prose"
)

// Terms returns the terms that the step's prose names, then the states of both
// ends. Each comes once. A term that the header's glossary does not have is
// left out.
func (s *Scene) Terms() []prose.Term {
	sec, _ := s.Said()
	keys := slices.Clone(sec.Terms)
	l, r := s.Both()
	for _, sd := range []Side{l, r} {
		if sd.Conn != nil {
			keys = append(keys, sd.Conn.State)
		}
		if sd.Listener != nil {
			keys = append(keys, sd.Listener.State)
		}
	}
	var out []prose.Term
	for i, k := range keys {
		if slices.Contains(keys[:i], k) {
			continue
		}
		at := slices.IndexFunc(s.Header.Terms, func(t prose.Term) bool { return t.Key == k })
		switch {
		case at >= 0:
			out = append(out, s.Header.Terms[at])
		case slices.Contains(sec.Terms, k):
			out = append(out, prose.Term{Key: k, Name: map[string]string{"en": k}})
		}
	}
	return out
}

// Other returns the other one of the two languages, en and zh.
func Other(lang string) string {
	if lang == "zh" {
		return "en"
	}
	return "zh"
}
