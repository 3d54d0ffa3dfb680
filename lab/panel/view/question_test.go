package view

import (
	"strings"
	"testing"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/prose"
	"tcplab/lab/tell"
)

// TestQuestionsAreMarkdown: a lesson's marks of Markdown become styles in the
// question, its options and its reasons. The marks themselves are not shown.
func TestQuestionsAreMarkdown(t *testing.T) {
	q := &prose.Question{Ask: "Does `Read` give *one* write?", Options: []prose.Option{
		{Text: "`four`", Right: true, Why: "one *each*"}, {Text: "**never**", Why: "`n` says how many"},
	}}
	s := &Scene{Scene: tell.Scene{Lang: "en", Asking: true}}
	for _, answer := range []int{0, 2} {
		var all strings.Builder
		marked := false
		for _, l := range joined(questionLines(s, q, answer, 76)) {
			all.WriteString(l.String() + "\n")
			for _, span := range l {
				marked = marked || span.Text == "Read" && span.Style == canvas.Code
			}
		}
		if strings.ContainsAny(all.String(), "`*") {
			t.Errorf("answer %d: raw Markdown on the screen:\n%s", answer, all.String())
		}
		if !marked {
			t.Errorf("answer %d: code in the lesson's text is not drawn as code", answer)
		}
	}
}

// TestRightAnswerEndsOnce: a right answer that ends with a punctuation mark
// gets no full stop behind it.
func TestRightAnswerEndsOnce(t *testing.T) {
	for lang, want := range map[string]string{"en": "Right, Hello! So it is.", "zh": "对，Hello!So it is."} {
		q := &prose.Question{Ask: "What?", Options: []prose.Option{{Text: "`Hello!`", Right: true, Why: "So it is."}, {Text: "no"}}}
		var all string
		for _, l := range joined(questionLines(&Scene{Scene: tell.Scene{Lang: lang, Asking: true}}, q, 1, 76)) {
			all += l.String() + "\n"
		}
		if !strings.Contains(all, want) {
			t.Errorf("%s: the answer is\n%swant %q in it", lang, all, want)
		}
	}
}
