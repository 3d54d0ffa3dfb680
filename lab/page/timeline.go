package page

import (
	"cmp"

	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// A chapter is a part of the timeline.
type chapter struct {
	Name  markup
	Steps []*step
}

// chaptersOf parts the steps by the chapters of the script, and gives the first
// step of each the chapter's name.
func chaptersOf(h *trace.Header, shown []scenes, steps []*step) []chapter {
	var out []chapter
	current := "\x00"
	for i, sc := range shown {
		if name := sc[0].CurrentChapter(); name != current {
			current = name
			title := both(func(lang string) string { return cmp.Or(tell.TextOf(h, lang).Chapters[name], name) })
			out = append(out, chapter{Name: title})
			steps[i].Chapter = title
		}
		c := &out[len(out)-1]
		c.Steps = append(c.Steps, steps[i])
	}
	return out
}

// timelineHTML writes the line of all steps, by chapter. At its end it leads to the
// notes, if there are some.
func timelineHTML(chapters []chapter, notes bool) markup {
	var b builder
	for _, c := range chapters {
		b.add(`<p class="chap"><span>`).put(c.Name).add(`</span>`)
		for _, st := range c.Steps {
			b.add(`<a href="#s%d"%s>%[1]d</a>`, st.N, when(st.Stop, ` class="stop"`))
		}
		b.add(`</p>`)
	}
	if notes {
		b.add(`<p class="chap"><a href="#notes" class="stop">=</a></p>`)
	}
	return b.html()
}
