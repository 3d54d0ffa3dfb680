package page

import (
	"fmt"
	"html/template"
	"strings"
)

// A builder puts an SVG image together. Only numbers and the page's
// own words may go through add; text from outside goes through text, which makes it
// harmless.
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
func (b *builder) put(h template.HTML) *builder {
	b.b.WriteString(string(h))
	return b
}

func (b *builder) html() template.HTML { return template.HTML(b.b.String()) }
