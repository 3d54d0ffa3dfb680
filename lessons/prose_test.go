package lessons

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"tcplab/lab"
	"tcplab/lab/prose"
	"tcplab/lab/trace"
)

// eachText runs a test for every lesson's text in every language.
func eachText(t *testing.T, test func(*testing.T, *lab.Lesson, string, *prose.Text)) {
	for _, l := range All {
		for _, lang := range trace.Languages {
			t.Run(l.Name+"/"+lang, func(t *testing.T) {
				text, err := l.Prose(lang)
				if err != nil {
					t.Fatal(err)
				}
				test(t, l, lang, text)
			})
		}
	}
}

// beatIDs returns the ids of a lesson's beats, each once, in order.
func beatIDs(l *lab.Lesson) []string {
	var ids []string
	for _, b := range l.Script {
		if !slices.Contains(ids, b.ID) {
			ids = append(ids, b.ID)
		}
	}
	return ids
}

func TestEveryBeatIsToldOnce(t *testing.T) {
	eachText(t, func(t *testing.T, l *lab.Lesson, _ string, text *prose.Text) {
		ids := beatIDs(l)
		for _, id := range ids {
			if _, ok := text.Sections[id]; !ok {
				t.Errorf("beat %s has no section: add `## %s: a headline`", id, id)
			}
		}
		for id := range text.Sections {
			if !slices.Contains(ids, id) {
				t.Errorf("section %s is left over: no row of the script has that id", id)
			}
		}
		for _, b := range l.Script {
			if !slices.Contains(l.Chapters, b.Chapter) {
				t.Errorf("beat %s is in chapter %q, which the lesson does not list", b.ID, b.Chapter)
			}
		}
		for _, id := range l.Chapters {
			if text.Chapters[id] == "" {
				t.Errorf("chapter %s has no name: add `## chapter %s: a name`", id, id)
			}
		}
		if len(text.Chapters) != len(l.Chapters) {
			t.Errorf("the prose names %d chapters, the lesson has %d", len(text.Chapters), len(l.Chapters))
		}
	})
}

func TestProseFits(t *testing.T) {
	eachText(t, func(t *testing.T, _ *lab.Lesson, _ string, text *prose.Text) {
		if w := prose.Width(text.Summary); w > prose.LeadWidth {
			t.Errorf("the menu's line is %d columns wide, more than %d", w, prose.LeadWidth)
		}
		if w := prose.Width(text.Closing.Headline); w > prose.HeadlineWidth {
			t.Errorf("the closing page's headline is %d columns wide, more than %d", w, prose.HeadlineWidth)
		}
		for id, s := range text.Sections {
			if w := prose.Width(s.Headline); w > prose.HeadlineWidth {
				t.Errorf("%s: the headline %q is %d columns wide, more than %d", id, s.Headline, w, prose.HeadlineWidth)
			}
			if lines := prose.Lines(s.Lead, prose.LeadWidth); len(lines) > prose.LeadLines {
				t.Errorf("%s: the lead needs %d lines of %d columns, more than %d:\n%s",
					id, len(lines), prose.LeadWidth, prose.LeadLines, prose.Plain(s.Lead, prose.LeadWidth))
			}
		}
	})
}

// TestNoMarkupIsLeftOver finds marks of emphasis that Markdown did not take as
// such, which happens easily between Chinese characters.
func TestNoMarkupIsLeftOver(t *testing.T) {
	eachText(t, func(t *testing.T, _ *lab.Lesson, _ string, text *prose.Text) {
		for where, md := range everything(text) {
			for _, line := range prose.Lines(md, prose.LeadWidth) {
				for _, s := range line {
					if s.Style != prose.Code && strings.ContainsAny(s.Text, "*`") {
						t.Errorf("%s: %q shows its markup: put a space or a letter where the mark begins or ends", where, s.Text)
					}
				}
			}
		}
	})
}

// everything returns every Markdown text of a lesson, by its place.
func everything(text *prose.Text) map[string]string {
	all := map[string]string{"title": text.Title, "summary": text.Summary}
	ask := func(where string, q prose.Question) {
		all[where+", question"] = q.Ask
		for _, o := range q.Options {
			all[where+", answer "+o.Text] = o.Text + "\n\n" + o.Why
		}
	}
	for id, s := range text.Sections {
		all[id+", headline"], all[id+", lead"], all[id+", more"] = s.Headline, s.Lead, s.More
		if s.Question != nil {
			ask(id, *s.Question)
		}
	}
	for _, n := range text.Closing.Notes {
		all["closing, "+n.Seen] = n.Quote + "\n\n" + n.Seen
	}
	for _, q := range text.Closing.Questions {
		ask("closing", q)
	}
	for _, q := range text.Answers.Questions {
		all["answers, "+q] = q
	}
	return all
}

