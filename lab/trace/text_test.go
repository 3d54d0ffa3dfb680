package trace

import (
	"strings"
	"testing"

	"tcplab/lab/prose"
)

// TestTextTellsABeatOnlyWhereItHolds: the kernel is the authority, and what the
// lesson says of another story is not said of this one.
func TestTextTellsABeatOnlyWhereItHolds(t *testing.T) {
	h := Header{Lesson: "test", Prose: map[string]*prose.Text{"en": {Sections: map[string]prose.Section{
		"syn": {Headline: "SERVER KERNEL: answers", Lead: "A SYN came in."},
	}}}}
	for _, expected := range []bool{true, false} {
		step := Step{Step: 1, Move: Move{Kind: MoveDeliver, Host: "client", Name: "SYN", To: "server"}, Beat: "syn", Stop: true}
		step.Expected = expected
		if !expected {
			step.Findings = []Finding{{Beat: "syn", Subject: "server", Want: "SYN_RCVD", Got: "CLOSED"}}
		}
		var out strings.Builder
		if err := NewText(&out, h, "en").Step(step); err != nil {
			t.Fatal(err)
		}
		if told := strings.Contains(out.String(), "A SYN came in."); told != expected {
			t.Errorf("as expected: %v, told: %v\n%s", expected, told, out.String())
		}
	}
}
