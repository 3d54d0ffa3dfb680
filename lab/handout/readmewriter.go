package handout

import (
	"strings"

	"tcplab/lab/prose"
)

// readmeWriter lays Markdown out: English in lines of 80 columns, Chinese a
// paragraph a line, because a line's end becomes a space.
type readmeWriter struct {
	strings.Builder
	lang string
}

func (w *readmeWriter) line(text string)    { w.WriteString(text + "\n") }
func (w *readmeWriter) heading(text string) { w.line("\n## " + text) }

// paragraph writes sentences as one paragraph; none, where there are none.
func (w *readmeWriter) paragraph(sentences ...string) {
	if len(sentences) == 0 {
		return
	}
	w.line("")
	if w.lang == "zh" {
		w.line(strings.Join(sentences, ""))
		return
	}
	for _, l := range prose.Wrap(strings.Join(sentences, " "), 80) {
		w.line(l)
	}
}

// code writes lines as a block that is shown as it is.
func (w *readmeWriter) code(lines ...string) {
	w.line("")
	for _, l := range lines {
		w.line("    " + l)
	}
}
