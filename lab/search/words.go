package search

import (
	"slices"
	"strings"
	"unicode"

	"tcplab/lab/nearest"
	"tcplab/lab/pattern"
)

// address matches an IPv6 address, which may hold letters. Other addresses, ports,
// times and process numbers consist of digits, and normal drops those anyway.
var address = pattern.New(`\[?[0-9A-Fa-f]*::?[0-9A-Fa-f]*:[0-9A-Fa-f:.]*(%\w+)?\]?`)

// normal returns the words of a text, in lower case and with one blank between
// them. It leaves out addresses and numbers, because those that are pasted with an
// error are not those of a lesson. Chinese characters side by side are one word.
func normal(text string) string {
	text = address().ReplaceAllString(strings.ToLower(text), " ")
	var b strings.Builder
	var last rune
	for _, r := range text {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			r = ' '
		} else if last != ' ' && han(r) != han(last) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		last = r
	}
	words := slices.DeleteFunc(strings.Fields(b.String()), func(w string) bool {
		return strings.Trim(w, "0123456789") == ""
	})
	return strings.Join(words, " ")
}

func han(r rune) bool { return unicode.Is(unicode.Han, r) }

// idle are words with which a question is asked, and not about which.
var idle = map[string]bool{
	"a": true, "an": true, "and": true, "are": true, "can": true, "did": true, "do": true, "does": true, "for": true,
	"get": true, "how": true, "i": true, "if": true, "in": true, "is": true, "it": true, "my": true, "of": true,
	"on": true, "or": true, "so": true, "that": true, "the": true, "to": true, "was": true, "what": true,
	"when": true, "which": true, "who": true, "why": true, "with": true,
}

// idleChinese are the same in Chinese, longer ones first.
var idleChinese = strings.NewReplacer(
	"为什么", " ", "怎么办", " ", "是什么", " ", "怎么样", " ", "怎么", " ", "什么", " ", "如何", " ", "请问", " ", "为何", " ", "哪里", " ",
	"的", " ", "了", " ", "吗", " ", "呢", " ", "是", " ", "会", " ", "我", " ", "在", " ", "和", " ",
)

// terms returns what is looked for: words, and pairs of Chinese characters that
// stand side by side, because Chinese writes no blank between words.
func terms(query string) []string {
	words := strings.Fields(normal(idleChinese.Replace(query)))
	var list []string
	for _, w := range words {
		rs := []rune(w)
		switch {
		case !han(rs[0]) && !idle[w], han(rs[0]) && len(rs) == 1 && len(words) == 1:
			list = append(list, w)
		case han(rs[0]):
			for i := range len(rs) - 1 {
				list = append(list, string(rs[i:i+2]))
			}
		}
	}
	if len(list) == 0 { // only idle words: better than nothing
		list = words
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// has reports whether a normal text holds a term: a word that begins with it, or
// these Chinese characters.
func has(text, term string) bool {
	if r := []rune(term)[0]; han(r) {
		return strings.Contains(text, term)
	}
	return strings.Contains(" "+text, " "+term)
}

// mended returns the words of texts that a mistyped word may have meant: the
// word itself if a text has it or none is near.
func mended(term string, texts []string) []string {
	meant := []string{term}
	if len(term) < 4 || han([]rune(term)[0]) || slices.ContainsFunc(texts, func(t string) bool { return has(t, term) }) {
		return meant
	}
	least := 1 + len(term)/8 // one slip, or more in a long word
	for _, t := range texts {
		for w := range strings.FieldsSeq(t) {
			d := nearest.Distance(term, w)
			if len(w) < 4 || d > least {
				continue
			}
			if d < least || meant[0] == term {
				least, meant = d, nil
			}
			meant = append(meant, w)
		}
	}
	return meant
}
