package lessons

import (
	"testing"

	"tcplab/lab/prose"
	"tcplab/lab/tcp"
	"tcplab/lab/trace"
)

func TestTerms(t *testing.T) {
	seen := map[string]bool{}
	for _, term := range Terms() {
		if seen[term.Key] {
			t.Errorf("the term %q is there twice: keep one of them", term.Key)
		}
		seen[term.Key] = true
		for _, lang := range trace.Languages {
			if term.Name[lang] == "" || term.Line[lang] == "" {
				t.Errorf("the term %q has no name or no line in %s", term.Key, lang)
			}
			if w := prose.Width(term.Line[lang]); w > prose.LeadWidth {
				t.Errorf("the line of %q is %d columns wide in %s, more than %d", term.Key, w, lang, prose.LeadWidth)
			}
		}
	}
	for _, s := range tcp.States {
		if !seen[string(s)] {
			t.Errorf("the state %s is no term: a student will ask for it", s)
		}
	}
}
