package tell

import (
	"fmt"
	"strings"
)

// A Word is a text of tcplab's own in its languages: English, then Chinese. The
// texts of a lesson are in the lesson's files.
type Word [2]string

// In returns the word in a language, en or zh. It is English for all others.
func (w Word) In(lang string) string {
	if lang == "zh" {
		return w[1]
	}
	return w[0]
}

// F formats the arguments with the word in a language, as fmt.Sprintf does. A
// word without any % stays as it is: not every word of a table needs the
// arguments that all of them get. In Chinese no blank is left beside an argument
// that is Chinese itself.
func (w Word) F(lang string, args ...any) string {
	format := w.In(lang)
	if !strings.Contains(format, "%") {
		return format
	}
	if lang == "zh" {
		format = tight(format, args)
	}
	return fmt.Sprintf(format, args...)
}
