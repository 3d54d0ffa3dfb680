package plain

import (
	"strings"

	"tcplab/lab/prose"
)

// Visible makes text from outside harmless for a terminal, as prose.Visible
// does, but in lines: a tab becomes a space, and line ends stay.
func Visible(text string) string {
	lines := strings.Split(strings.ReplaceAll(text, "\t", " "), "\n")
	for i, l := range lines {
		lines[i] = prose.Visible(l)
	}
	return strings.Join(lines, "\n")
}
