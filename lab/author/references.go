package author

import (
	"slices"
	"strings"

	"tcplab/lab"
	"tcplab/lab/nearest"
	"tcplab/lab/prose"
	"tcplab/lab/script"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// references finds what names a beat or a term that there is not.
func references(c *Case, r *report) {
	ids := c.beats()
	var terms []string
	for _, t := range c.Glossary {
		terms = append(terms, t.Key)
	}
	c.each(func(lang string, text *prose.Text) {
		for _, n := range text.Closing.Notes {
			for _, id := range n.Beats {
				if !slices.Contains(ids, id) {
					r.say(c.holds(lang, "closing, notes", "{"+id+"}"), words.Say("the closing page refers to {%s}, which is no beat: %s", "结束页提到 {%s}，没有这个步骤：%s", id, nearest.DidYouMean(id, ids)))
				}
			}
			// {syn} becomes "step 4", so "step {syn}" would become "step step 4".
			if strings.Contains(n.Seen, "step {") || strings.Contains(n.Seen, "第 {") {
				r.say(c.section(lang, "closing"), words.Say("the closing page has the word step before a beat, which adds the word itself: %s",
					"结束页在步骤前面写了“第”，而这个词会自动加上：%s", oneLine(n.Seen)))
			}
		}
		for _, q := range text.Closing.Questions {
			if !slices.Contains(ids, q.Beat) {
				r.say(c.section(lang, "closing", "Answer: "+q.Beat), words.Say("the closing question %q is answered by %q, which is no beat: %s",
					"结束页的问题 %q 由 %q 回答，没有这个步骤：%s", q.Ask, q.Beat, nearest.DidYouMean(q.Beat, ids)))
			}
		}
		for _, id := range sorted(text.Sections) {
			for _, key := range text.Sections[id].Terms {
				if !slices.Contains(terms, key) {
					r.say(c.section(lang, id, "Terms:"), words.Say("%s names the term %q, which the glossary lacks: %s",
						"%s 用到术语 %q，术语表里没有：%s", id, key, nearTerm(key, terms)))
				}
			}
		}
	})
}

// nearTerm suggests a term of the glossary. The glossary is too long to be
// listed if none is near.
func nearTerm(key string, terms []string) words.Text {
	// A key may begin with a capital letter.
	for _, t := range terms {
		if strings.EqualFold(t, key) {
			return words.Say("did you mean %q?", "是不是 %q？", t)
		}
	}
	if near := nearest.DidYouMean(key, terms); strings.HasPrefix(near.String(), "did you mean") {
		return near
	}
	return words.Say("add it to lessons/terms.go, in both languages", "请把它加进 lessons/terms.go，两种语言都要写")
}

// closingFits finds a closing page that, behind a whole run, refers to steps
// that this run cannot have, or has no text on a line of the notes. Rows of one
// network are not in the script of the other.
func closingFits(c *Case, r *report) {
	ids := c.beats()
	c.each(func(lang string, text *prose.Text) {
		for _, network := range []string{lab.PrivateNetwork, lab.HostNetwork, lab.NetstackNetwork} {
			if network == lab.HostNetwork && c.Lesson.Settings.Network == lab.PrivateNetwork {
				continue // such a lesson does not run there
			}
			taken, steps := map[string]bool{}, map[string]int{}
			for i, b := range script.On(c.Lesson, network) {
				taken[b.ID], steps[b.ID] = true, i+1
			}
			for _, n := range text.Closing.Notes {
				if slices.ContainsFunc(n.Beats, func(id string) bool { return !slices.Contains(ids, id) }) {
					continue // references finds it
				}
				seen := n.Filled(steps, taken, nil, lang)
				if n.Quote != "" && seen == "" {
					r.say(c.section(lang, "closing"), words.Say("on the %s network no sentence is left about %q: %s",
						"在 %s 网络上，关于 %q 一句话也不剩：%s", network, n.Quote, oneLine(n.Seen)))
				}
				for _, bad := range []string{"not in this run", "本次没有的一步"} {
					if strings.Contains(seen, bad) {
						r.say(c.section(lang, "closing"), words.Say("on the %s network a sentence refers to beats of the script and to others: %s",
							"在 %s 网络上，一句话里既有脚本里的步骤，也有别的：%s", network, oneLine(seen)))
					}
				}
			}
		}
	})
}

// measures finds every {what:whom} on a closing page that is no number of a run
// of the lesson. Both languages use the same ones.
func measures(c *Case, r *report) {
	tally := tell.NewTally(headerOf(c.Lesson))
	used := map[string][]string{}
	c.each(func(lang string, text *prose.Text) {
		for _, n := range text.Closing.Notes {
			for _, m := range tally.Unfilled(n.Seen) {
				r.say(c.holds(lang, "closing, notes", m), words.Say("the closing page speaks of %s, which no run of this lesson has: write {packets:tcp}, {output:HOST} or another measure of tell.Tally",
					"结束页提到 %s，这一课的运行里没有这个数：请写 {packets:tcp}、{output:HOST} 或 tell.Tally 的其他数", m))
			}
			used[lang] = append(used[lang], tell.MeasuresOf(n.Seen)...)
		}
		slices.Sort(used[lang])
	})
	c.both(func(_, _ *prose.Text) {
		if !slices.Equal(used["en"], used["zh"]) {
			r.say(c.section("zh", "closing"), words.Say("the closing page has the measures %v in English and %v in Chinese",
				"结束页的数，英文里有 %v，中文里有 %v", used["en"], used["zh"]))
		}
	})
}

// headerOf returns a header with the names of a lesson's hosts and nothing else.
func headerOf(l *lab.Lesson) trace.Header {
	h := trace.Header{Lesson: l.Name}
	for _, host := range l.Hosts {
		h.Hosts = append(h.Hosts, trace.Host{Name: host.Name, Role: host.Role, File: host.File})
	}
	return h
}
