package rehearse

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"tcplab/lab"
	"tcplab/lab/prose"
	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// plainCalls are calls whose result is a socket that comes or goes. A claim about
// that socket says as much.
var plainCalls = []string{"Listen", "ListenUDP", "ListenPacket", "Close"}

// Unclaimed returns the steps of a run by the script in which a call ended of
// which the headline or the first paragraph speaks, and no row of the beat claims
// what the call gave. Behind a student's own move the text would be told of a call
// that gave something else.
func Unclaimed(l *lab.Lesson, text *prose.Text, steps []trace.Step) []Fault {
	var faults []Fault
	for _, s := range steps {
		sec, ok := text.Sections[s.Beat]
		if !ok {
			continue
		}
		for _, e := range s.Events {
			if e.Kind != trace.EventEnded || slices.Contains(plainCalls, e.Name) || claimsEnd(l, s.Beat, e.Name) || !speaksOf(sec, e.Name) {
				continue
			}
			gave := strings.Fields(e.Text)
			claim := strings.TrimSpace(e.Host + " ends " + e.Name + ": " + cmp.Or(e.Errno, e.Err, strings.Join(gave[:min(2, len(gave))], " ")))
			faults = append(faults, Fault{s.Beat, s.Step, words.Say("beat %s speaks of %s, which ended in step %d, and does not claim what it gave: add to Then a claim such as %q",
				"步骤 %s 说到 %s，它在第 %d 步返回，却没有断言它返回了什么：请在 Then 里加上断言，如 %q", s.Beat, e.Name, s.Step, strings.TrimSuffix(claim, ":")), ""})
		}
	}
	return faults
}

// claimsEnd reports whether a row of a beat claims that a call ended, or is in a
// loop, whose rounds give different things.
func claimsEnd(l *lab.Lesson, beat, call string) bool {
	return slices.ContainsFunc(l.Script, func(b lab.Beat) bool {
		return b.ID == beat && (b.Loop != "" || strings.Contains(b.Then, " ends "+call))
	})
}

// speaksOf reports whether the headline or the first paragraph of a section has
// the name of a call.
func speaksOf(s prose.Section, call string) bool {
	return regexp.MustCompile(`\b` + regexp.QuoteMeta(call) + `\b`).MatchString(s.Headline + ". " + s.Lead)
}
