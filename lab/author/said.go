package author

import (
	"regexp"
	"slices"
	"strings"

	"tcplab/lab/pattern"
	"tcplab/lab/prose"
	"tcplab/lab/tcp"
	"tcplab/lab/words"
)

// saysOnly finds a state, a packet with its length, or a packet's number that a
// headline or a first paragraph names and no row of the beat claims. Behind a
// student's own move such a text would be told of a step that gave something
// else. A text may also name a state that an end leaves in this step, and
// TIME_WAIT, on which no row may rest. A sentence under a condition, or one that
// denies something, states nothing.
func saysOnly(c *Case, r *report) {
	done := map[string]bool{}
	for _, b := range c.Lesson.Script {
		if done[b.ID] {
			continue
		}
		done[b.ID] = true
		claimed := c.claimedAt(b.ID)
		said := map[string]bool{} // in English
		c.each(func(lang string, text *prose.Text) {
			for _, fact := range factsIn(text.Sections[b.ID], lang) {
				switch {
				case claimed(fact):
				case lang == "en":
					said[fact] = true
					r.say(c.lead(lang, b.ID), words.Say("%s: the text says %s, and no row of the beat claims it: add a claim to Then, or take it out of the first paragraph",
						"%s：文字里说到 %s，可这一步的脚本没有断言它：请在 Then 里加上断言，或从第一段里去掉", b.ID, fact))
				case !said[fact] && c.Texts["en"] != nil && !mentions(c.Texts["en"].Sections[b.ID], fact):
					r.say(c.lead(lang, b.ID), words.Say("%s: the Chinese text says %s, the English one does not, and no row of the beat claims it: add a claim to Then, or take it out",
						"%s：中文里说到 %s，英文里没有，这一步的脚本也没有断言它：请在 Then 里加上断言，或把它去掉", b.ID, fact))
				}
			}
		})
	}
}

var (
	// aState, aPacket and aNumber match what a text may say of a step.
	aState  = pattern.New(`\b(LISTEN|SYN_SENT|SYN_RCVD|ESTABLISHED|FIN_WAIT_1|FIN_WAIT_2|CLOSE_WAIT|CLOSING|LAST_ACK)\b`)
	aPacket = pattern.New(`\b(DATA|UDP) \d+\b`)
	aNumber = pattern.New(`\b(ACK|ack|seq) \d+\b`)

	// aCondition matches the words by which a sentence states nothing of the step.
	aCondition = pattern.New(`(?i)\b(no|not|never|neither|nor|without|left out|once|if|when|until|till|as long as|would|could|may|might|before|next|later|soon)\b|n't\b`)

	// aSentence matches a sentence and its end.
	aSentence = pattern.New(`[^.:;!?]*([.:;!?]+|$)`)
)

// factsIn returns what a section's headline and lead say of the step.
func factsIn(s prose.Section, lang string) []string {
	var facts []string
	for _, sentence := range aSentence().FindAllString(s.Headline+". "+s.Lead, -1) {
		if lang == "en" && aCondition().MatchString(sentence) {
			continue
		}
		for _, p := range []pattern.Pattern{aState, aPacket, aNumber} {
			facts = append(facts, p().FindAllString(sentence, -1)...)
		}
	}
	slices.Sort(facts)
	return slices.Compact(facts)
}

// mentions reports whether a headline or a lead has a fact at all.
func mentions(s prose.Section, fact string) bool {
	return strings.Contains(s.Headline+" "+s.Lead, fact)
}

// claimedAt returns a function that reports whether a row of a beat claims a fact,
// makes the move that it names, or takes an end out of that state.
func (c *Case) claimedAt(id string) func(fact string) bool {
	var here, left strings.Builder
	ends := map[string]bool{} // the hosts whose state a row of the beat claims
	for _, b := range c.Lesson.Script {
		if b.ID == id {
			here.WriteString(b.Then + ";" + b.Move.Name + ";")
			for _, host := range statesOf(b.Then) {
				ends[host] = true
			}
		}
	}
	for _, b := range c.Lesson.Script {
		if b.ID == id {
			break
		}
		for claim := range strings.SplitSeq(b.Then, ";") {
			if hosts := statesOf(claim); len(hosts) > 0 && ends[hosts[0]] {
				left.WriteString(claim + ";")
			}
		}
	}
	return func(fact string) bool {
		whole := regexp.MustCompile(`(?i)\b` + regexp.QuoteMeta(fact) + `\b`)
		return whole.MatchString(here.String()) || aState().MatchString(fact) && whole.MatchString(left.String())
	}
}

// statesOf returns the hosts whose states claims name.
func statesOf(then string) []string {
	var hosts []string
	for claim := range strings.SplitSeq(then, ";") {
		subject, state, _ := strings.Cut(strings.TrimSpace(claim), " ")
		if slices.Contains(tcp.States, tcp.State(state)) {
			host, _, _ := strings.Cut(subject, "/")
			hosts = append(hosts, host)
		}
	}
	return hosts
}
