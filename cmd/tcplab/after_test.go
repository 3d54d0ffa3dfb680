package main

import (
	"strings"
	"testing"

	"tcplab/lab/trace"
	"tcplab/lessons"
)

// TestWhatComesAfterALesson: every lesson leads to the next one, and the last one to
// the student's own programs.
func TestWhatComesAfterALesson(t *testing.T) {
	for i, l := range lessons.All {
		for lang, said := range after(l, trace.PrivateNetwork) {
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

// TestAfterTheModelANextLessonMayNeedTheKernel: a next lesson that refuses the model
// says so after a run on it, and only there.
func TestAfterTheModelANextLessonMayNeedTheKernel(t *testing.T) {
	for i, l := range lessons.All {
		for _, network := range []string{trace.PrivateNetwork, trace.HostNetwork, trace.NetstackNetwork} {
			want := network == trace.NetstackNetwork && i+1 < len(lessons.All) && lessons.All[i+1].Settings.Network == trace.HostNetwork
			for lang, said := range after(l, network) {
				if got := strings.Contains(strings.Join(said, "\n"), wOwnKernel.In(lang)); got != want {
					t.Errorf("after %s on %s in %s: it says that the next lesson looks at the kernel: %v, want %v", l.Name, network, lang, got, want)
				}
			}
		}
	}
}
