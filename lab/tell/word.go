package tell

import (
	"fmt"
	"strings"
)

// A Word is a text of tcplab's own in the languages it speaks: English, then
// Chinese. What a lesson says stands in its own files.
type Word [2]string

// In is the word in a language. It is English if tcplab does not speak that
// language.
func (w Word) In(lang string) string {
	if lang == "zh" {
		return w[1]
	}
	return w[0]
}

// F is the word as a format. A word without any verb stands as it is, whatever
// arguments are offered to all words of its table.
func (w Word) F(lang string, args ...any) string {
	format := w.In(lang)
	if !strings.Contains(format, "%") {
		return format
	}
	return fmt.Sprintf(format, args...)
}
