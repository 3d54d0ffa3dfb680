package tell

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"tcplab/lab/pattern"
	"tcplab/lab/prose"
	"tcplab/lab/trace"
)

// A Phrase is a part of a sentence, with what is the matter with it.
type Phrase struct {
	Text string
	Tone Tone
}

// A Tone is what is the matter with a phrase.
type Tone uint8

// The tones.
const (
	TonePlain  Tone = iota
	ToneFresh       // it is so since this step
	ToneIdle        // there is nothing to see
	ToneFailed      // something ended badly
)

// Standing is where a host stands: blocked in a call, at a gate, or ended.
func (s *Scene) Standing(host trace.Host) []Phrase {
	for _, st := range s.Step.Hosts {
		if st.Host == host.Name && (st.Exit != "" || !st.Alive) {
			how := TonePlain
			if st.Exit != "exit 0" {
				how = ToneFailed
			}
			return []Phrase{{wExited.F(s.Lang, st.Exit), how}}
		}
	}
	// Calls that stand alike are told in one phrase, those of one name with
	// their number: a server with three goroutines has a short title, too.
	var out []Phrase
	calls := s.CallsOf(host.Name)
	for len(calls) > 0 {
		status := calls[0].Status
		var names, rest []string
		var others []trace.Call
		how := TonePlain
		for _, c := range calls {
			if c.Status != status {
				others = append(others, c)
				continue
			}
			rest = append(rest, c.Name)
			if s.hasCall(trace.EventStarted, c.ID) && c.Status == trace.CallRunning || s.hasCall(trace.EventWaiting, c.ID) {
				how = ToneFresh
			}
		}
		for len(rest) > 0 {
			name, n := rest[0], len(rest)
			rest = slices.DeleteFunc(rest, func(x string) bool { return x == name })
			if n -= len(rest); n > 1 {
				name += fmt.Sprintf(" ×%d", n)
			}
			names = append(names, name)
		}
		if out != nil {
			out = append(out, Phrase{s.Say(wAndAlso), TonePlain})
		}
		w := wAtGate
		if status == trace.CallRunning {
			w = wBlocked
		}
		out = append(out, Phrase{w.F(s.Lang, strings.Join(names, s.Say(wComma))), how})
		calls = others
	}
	if out == nil {
		return []Phrase{{s.Say(wRunning), ToneIdle}}
	}
	return out
}

// CallsOf are a host's calls, the one that matters first: what the next move
// starts, then where the step itself brought the program, then what runs, the
// latest first, then what waits at a gate.
func (s *Scene) CallsOf(host string) []trace.Call {
	var out []trace.Call
	for _, c := range s.Step.Calls {
		if c.Host == host {
			out = append(out, c)
		}
	}
	rank := func(c trace.Call) int {
		n := s.Step.Next
		switch {
		case n != nil && n.Kind == trace.MoveCall && n.Host == host && (n.ID == c.ID || n.ID == 0 && n.Name == c.Name) && c.Status == trace.CallWaiting:
			return -1 << 30
		case s.hasCall(trace.EventWaiting, c.ID):
			return -1 << 29
		case c.Status == trace.CallRunning:
			return -c.Since - 1
		}
		return 1
	}
	slices.SortStableFunc(out, func(a, b trace.Call) int { return cmp.Compare(rank(a), rank(b)) })
	return out
}

// LastLine is where a host without a call was last seen: the end of its
// program once it has ended, or the call that failed if it ended for that, or
// the call at which it was killed.
func (s *Scene) LastLine(host trace.Host) int {
	for _, st := range s.Step.Hosts {
		switch {
		case st.Host != host.Name || st.Exit == "":
		case st.Error != nil && st.Error.Line > 0 && strings.HasPrefix(st.Exit, "exit ") && st.Exit != "exit 0":
			return st.Error.Line
		case st.Line > 0:
			return st.Line
		default:
			return len(s.Code[host.File])
		}
	}
	return 1
}

