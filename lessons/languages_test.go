package lessons

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"tcplab/lab"
	"tcplab/lab/prose"
)

// conditions are the phrases that say on which network a sentence is true. Packets
// are held on the private network and nowhere else, so the two phrases are one
// condition.
var conditions = map[string]struct{ en, zh *regexp.Regexp }{
	"held packets":     {regexp.MustCompile(`private\s+network|packets\s+(are|were)\s+held`), regexp.MustCompile(`私有网络|报文段\s*(都)?停|停在线路上`)},
	"the host network": {regexp.MustCompile(`host\s+network`), regexp.MustCompile(`本机\s*网络`)},
	"ordinary":         {regexp.MustCompile(`ordinary\s+network`), regexp.MustCompile(`普通(的)?\s*网络`)},
}

// keyNames are the keys that have a name instead of a sign.
var keyNames = regexp.MustCompile(`\b(PgDn|PgUp|Enter|Esc|Tab|Space|Home|End|Ctrl-C)\b`)

// parts returns the texts of a lesson that can be laid beside those of another
// language.
func parts(text *prose.Text) map[string]string {
	all := map[string]string{}
	for id, s := range text.Sections {
		all[id+", headline"], all[id+", lead"], all[id+", more"] = s.Headline, s.Lead, s.More
		if s.Question != nil {
			all[id+", question"] = whole(*s.Question)
		}
	}
	for i, n := range text.Closing.Notes {
		all["closing, "+string(rune('a'+i))] = n.Seen
	}
	for i, q := range text.Closing.Questions {
		all["closing, question "+string(rune('a'+i))] = whole(q)
	}
	return all
}

// whole returns a question with its answers and reasons.
func whole(q prose.Question) string {
	out := q.Ask
	for _, o := range q.Options {
		out += "\n\n" + o.Text + "\n\n" + o.Why
	}
	return out
}

// keysIn returns the keys that a text names: the signs that stand as code, and the
// names.
func keysIn(md string) []string {
	var keys []string
	for _, line := range prose.Lines(md, prose.LeadWidth) {
		for _, s := range line {
			if s.Style == prose.Code && len(s.Text) == 1 {
				keys = append(keys, s.Text)
			}
		}
	}
	keys = append(keys, keyNames.FindAllString(md, -1)...)
	slices.Sort(keys)
	return slices.Compact(keys)
}

// TestTheLanguagesHaveTheSameConditions: a sentence that is true on one network
// alone says so in both languages, and both name the same keys.
func TestTheLanguagesHaveTheSameConditions(t *testing.T) {
	for _, l := range All {
		en, err := l.Prose("en")
		if err != nil {
			t.Fatal(err)
		}
		zh, err := l.Prose("zh")
		if err != nil {
			t.Fatal(err)
		}
		chinese := parts(zh)
		for where, english := range parts(en) {
			for name, c := range conditions {
				if c.en.MatchString(english) != c.zh.MatchString(chinese[where]) {
					t.Errorf("%s, %s: only one language has the condition %q:\n%s\n%s", l.Name, where, name, english, chinese[where])
				}
			}
			if a, b := keysIn(english), keysIn(chinese[where]); !slices.Equal(a, b) {
				t.Errorf("%s, %s: English names the keys %q, Chinese %q", l.Name, where, a, b)
			}
		}
	}
}

// foreignWords are Chinese words that are not the ones of this course, each with
// the one that is.
var foreignWords = map[string]*regexp.Regexp{
	"发起连接":  regexp.MustCompile(`拨号|拨的号|拨打`),
	"重传":    regexp.MustCompile(`重发`),
	"退出码":   regexp.MustCompile(`退出状态|退出值|状态码`),
	"待放行":   regexp.MustCompile(`扣留|扣押`),
	"对端、对方": regexp.MustCompile(`对等端|伙伴`),
	"不在表里":  regexp.MustCompile(`没有行存在|表中无`),
	"报文段":   regexp.MustCompile(`(SYN|ACK|FIN|RST|DATA \d+) ?包|第[一二三四]个包到了：Accept`),
}

// packetsInTCP matches the word for packets where a lesson speaks of nothing but
// TCP: there it is a segment. ofALink matches the other uses of the word: a link
// carries packets, and the notes have the word in their own sentences.
var packetsInTCP, ofALink = regexp.MustCompile(`包`), regexp.MustCompile(`粘包|“包”|数据包|包括|包含|拆包|半包|能传的包|一个包能装`)

// TestChineseHasItsWords: a word of the course is the same in every lesson.
func TestChineseHasItsWords(t *testing.T) {
	for _, l := range All {
		zh, err := l.Prose("zh")
		if err != nil {
			t.Fatal(err)
		}
		for where, md := range everything(zh) {
			for want, bad := range foreignWords {
				if at := bad.FindString(md); at != "" {
					t.Errorf("%s, %s: it says %s, and the word of this course is %s", l.Name, where, at, want)
				}
			}
			if l.Part != lab.UDP && packetsInTCP.MatchString(ofALink.ReplaceAllString(md, "")) && l.Name != "lab" {
				t.Errorf("%s, %s: TCP sends segments: write 报文段: %s", l.Name, where, md)
			}
		}
	}
	for _, term := range Terms() {
		text := strings.Join([]string{term.Name["zh"], term.Line["zh"]}, " ")
		for want, bad := range foreignWords {
			if at := bad.FindString(text); at != "" {
				t.Errorf("the glossary says %s under %s, and the word of this course is %s", at, term.Key, want)
			}
		}
	}
}
