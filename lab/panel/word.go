package panel

import "fmt"

// A word is a text of the panel's own in the languages it speaks: English,
// Chinese. What a move or an event is called is lab/trace's to say; what a
// lesson says stands in its own files.
type word [2]string

// in is the word in a language; English where there is no such language.
func (w word) in(lang string) string {
	if lang == "zh" {
		return w[1]
	}
	return w[0]
}

// f is the word as a format.
func (w word) f(lang string, args ...any) string { return fmt.Sprintf(w.in(lang), args...) }
