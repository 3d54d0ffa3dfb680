package words

import (
	"fmt"
	"slices"
	"strings"
)

// spoken is an error in both languages.
type spoken struct {
	error // in English; it holds what the error wraps
	text  Text
}

// Errorf returns an error in both languages. Its Error is the English text. It
// wraps the arguments of the verb %w, as with fmt.Errorf.
func Errorf(en, zh string, args ...any) error {
	english := slices.Clone(args)
	for i, arg := range args {
		if _, wrapped := arg.(error); wrapped {
			continue
		}
		if text, ok := arg.(speaker); ok {
			english[i] = text.In("en")
		}
	}
	return &spoken{fmt.Errorf(en, english...), Say(en, zh, args...)}
}

// In returns the error in a language.
func (s *spoken) In(lang string) string { return s.text.In(lang) }

// Unwrap returns the English error, which goes on with what is wrapped.
func (s *spoken) Unwrap() error { return s.error }

// In returns the text of an error in a language, "" if it is nil. An error that
// has a method In says itself. In any other error each part is translated that
// is known: what it wraps, and the messages of the operating system. English is
// kept where there is no translation.
func In(err error, lang string) string {
	if err == nil {
		return ""
	}
	if s, ok := err.(speaker); ok {
		return s.In(lang)
	}
	text := err.Error()
	if lang != "zh" {
		return text
	}
	if known, ok := systemText(text); ok {
		return known
	}
	switch err := err.(type) {
	case interface{ Unwrap() error }:
		if inner := err.Unwrap(); inner != nil {
			return replaceLast(text, inner.Error(), In(inner, lang))
		}
	case interface{ Unwrap() []error }:
		var out strings.Builder
		for _, inner := range err.Unwrap() {
			before, after, found := strings.Cut(text, inner.Error())
			if !found {
				continue
			}
			out.WriteString(before + In(inner, lang))
			text = after
		}
		return out.String() + text
	}
	return text
}

// replaceLast replaces the last old in text. A wrapped error mostly stands at the
// end, and a file's name before it may read the same.
func replaceLast(text, old, with string) string {
	at := strings.LastIndex(text, old)
	if at < 0 || old == "" {
		return text
	}
	return text[:at] + with + text[at+len(old):]
}
