package tell

import (
	"fmt"
	"slices"
	"testing"

	"tcplab/lab/prose"
	"tcplab/lab/trace"
)

// asking returns a header whose prose asks n questions of three options in two
// languages, and one on the closing page. The first option is right.
func asking(n int, seed uint32) trace.Header {
	h := trace.Header{Lesson: "connection", Seed: seed, Prose: map[string]*prose.Text{}}
	for _, lang := range trace.Languages {
		q := func() prose.Question {
			q := prose.Question{Ask: "What now?"}
			for i := range 3 {
				q.Options = append(q.Options, prose.Option{Text: fmt.Sprintf("%s %d", lang, i), Why: fmt.Sprint(i), Right: i == 0})
			}
			return q
		}
		t := &prose.Text{Sections: map[string]prose.Section{}, Closing: prose.Closing{Questions: []prose.Question{q()}}}
		for i := range n {
			ask := q()
			t.Sections[fmt.Sprint("beat-", i)] = prose.Section{Question: &ask}
		}
		h.Prose[lang] = t
	}
	return h
}

// order lists the numbers of a question's options as they stand.
func order(q *prose.Question) string {
	text := ""
	for _, o := range q.Options {
		text += o.Why
	}
	return text
}

// TestTheSeedShufflesTheOptions: the right option stands at every place equally
// often, so that nobody can guess it, and every option keeps its reason.
func TestTheSeedShufflesTheOptions(t *testing.T) {
	const questions = 300
	h := Shuffled(asking(questions, 7))
	at := map[int]int{}
	for _, s := range h.Prose["en"].Sections {
		at[slices.IndexFunc(s.Question.Options, func(o prose.Option) bool { return o.Right })]++
		for _, o := range s.Question.Options {
			if o.Text != "en "+o.Why {
				t.Errorf("option %q has the reason of option %s", o.Text, o.Why)
			}
		}
	}
	for place := range 3 {
		if n := at[place]; n < questions/4 || n > questions/2 {
			t.Errorf("of %d right options %d stand at place %d, want about a third", questions, n, place+1)
		}
	}
}

// TestTheSeedGivesOneOrder: a seed gives the same order in both languages and
// in every replay, another seed another one, and none the order as written.
// The orders of seed 7 are written out because traces rely on them.
func TestTheSeedGivesOneOrder(t *testing.T) {
	plain := asking(4, 0)
	orders := func(h trace.Header, lang string) (all []string) {
		for i := range 4 {
			all = append(all, order(h.Prose[lang].Sections[fmt.Sprint("beat-", i)].Question))
		}
		return append(all, order(&h.Prose[lang].Closing.Questions[0]))
	}
	seven := []string{"102", "102", "012", "012", "012"}
	for _, c := range []struct {
		seed uint32
		want []string
		why  string
	}{
		{0, []string{"012", "012", "012", "012", "012"}, "a trace without a seed was shown as written"},
		{7, seven, "a replay shows the options as the student saw them"},
	} {
		h := plain
		h.Seed = c.seed
		for _, lang := range trace.Languages {
			if got := orders(Shuffled(h), lang); !slices.Equal(got, c.want) {
				t.Errorf("seed %d, %s: %v, want %v: %s", c.seed, lang, got, c.want, c.why)
			}
		}
	}
	if got := orders(plain, "en"); slices.ContainsFunc(got, func(o string) bool { return o != "012" }) {
		t.Errorf("the header itself was shuffled: %v", got)
	}
	h := plain
	h.Seed = 8
	if slices.Equal(orders(Shuffled(h), "en"), seven) {
		t.Error("seeds 7 and 8 give the same orders")
	}
	r := &Recall{Lesson: h.Lesson, Beat: "beat-0", Questions: map[string]*prose.Question{"en": plain.Prose["en"].Sections["beat-0"].Question}}
	if got := order(r.Shuffled(7).Questions["en"]); got != seven[0] {
		t.Errorf("the recalled question stands in the order %s, want %s: it is the same question", got, seven[0])
	}
}
