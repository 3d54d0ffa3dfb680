package tell

import (
	"testing"

	"tcplab/lab/panel/paneltest"
	"tcplab/lab/prose"
)

// TestQuestionWherePacketsFlow: if packets flow, a step tells of several rows,
// and so it has told the answer to their question. If the lesson is written for
// such a network, its question is about what comes next, and is asked.
func TestQuestionWherePacketsFlow(t *testing.T) {
	for _, home := range []string{"", "host"} {
		w := paneltest.HostRun()
		w.Header.Home = home
		sec := w.Header.Prose["en"].Sections["dial"]
		sec.Question = &prose.Question{Ask: "What now?", Options: []prose.Option{{Text: "this", Right: true}}}
		w.Header.Prose["en"].Sections["dial"] = sec
		s := sceneAt(w, 3, true)
		s.Asking = true
		if asked := s.Question() != nil; asked != (home == "host") {
			t.Errorf("the lesson's network is %q: a question is asked: %v", home, asked)
		}
	}
}