// Several reports whether more than one host runs a file.
func Several(h *trace.Header, file string) bool {
	n := 0
	for _, host := range h.Hosts {
		if host.File == file {
			n++
		}
	}
	return n > 1
}

// Ended reports whether a host's program runs no more.
func (s *Scene) Ended(host trace.Host) bool {
	return slices.ContainsFunc(s.Step.Hosts, func(st trace.State) bool {
		return st.Host == host.Name && (st.Exit != "" || !st.Alive)
	})
}

// Matters ranks a host by how much its program has to do with what is shown:
// one that the next move lets go on, one that the step has moved, one that runs.
func (s *Scene) Matters(host trace.Host) int {
	n := s.Step.Next
	switch {
	case s.Ended(host):
		return 0
	case n != nil && n.Kind == trace.MoveCall && n.Host == host.Name:
		return 3
	case s.HasHappened(trace.EventStarted, host.Name), s.HasHappened(trace.EventEnded, host.Name), s.HasHappened(trace.EventWaiting, host.Name):
		return 2
	}
	return 1
}

// hasCall reports whether an event of that kind is about that call.
func (s *Scene) hasCall(kind string, id int) bool {
	return slices.ContainsFunc(s.Step.Events, func(e trace.Event) bool { return e.Kind == kind && e.ID == id })
}

// titleRoom is what a program's title leaves of 80 columns for the news: two
// addresses fit.
const titleRoom = 48

// longPath is a result that is a file in some directory's directory: in a title
// its last two elements tell more than its first ones. The page of more has all
// of it.
var longPath = pattern.New(`^(file )"/(?:[^"\\]|\\.)+(/[^/"\\]+/(?:[^/"\\]|\\.)+)"$`)

// News is the last thing a step brought a host: output, a call's result.
func (s *Scene) News(host string) string {
	for _, e := range slices.Backward(s.Step.Events) {
		if e.Host != host {
			continue
		}
		switch e.Kind {
		case trace.EventOutput:
			return wPrinted.F(s.Lang, ReasonFirst(strings.TrimSpace(e.Text)))
		case trace.EventEnded:
			e.Err = reason(e.Err)
			e.Text = longPath().ReplaceAllString(e.Text, `$1"…$2"`)
			result := ResultText(e, s.Lang)
			if result == "" {
				return wReturned.F(s.Lang, e.Name)
			}
			return wGave.F(s.Lang, e.Name, result)
		}
	}
	return ""
}

// LongNews is what the step brought the programs that a program's title has no
// room for: a file's path and its SHA-256, or several printed lines. A page
// that scrolls has the room.
func (s *Scene) LongNews() []string {
	var out []string
	for _, e := range s.Step.Events {
		var n string
		switch e.Kind {
		case trace.EventOutput:
			n = strings.TrimSpace(e.Text)
			if strings.Contains(n, "\n") {
				n = "\n" + n // each line of it on a row of its own
			}
			n = wPrinted.F(s.Lang, n)
		case trace.EventEnded:
			n = wGave.F(s.Lang, e.Name, ResultText(e, s.Lang))
		}
		if prose.Width(prose.Visible(n)) > titleRoom || e.Kind == trace.EventEnded && longPath().MatchString(e.Text) {
			out = append(out, e.Host+"  "+n)
		}
	}
	return out
}

// How a program stands, and what a step brought it.
var (
	wBlocked  = Word{"blocked in %s", "阻塞在 %s"}
	wAtGate   = Word{"at the gate of %s", "停在 %s 之前"}
	wExited   = Word{"ended: %s", "已结束：%s"}
	wRunning  = Word{"between two calls", "在两次调用之间"}
	wReturned = Word{"%s returned", "%s 已返回"}
	wGave     = Word{"%s gave %s", "%s 得到 %s"}
	wPrinted  = Word{"printed: %s", "输出：%s"}
	wComma    = Word{", ", "、"}
	wAndAlso  = Word{"; ", "，"}
)
