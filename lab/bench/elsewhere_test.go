package bench

import (
	"strings"
	"testing"
	"testing/fstest"

	"tcplab/lab"
	"tcplab/lab/words"
)

// TestAProgramOfAnotherSystem: a lesson whose program this system cannot build does
// not begin with an empty one in its place.
func TestAProgramOfAnotherSystem(t *testing.T) {
	l := &lab.Lesson{Name: "elsewhere", Files: fstest.MapFS{}, Hosts: []lab.Host{{Name: "server", Role: lab.Server, File: "again_linux.go"}}}
	_, err := Open(l, Options{Dir: t.TempDir()})
	for lang, want := range map[string]string{"en": "again_linux.go uses what Linux alone has, so lesson elsewhere runs on Linux only", "zh": "只能在 Linux 上运行"} {
		if err == nil || !strings.Contains(words.In(err, lang), want) {
			t.Errorf("the error is %v, want %q: nothing of the program can be shown", err, want)
		}
	}
}
