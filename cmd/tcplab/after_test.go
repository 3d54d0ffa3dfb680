package main

import (
	"strings"
	"testing"

	"tcplab/lessons"
)

// TestWhatComesAfterALesson: every lesson leads to the next one, and the last one to
// the student's own programs.
func TestWhatComesAfterALesson(t *testing.T) {
	for i, l := range lessons.All {
		for lang, said := range after(l) {
			all := strings.Join(said, "\n")
			next := wLastLesson.In(lang)
			if i+1 < len(lessons.All) {
				next = "`" + lessons.All[i+1].Name + "`"
			}
			for _, want := range []string{next, "`tcplab code " + l.Name + "`", "`tcplab lab`"} {
				if !strings.Contains(all, want) {
					t.Errorf("after %s in %s: %q is missing in\n%s", l.Name, lang, want, all)
				}
			}
			if got := strings.Contains(all, "--file"); got != l.SendsFile() {
				t.Errorf("after %s in %s: --file is named: %v, but the lesson sends a file: %v", l.Name, lang, got, l.SendsFile())
			}
		}
	}
}
