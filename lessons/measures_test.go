package lessons

import (
	"regexp"
	"slices"
	"testing"

	"tcplab/lab"
	"tcplab/lab/prose"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// TestMeasuresExist checks that every {what:whom} on a closing page is a number
// of a run of the lesson, and that both languages use the same ones.
func TestMeasuresExist(t *testing.T) {
	eachText(t, func(t *testing.T, l *lab.Lesson, _ string, text *prose.Text) {
		tally := tell.NewTally(headerOf(l))
		for _, n := range text.Closing.Notes {
			for _, m := range tally.Unfilled(n.Seen) {
				t.Errorf("the closing page speaks of %s, which no run of this lesson has: write {packets:tcp}, {output:HOST} or another measure of tell.Tally", m)
			}
		}
	})
	measure := regexp.MustCompile(`\{[a-z]+:[a-z0-9-]+\}`)
	for _, l := range All {
		var first []string
		for i, lang := range trace.Languages {
			text, err := l.Prose(lang)
			if err != nil {
				t.Fatal(err)
			}
			var all []string
			for _, n := range text.Closing.Notes {
				all = append(all, measure.FindAllString(n.Seen, -1)...)
			}
			slices.Sort(all)
			if i == 0 {
				first = all
			} else if !slices.Equal(first, all) {
				t.Errorf("%s: the closing page has the measures %v, but in %s it has %v", l.Name, first, lang, all)
			}
		}
	}
}

// headerOf returns a header with the names of a lesson's hosts and nothing
// else.
func headerOf(l *lab.Lesson) trace.Header {
	h := trace.Header{Lesson: l.Name}
	for _, host := range l.Hosts {
		h.Hosts = append(h.Hosts, trace.Host{Name: host.Name, Role: host.Role, File: host.File})
	}
	return h
}