func TestEachLanguageSpeaksItsOwn(t *testing.T) {
	eachText(t, func(t *testing.T, _ *lab.Lesson, lang string, text *prose.Text) {
		for where, md := range everything(text) {
			han := strings.ContainsFunc(md, func(r rune) bool { return unicode.Is(unicode.Han, r) })
			if lang == "en" && han {
				t.Errorf("%s: Chinese in the English text: %q", where, md)
			}
			// A short answer may be a state's name and nothing else, but the
			// reason behind it is a sentence.
			if lang == "zh" && !han && md != "" {
				t.Errorf("%s: no Chinese in the Chinese text: %q", where, md)
			}
		}
	})
}

func TestQuestions(t *testing.T) {
	eachText(t, func(t *testing.T, l *lab.Lesson, _ string, text *prose.Text) {
		asked := map[string]int{}
		for _, b := range l.Script {
			if text.Sections[b.ID].Question == nil {
				continue
			}
			asked[b.Chapter]++
			if !b.Stop && !l.Settings.Quiet {
				t.Errorf("%s asks a question, but n does not stop there, so nobody would see it", b.ID)
			}
		}
		for _, chapter := range l.Chapters {
			if asked[chapter] == 0 {
				t.Errorf("chapter %s asks no question: let it ask one before it shows the answer", chapter)
			}
		}
		if n := len(text.Closing.Questions); n != 2 {
			t.Errorf("the closing page asks %d questions, want two", n)
		}
	})
}

func TestReferencesExist(t *testing.T) {
	eachText(t, func(t *testing.T, l *lab.Lesson, _ string, text *prose.Text) {
		ids := beatIDs(l)
		for _, n := range text.Closing.Notes {
			for _, id := range n.Beats {
				if !slices.Contains(ids, id) {
					t.Errorf("the closing page refers to {%s}, which is no beat: %s", id, n.Seen)
				}
			}
			// {syn} becomes "step 4", so "step {syn}" would become "step step 4".
			if strings.Contains(n.Seen, "step {") || strings.Contains(n.Seen, "第 {") {
				t.Errorf("the closing page has the word step before a beat, which adds the word itself: %s", n.Seen)
			}
		}
		for _, q := range text.Closing.Questions {
			if !slices.Contains(ids, q.Beat) {
				t.Errorf("the closing question %q is answered by %q, which is no beat", q.Ask, q.Beat)
			}
		}
		for id, s := range text.Sections {
			for _, key := range s.Terms {
				if !slices.ContainsFunc(Terms(), func(term prose.Term) bool { return term.Key == key }) {
					t.Errorf("%s names the term %q, which the glossary lacks: add it to Terms", id, key)
				}
			}
		}
	})
}

// TestClosingFitsEachNetwork checks that the closing page of a whole run refers
// only to steps that this run can have, and still has a text on each line of
// the notes. Rows of one network are not in the script of the other.
func TestClosingFitsEachNetwork(t *testing.T) {
	eachText(t, func(t *testing.T, l *lab.Lesson, lang string, text *prose.Text) {
		for _, network := range []string{lab.PrivateNetwork, lab.HostNetwork} {
			script, steps := map[string]bool{}, map[string]int{}
			for i, b := range l.Script {
				if b.Only == "" || b.Only == network {
					script[b.ID], steps[b.ID] = true, i+1
				}
			}
			for _, n := range text.Closing.Notes {
				seen := n.Filled(steps, script, nil, lang)
				if n.Quote != "" && seen == "" {
					t.Errorf("on the %s network no sentence is left about %q: %s", network, n.Quote, n.Seen)
				}
				for _, bad := range []string{"not in this run", "本次没有的一步"} {
					if strings.Contains(seen, bad) {
						t.Errorf("on the %s network a sentence refers to beats of the script and to others: %s", network, seen)
					}
				}
			}
		}
	})
}

