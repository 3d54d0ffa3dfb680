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

// TestMeasuresExist holds that every {what:whom} on a closing page is a number
// that a run of the lesson has, in both languages the same.
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
				t.Errorf("%s: the closing page speaks of %v, in %s of %v", l.Name, first, lang, all)
			}
		}
	}
}

// headerOf is as much of a lesson's header as names its hosts.
func headerOf(l *lab.Lesson) trace.Header {
	h := trace.Header{Lesson: l.Name}
	for _, host := range l.Hosts {
		h.Hosts = append(h.Hosts, trace.Host{Name: host.Name, Role: host.Role, File: host.File})
	}
	return h
}
