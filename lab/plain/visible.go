package plain

import (
	"strings"

	"tcplab/lab/prose"
)

// Visible makes text from outside harmless for a terminal, as prose.Visible
// does. But it keeps line ends, and a tab becomes a space.
func Visible(text string) string {
	lines := strings.Split(strings.ReplaceAll(text, "\t", " "), "\n")
	for i, l := range lines {
		lines[i] = prose.Visible(l)
	}
	return strings.Join(lines, "\n")
}