// TestLanguagesAgree checks that a lesson is the same in every language: same
// questions, same right answers, same terms, same steps.
func TestLanguagesAgree(t *testing.T) {
	for _, l := range All {
		t.Run(l.Name, func(t *testing.T) {
			want, err := l.Prose(trace.Languages[0])
			if err != nil {
				t.Fatal(err)
			}
			for _, lang := range trace.Languages[1:] {
				got, err := l.Prose(lang)
				if err != nil {
					t.Fatal(err)
				}
				for id, a := range want.Sections {
					b := got.Sections[id]
					if !slices.Equal(a.Terms, b.Terms) {
						t.Errorf("%s: %s has the terms %v, %s has %v", id, trace.Languages[0], a.Terms, lang, b.Terms)
					}
					if (a.More == "") != (b.More == "") {
						t.Errorf("%s: only one language has more text after Enter", id)
					}
					if (a.Question == nil) != (b.Question == nil) {
						t.Errorf("%s: only one language asks a question", id)
					} else if a.Question != nil {
						sameQuestion(t, id, *a.Question, *b.Question)
					}
				}
				sameClosing(t, want.Closing, got.Closing)
				if a, b := want.Answers, got.Answers; !slices.Equal(a.Errors, b.Errors) || len(a.Questions) != len(b.Questions) {
					t.Errorf("answers: the errors %v and %d questions; in the other language %v and %d", a.Errors, len(a.Questions), b.Errors, len(b.Questions))
				}
			}
		})
	}
}

// TestOptionsStandByThemselves: the options of a question are shuffled, so none
// of them and no reason may speak of another one by its place.
func TestOptionsStandByThemselves(t *testing.T) {
	placed := map[string]*regexp.Regexp{
		"en": regexp.MustCompile(`(?i)\b(above|below|former|latter|(all|both|none|neither) of (these|those|the above)|such rule either|(option|answer) ([0-9]|[a-d]\b)|(first|second|third|last|other|previous) option)\b`),
		"zh": regexp.MustCompile(`以上|上述|[上下]面(那|这|的|两|一)|前者|后者|同上|也没有这样|(第[一二三四]|前一|上一|后一|下一|另一|其他)个?(选项|答案)|(选项|答案)\s*[0-9A-Da-d一二三四]`),
	}
	eachText(t, func(t *testing.T, _ *lab.Lesson, lang string, text *prose.Text) {
		check := func(where string, q prose.Question) {
			for _, o := range q.Options {
				if at := placed[lang].FindString(o.Text + ": " + o.Why); at != "" {
					t.Errorf("%s: option %q speaks of another by its place: %q", where, o.Text, at)
				}
			}
		}
		for id, s := range text.Sections {
			if s.Question != nil {
				check(id, *s.Question)
			}
		}
		for _, q := range text.Closing.Questions {
			check("closing", q)
		}
	})
}

// sameQuestion checks that two questions differ only in words.
func sameQuestion(t *testing.T, where string, a, b prose.Question) {
	t.Helper()
	right := func(q prose.Question) int {
		return slices.IndexFunc(q.Options, func(o prose.Option) bool { return o.Right })
	}
	if len(a.Options) != len(b.Options) || right(a) != right(b) || a.Beat != b.Beat {
		t.Errorf("%s: %d answers, number %d is right, beat %q; in the other language %d, %d, %q",
			where, len(a.Options), right(a), a.Beat, len(b.Options), right(b), b.Beat)
	}
}

// sameClosing checks that two closing pages differ only in words. The steps of
// a note may come in another order.
func sameClosing(t *testing.T, a, b prose.Closing) {
	t.Helper()
	if len(a.Notes) != len(b.Notes) || len(a.Questions) != len(b.Questions) {
		t.Fatalf("closing: %d notes and %d questions; in the other language %d and %d",
			len(a.Notes), len(a.Questions), len(b.Notes), len(b.Questions))
	}
	for i, n := range a.Notes {
		other := b.Notes[i]
		if (n.Quote == "") != (other.Quote == "") {
			t.Errorf("closing, note %d: only one language has a line of the notes here", i)
		}
		x, y := slices.Sorted(slices.Values(n.Beats)), slices.Sorted(slices.Values(other.Beats))
		if !slices.Equal(x, y) {
			t.Errorf("closing, note %d: refers to %v; in the other language to %v", i, x, y)
		}
	}
	for i, q := range a.Questions {
		sameQuestion(t, "closing", q, b.Questions[i])
	}
}
