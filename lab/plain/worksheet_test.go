package plain

import (
	"strings"
	"testing"

	"tcplab/lab/prose"
	"tcplab/lab/trace"
)

// TestWorksheet: the end of a transcript has the questions of the steps that
// were taken, with their options and without answers, and then the answers.
func TestWorksheet(t *testing.T) {
	options := []prose.Option{
		{Text: "`four`", Why: "That is *one* too many."},
		{Text: "three", Right: true, Why: "One a packet."},
	}
	header := trace.Header{
		Lesson: "sample", Chapters: []string{"one"},
		Beats: []trace.Beat{{ID: "a", Chapter: "one", Stop: true}, {ID: "b", Chapter: "one"}, {ID: "a", Chapter: "one"}},
		Prose: map[string]*prose.Text{"en": {
			Chapters: map[string]string{"one": "Opening"},
			Sections: map[string]prose.Section{
				"a": {Headline: "A", Question: &prose.Question{Ask: "How many *packets*?", Options: options}},
				"b": {Headline: "B", Question: &prose.Question{Ask: "Never taken?", Options: options}},
			},
			Closing: prose.Closing{Headline: "The end", Questions: []prose.Question{{Ask: "And now?", Options: options}}},
		}},
	}
	var out strings.Builder
	text := New(&out, header, "en")
	for i, s := range []trace.Step{{Move: trace.Move{Kind: trace.MoveStart}}, {Beat: "a", Expected: true, Done: trace.DoneTold}} {
		s.Step = i
		if err := text.Step(s); err != nil {
			t.Fatal(err)
		}
	}
	if err := text.Finish(trace.End{Steps: 2}); err != nil {
		t.Fatal(err)
	}
	_, sheet, ok := strings.Cut(out.String(), "──── Worksheet")
	asks, answers, both := strings.Cut(sheet, "──── Answers")
	if !ok || !both {
		t.Fatalf("there is no worksheet, or no answers after it:\n%s", out.String())
	}
	for _, want := range []string{"  1  After step 1: How many packets?", "     a) four\n     b) three", "  2  And now?"} {
		if !strings.Contains(asks, want) {
			t.Errorf("the questions lack %q; want the step named, and no marks of Markdown\n%s", want, asks)
		}
	}
	if strings.Contains(asks, "One a packet") {
		t.Errorf("an answer stands among the questions:\n%s", asks)
	}
	if strings.Contains(sheet, "Never taken?") || strings.Count(asks, "How many") != 1 {
		t.Errorf("the worksheet has a question of a row that was not taken, or a question twice:\n%s", sheet)
	}
	for _, want := range []string{"  1  b) three. One a packet.", "     a) No. That is one too many."} {
		if !strings.Contains(answers, want) {
			t.Errorf("the answers lack %q\n%s", want, answers)
		}
	}
	if !strings.Contains(out.String(), "Steps 0 to 1, every one as expected.") {
		t.Errorf("the last line counts the steps otherwise than the numbers before them:\n%s", out.String())
	}
	if !strings.Contains(out.String(), "OPENING") {
		t.Error("an English chapter is not in capitals")
	}
}
