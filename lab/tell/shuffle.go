package tell

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"slices"

	"tcplab/lab/prose"
	"tcplab/lab/trace"
)

// Shuffled returns a header in which the options of every question stand in the
// order that the header's seed gives. The order is the same in all languages,
// and in every replay of the run. A header without a seed is returned as it is:
// older recordings have none.
func Shuffled(h trace.Header) trace.Header {
	if h.Seed == 0 {
		return h
	}
	texts := map[string]*prose.Text{}
	for lang, t := range h.Prose {
		if t != nil {
			texts[lang] = shuffledText(t, h.Seed, h.Lesson)
		}
	}
	h.Prose = texts
	return h
}

func shuffledText(t *prose.Text, seed uint32, lesson string) *prose.Text {
	out := *t
	out.Sections = make(map[string]prose.Section, len(t.Sections))
	for beat, s := range t.Sections {
		if s.Question != nil {
			q := shuffled(*s.Question, seed, lesson, beat)
			s.Question = &q
		}
		out.Sections[beat] = s
	}
	out.Closing.Questions = slices.Clone(t.Closing.Questions)
	for i, q := range out.Closing.Questions {
		out.Closing.Questions[i] = shuffled(q, seed, lesson, ClosingName(i))
	}
	return &out
}

// Shuffled returns the recalled question with its options in the order that a
// seed gives; 0 is no seed.
func (r *Recall) Shuffled(seed uint32) *Recall {
	if r == nil || seed == 0 {
		return r
	}
	out := *r
	out.Questions = map[string]*prose.Question{}
	for lang, q := range r.Questions {
		q := shuffled(*q, seed, r.Lesson, r.Beat)
		out.Questions[lang] = &q
	}
	return &out
}

// ClosingName returns the name of closing question i, from 0. It stands where
// another question has the name of its beat.
func ClosingName(i int) string { return fmt.Sprintf("closing %d", i+1) }

// shuffled returns a question with its options in another order. Each option's
// place is that of a hash of seed, question and number among the others, so
// that no version of a random generator can ever change an order that a trace
// has kept.
func shuffled(q prose.Question, seed uint32, lesson, name string) prose.Question {
	type place struct {
		prose.Option
		hash [sha256.Size]byte
	}
	places := make([]place, len(q.Options))
	for i, o := range q.Options {
		places[i] = place{o, sha256.Sum256(fmt.Appendf(nil, "%d %s/%s %d", seed, lesson, name, i))}
	}
	slices.SortFunc(places, func(a, b place) int {
		return bytes.Compare(a.hash[:], b.hash[:])
	})
	q.Options = make([]prose.Option, len(places))
	for i, p := range places {
		q.Options[i] = p.Option
	}
	return q
}
