package page

import (
	"fmt"
	"strings"

	"tcplab/lab/tell"
)

// A markup is HTML, or a part of an SVG image, in which nothing stands as it came from
// outside. It is what html/template calls HTML, without that package: a program that
// executes a template of the standard library calls methods by name, so the linker
// keeps every method of everything, which is three megabytes.
type markup string

// A builder puts HTML or an SVG image together. Only numbers and the page's own words
// may go through add; text from outside goes through text, which makes it harmless.
type builder struct{ b strings.Builder }

func (b *builder) add(format string, args ...any) *builder {
	fmt.Fprintf(&b.b, format, args...)
	return b
}

// text adds a text from outside.
func (b *builder) text(t string) *builder {
	b.b.WriteString(escaped(t))
	return b
}

// put adds what is HTML already.
func (b *builder) put(h markup) *builder {
	b.b.WriteString(string(h))
	return b
}

// word adds a word of the page's own, in every language.
func (b *builder) word(w tell.Word) *builder { return b.put(word(w)) }

// wrap adds HTML between two tags, and nothing at all if the HTML is empty.
func (b *builder) wrap(before string, h markup, after string) *builder {
	if h == "" {
		return b
	}
	return b.each(before, []markup{h}, after)
}

// each adds every HTML of a list between two tags.
func (b *builder) each(before string, list []markup, after string) *builder {
	for _, h := range list {
		b.b.WriteString(before + string(h) + after)
	}
	return b
}

func (b *builder) html() markup { return markup(b.b.String()) }

// own returns HTML of numbers and the page's own words.
func own(format string, args ...any) markup {
	var b builder
	return b.add(format, args...).html()
}

// when returns a text if a condition holds, and "" if not.
func when(condition bool, text string) string {
	if condition {
		return text
	}
	return ""
}
