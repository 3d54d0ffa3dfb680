package tell

import (
	"testing"

	"tcplab/lab/panel/paneltest"
	"tcplab/lab/prose"
)

// TestQuestionWherePacketsFlow: there a step tells of several rows, and what a
// question asks has been told with them. A lesson that is written for such a
// network asks of what comes next.
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
			t.Errorf("home %q: a question is asked: %v", home, asked)
		}
	}
}
