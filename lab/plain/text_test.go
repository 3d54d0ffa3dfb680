package plain

import (
	"strings"
	"testing"

	"tcplab/lab/prose"
	"tcplab/lab/trace"
)

// TestTextTellsABeatOnlyWhereItHolds: the kernel is right. If it did something
// else than the script, the lesson's text about the beat is left out.
func TestTextTellsABeatOnlyWhereItHolds(t *testing.T) {
	h := trace.Header{Lesson: "test", Prose: map[string]*prose.Text{"en": {Sections: map[string]prose.Section{
		"syn": {Headline: "SERVER KERNEL: answers", Lead: "A SYN came in."},
	}}}}
	for _, expected := range []bool{true, false} {
		step := trace.Step{Step: 1, Move: trace.Move{Kind: trace.MoveDeliver, Host: "client", Name: "SYN", To: "server"}, Beat: "syn", Stop: true}
		step.Expected = expected
		if !expected {
			step.Findings = []trace.Finding{{Beat: "syn", Subject: "server", Want: "SYN_RCVD", Got: "CLOSED"}}
		}
		var out strings.Builder
		if err := New(&out, h, "en").Step(step); err != nil {
			t.Fatal(err)
		}
		if told := strings.Contains(out.String(), "A SYN came in."); told != expected {
			t.Errorf("the step went as expected: %v, but the lesson's text is there: %v\n%s", expected, told, out.String())
		}
	}
}
