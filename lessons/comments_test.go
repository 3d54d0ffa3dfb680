package lessons

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"tcplab/lab"
	"tcplab/lab/prose"
	"tcplab/lab/standalone"
	"tcplab/lab/trace"
)

// TestCommentsSpeakEveryLanguage checks that a program shown in another
// language than English has each of its comments in that language, and that no
// translation is left over from a comment that has gone.
func TestCommentsSpeakEveryLanguage(t *testing.T) {
	all := programs(t)
	eachText(t, func(t *testing.T, l *lab.Lesson, lang string, text *prose.Text) {
		if lang == trace.Languages[0] {
			if len(text.Comments) > 0 {
				t.Errorf("%s.md translates comments, but the programs have them in that language already", lang)
			}
			return
		}
		var found []string
		for name, source := range all {
			if !strings.HasPrefix(name, l.Name+"/") {
				continue
			}
			for _, c := range prose.Comments(source) {
				found = append(found, c)
				words := text.Comments[c]
				if words == "" {
					t.Errorf("%s: a comment is not in %s.md, below `## comments:`:\n%s", name, lang, c)
				} else if !strings.ContainsFunc(words, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
					t.Errorf("%s: %q is no translation of %q", name, words, c)
				}
			}
			// The line of a call at the gate is the line shown, so none may move, and
			// code is the same in every language.
			was, is := strings.Split(source, "\n"), strings.Split(text.Translated(source), "\n")
			if len(was) != len(is) {
				t.Fatalf("%s has %d lines in %s, and %d in its source", name, len(is), lang, len(was))
			}
			for i := range was {
				code, _, _ := strings.Cut(was[i], "//")
				if got, _, _ := strings.Cut(is[i], "//"); got != code {
					t.Errorf("%s:%d: the code differs in %s:\n%s\n%s", name, i+1, lang, was[i], is[i])
				}
				if w := prose.Width(strings.ReplaceAll(is[i], "\t", "    ")); w > programWidth {
					t.Errorf("%s:%d is %d columns wide in %s, more than %d: %s", name, i+1, w, lang, programWidth, is[i])
				}
			}
		}
		for c := range text.Comments {
			if !slices.Contains(found, c) {
				t.Errorf("%s.md translates a comment that no program has; remove it:\n%s", lang, c)
			}
		}
	})
}

// TestTranslatedProgramsStandAlone checks that what a student gets in another
// language is as good Go as the English form.
func TestTranslatedProgramsStandAlone(t *testing.T) {
	eachText(t, func(t *testing.T, l *lab.Lesson, _ string, text *prose.Text) {
		for name, source := range programs(t) {
			if strings.HasPrefix(name, l.Name+"/") {
				formatted(t, name, text.Translated(standalone.Program(source, lab.DefaultPort)))
			}
		}
	})
}
