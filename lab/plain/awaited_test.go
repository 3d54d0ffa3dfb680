package plain

import (
	"strings"
	"testing"

	"tcplab/lab"
	"tcplab/lab/trace"
)

// TestADialThatTakesLong: Windows takes seconds over a Dial that is refused, so that
// nobody there should look for a program that somebody has stopped.
func TestADialThatTakesLong(t *testing.T) {
	for _, c := range []struct {
		stack string
		move  trace.Move
		want  [2]string
		why   string
	}{
		{"Windows 10.0.26100", lab.Call("client", "Dial"), [2]string{"Windows asks again", "还会再试几次"}, "the system is at it by itself"},
		{"Windows 10.0.26100", lab.Call("client", "Read"), [2]string{"if somebody has stopped one", "若有人停住了"}, "a call that waits comes to rest there, too"},
		{"Linux 6.18.44", lab.Call("client", "Dial"), [2]string{"if somebody has stopped one", "若有人停住了"}, "Linux gives up at the first refusal"},
	} {
		for i, lang := range trace.Languages {
			got := Awaited(trace.Header{Stack: c.stack}, trace.Step{Step: 2, Next: &c.move}, lang, 0)
			if !strings.Contains(got, c.want[i]) || !strings.Contains(got, "3") {
				t.Errorf("%s, %s on %s: %q is awaited, want %q in it: %s", lang, c.move.Name, c.stack, got, c.want[i], c.why)
			}
		}
	}
}
