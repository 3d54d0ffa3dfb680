package tell

import (
	"strings"
	"testing"
	"unicode"

	"tcplab/lab/trace"
)

func TestEveryMoveHasWordsInEveryLanguage(t *testing.T) {
	for kind, words := range moveWords {
		for i, lang := range trace.Languages {
			text := MoveText(nil, trace.Move{Kind: kind, Host: "client", Name: "SYN", To: "server"}, lang)
			if text == "" || strings.Contains(text, "%!") {
				t.Errorf("move %s says %q in %s", kind, text, lang)
			}
			if han := strings.ContainsFunc(words[i], func(r rune) bool { return unicode.Is(unicode.Han, r) }); han != (lang == "zh") {
				t.Errorf("the words of move %s in %s are %q, which is the other language", kind, lang, words[i])
			}
		}
	}
}
