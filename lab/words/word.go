package words

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

// A Text is a word together with its arguments. Its language is chosen when it
// is shown.
type Text struct {
	word Word
	args []any
}

// Say returns a text. The formats are those of fmt.Errorf, and both get the same
// arguments. An argument that is a text or an error is said in the same
// language as the whole.
func Say(en, zh string, args ...any) Text { return Text{Word{en, zh}, args} }

// In returns the text in a language, en or zh. It is English for all others.
func (t Text) In(lang string) string {
	args := make([]any, len(t.args))
	for i, arg := range t.args {
		args[i] = arg
		switch arg := arg.(type) {
		case speaker:
			args[i] = said(arg.In(lang))
		case error:
			args[i] = said(In(arg, lang))
		}
	}
	return fmt.Errorf(t.word.In(lang), args...).Error()
}

// String returns the text in English.
func (t Text) String() string { return t.In("en") }

// speaker is a value that can be said in a language.
type speaker interface{ In(lang string) string }

// said is an argument that has been said already. It is an error so that the
// verb %w accepts it.
type said string

func (s said) Error() string { return string(s) }
