package handout

import (
	"strings"

	"tcplab/lab/prose"
)

// readmeWriter lays Markdown out. English has lines of 80 columns. A Chinese
// paragraph is one line, because the end of a line would become a space.
type readmeWriter struct {
	strings.Builder
	lang string
}

func (w *readmeWriter) line(text string)    { w.WriteString(text + "\n") }
func (w *readmeWriter) heading(text string) { w.line("\n## " + text) }

// paragraph writes sentences as one paragraph. Without sentences it writes
// nothing.
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
