package page

import (
	"slices"

	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// scenes are the scenes of one step in every language, in the order of
// trace.Languages. They differ in their words alone.
type scenes [2]*tell.Scene

// index returns the place of a language in scenes.
func index(lang string) int { return max(0, slices.Index(trace.Languages, lang)) }

// both returns what the scenes say.
func (sc scenes) both(say func(*tell.Scene) string) markup {
	return both(func(lang string) string { return say(sc[index(lang)]) })
}

// drawn is both for a text of an SVG image.
func (sc scenes) drawn(say func(*tell.Scene) string) markup {
	return drawn(func(lang string) string { return say(sc[index(lang)]) })
}

// markdown returns a lesson's text, in paragraphs.
func (sc scenes) markdown(say func(*tell.Scene) string) markup {
	return markdown(func(lang string) string { return say(sc[index(lang)]) })
}
