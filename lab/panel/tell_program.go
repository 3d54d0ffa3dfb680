package panel

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"tcplab/lab/prose"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// A phrase is a part of a sentence, with what is the matter with it.
type phrase struct {
	text string
	tone tone
}

// A tone is what is the matter with a phrase.
type tone uint8

// The tones.
const (
	tonePlain  tone = iota
	toneFresh       // it is so since this step
	toneIdle        // there is nothing to see
	toneFailed      // something ended badly
)

// standing is where a host stands: blocked in a call, at a gate, or ended.
func (s *Scene) standing(host trace.Host) []phrase {
	for _, st := range s.step.Hosts {
		if st.Host == host.Name && (st.Exit != "" || !st.Alive) {
			how := tonePlain
			if st.Exit != "exit 0" {
				how = toneFailed
			}
			return []phrase{{wExited.F(s.lang, st.Exit), how}}
		}
	}
	// Calls that stand alike are told in one phrase, those of one name with
	// their number: a server with three goroutines has a short title, too.
	var out []phrase
	calls := s.callsOf(host.Name)
	for len(calls) > 0 {
		status := calls[0].Status
		var names, rest []string
		var others []trace.Call
		how := tonePlain
		for _, c := range calls {
			if c.Status != status {
				others = append(others, c)
				continue
			}
			rest = append(rest, c.Name)
			if s.hasCall(trace.EventStarted, c.ID) && c.Status == trace.CallRunning || s.hasCall(trace.EventWaiting, c.ID) {
				how = toneFresh
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
			out = append(out, phrase{s.t(wAndAlso), tonePlain})
		}
		w := wAtGate
		if status == trace.CallRunning {
			w = wBlocked
		}
		out = append(out, phrase{w.F(s.lang, strings.Join(names, s.t(wComma))), how})
		calls = others
	}
	if out == nil {
		return []phrase{{s.t(wRunning), toneIdle}}
	}
	return out
}

// callsOf are a host's calls, the one that matters first: what the next move
// starts, then where the step itself brought the program, then what runs, the
// latest first, then what waits at a gate.
func (s *Scene) callsOf(host string) []trace.Call {
	var out []trace.Call
	for _, c := range s.step.Calls {
		if c.Host == host {
			out = append(out, c)
		}
	}
	rank := func(c trace.Call) int {
		n := s.step.Next
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

// lastLine is where a host without a call was last seen: the end of its
// program once it has ended, or the call that failed if it ended for that, or
// the call at which it was killed.
func (s *Scene) lastLine(host trace.Host) int {
	for _, st := range s.step.Hosts {
		switch {
		case st.Host != host.Name || st.Exit == "":
		case st.Error != nil && st.Error.Line > 0 && strings.HasPrefix(st.Exit, "exit ") && st.Exit != "exit 0":
			return st.Error.Line
		case st.Line > 0:
			return st.Line
		default:
			return len(s.code[host.File])
		}
	}
	return 1
}

// several says whether more than one host runs a file.
func several(h *trace.Header, file string) bool {
	n := 0
	for _, host := range h.Hosts {
		if host.File == file {
			n++
		}
	}
	return n > 1
}

// ended says whether a host's program runs no more.
func (s *Scene) ended(host trace.Host) bool {
	return slices.ContainsFunc(s.step.Hosts, func(st trace.State) bool {
		return st.Host == host.Name && (st.Exit != "" || !st.Alive)
	})
}

// matters ranks a host by how much its program has to do with what is shown:
// one that the next move lets go on, one that the step has moved, one that runs.
func (s *Scene) matters(host trace.Host) int {
	n := s.step.Next
	switch {
	case s.ended(host):
		return 0
	case n != nil && n.Kind == trace.MoveCall && n.Host == host.Name:
		return 3
	case s.hasHappened(trace.EventStarted, host.Name), s.hasHappened(trace.EventEnded, host.Name), s.hasHappened(trace.EventWaiting, host.Name):
		return 2
	}
	return 1
}

// hasCall says whether an event of that kind is about that call.
func (s *Scene) hasCall(kind string, id int) bool {
	return slices.ContainsFunc(s.step.Events, func(e trace.Event) bool { return e.Kind == kind && e.ID == id })
}

// titleRoom is what a program's title leaves of 80 columns for the news: two
// addresses fit.
const titleRoom = 48

// longPath is a result that is a file in some directory's directory: in a title
// its last two elements tell more than its first ones. The page of more has all
// of it.
var longPath = regexp.MustCompile(`^(file )"/(?:[^"\\]|\\.)+(/[^/"\\]+/(?:[^/"\\]|\\.)+)"$`)

// news is the last thing a step brought a host: output, a call's result.
func (s *Scene) news(host string) string {
	for _, e := range slices.Backward(s.step.Events) {
		if e.Host != host {
			continue
		}
		switch e.Kind {
		case trace.EventOutput:
			return wPrinted.F(s.lang, reasonFirst(strings.TrimSpace(e.Text)))
		case trace.EventEnded:
			e.Err = reason(e.Err)
			e.Text = longPath.ReplaceAllString(e.Text, `$1"…$2"`)
			result := tell.ResultText(e, s.lang)
			if result == "" {
				return wReturned.F(s.lang, e.Name)
			}
			return wGave.F(s.lang, e.Name, result)
		}
	}
	return ""
}

// longNews is what the step brought the programs that a program's title has no
// room for: a file's path and its SHA-256, or several printed lines. A page
// that scrolls has the room.
func (s *Scene) longNews() []string {
	var out []string
	for _, e := range s.step.Events {
		var n string
		switch e.Kind {
		case trace.EventOutput:
			n = strings.TrimSpace(e.Text)
			if strings.Contains(n, "\n") {
				n = "\n" + n // each line of it on a row of its own
			}
			n = wPrinted.F(s.lang, n)
		case trace.EventEnded:
			n = wGave.F(s.lang, e.Name, tell.ResultText(e, s.lang))
		}
		if prose.Width(prose.Visible(n)) > titleRoom || e.Kind == trace.EventEnded && longPath.MatchString(e.Text) {
			out = append(out, e.Host+"  "+n)
		}
	}
	return out
}

var (
	wBlocked  = tell.Word{"blocked in %s", "阻塞在 %s"}
	wAtGate   = tell.Word{"at the gate of %s", "停在 %s 之前"}
	wExited   = tell.Word{"ended: %s", "已结束：%s"}
	wRunning  = tell.Word{"between two calls", "在两次调用之间"}
	wReturned = tell.Word{"%s returned", "%s 已返回"}
	wGave     = tell.Word{"%s gave %s", "%s 得到 %s"}
	wPrinted  = tell.Word{"printed: %s", "输出：%s"}
	wComma    = tell.Word{", ", "、"}
	wAndAlso  = tell.Word{"; ", "，"}
)
