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

// A Phrase is a part of a sentence, with its tone.
type Phrase struct {
	Text string
	Tone Tone
}

// A Tone says how much attention a phrase needs.
type Tone uint8

// The tones.
const (
	TonePlain  Tone = iota
	ToneFresh       // it is true since this step
	ToneIdle        // nothing happens there
	ToneFailed      // something ended badly
)

// Standing says where a host stands: blocked in a call, at a gate, or ended. In an
// open lab, where a host is all programs of a side, it says in which calls they wait.
func (s *Scene) Standing(host trace.Host) []Phrase {
	if s.Header.Open {
		return s.strangersOf(host)
	}
	for _, st := range s.Step.Hosts {
		if st.Host == host.Name && (st.Exit != "" || !st.Alive) {
			how := TonePlain
			if st.Exit != "exit 0" {
				how = ToneFailed
			}
			return []Phrase{{wExited.F(s.Lang, ExitText(st.Exit, s.Lang)), how}}
		}
	}
	// One phrase tells of all calls that wait in the same way, and counts those
	// of one name: so the title is short for a server with three goroutines,
	// too.
	var out []Phrase
	calls := s.CallsOf(host.Name)
	for len(calls) > 0 {
		status, asks := calls[0].Status, waitsForLine(&calls[0])
		var names, rest []string
		var others []trace.Call
		how := TonePlain
		for _, c := range calls {
			if c.Status != status || waitsForLine(&c) != asks {
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
		switch {
		case asks:
			w = wWaitsLine
		case status == trace.CallRunning:
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

// CallStands says where a goroutine stands: blocked in a call, or at its gate.
func (s *Scene) CallStands(c *trace.Call) string {
	switch {
	case waitsForLine(c):
		return s.Say(wWaitsLine)
	case c.Status == trace.CallRunning:
		return wBlocked.F(s.Lang, c.Name)
	}
	return wAtGate.F(s.Lang, c.Name)
}

// CallsOf returns a host's calls, the most important one first: the call that
// the next move starts, then the call to which the step brought the program,
// then those that run, the latest first, then those that wait at a gate.
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
		case waitsForLine(&c): // the program's other calls say more
			return 2
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

// LookAt returns the line, from 1, of a host's program that a view should show:
// the line that the lesson's text about this step speaks of, or else that of
// the host's most important call, or else the line at which it was last seen.
func (s *Scene) LookAt(host trace.Host) int {
	if _, ok := s.Said(); ok {
		own := s.told()
		if i := own.Row(); i >= 0 {
			if look := own.Header.Beats[i].Look; look != nil && look.Host == host.Name {
				return look.Line
			}
		}
	}
	for _, c := range s.CallsOf(host.Name) {
		if (c.File == "" || c.File == host.File) && c.Line > 0 {
			return c.Line
		}
	}
	return s.LastLine(host)
}

// LastLine returns the line, from 1, at which a host without a call was last
// seen: the call that failed if the program ended because of that, or the call
// at which it was killed or with which it left, else the program's last line.
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

// Ended reports whether a host's program has ended.
func (s *Scene) Ended(host trace.Host) bool {
	return slices.ContainsFunc(s.Step.Hosts, func(st trace.State) bool {
		return st.Host == host.Name && (st.Exit != "" || !st.Alive)
	})
}

// hasCall reports whether the step has an event of that kind about that call.
func (s *Scene) hasCall(kind string, id int) bool {
	return slices.ContainsFunc(s.Step.Events, func(e trace.Event) bool { return e.Kind == kind && e.ID == id })
}

// titleRoom is the number of columns that a program's title has for news if it
// is 80 columns wide. Two addresses fit.
const titleRoom = 48

// longPath matches a result that is a file with a path of more than two
// elements. A title shows only the last two, which tell more than the first
// ones. The page of more shows all of it.
var longPath = pattern.New(`^(file )"/(?:[^"\\]|\\.)+(/[^/"\\]+/(?:[^/"\\]|\\.)+)"$`)

// News returns the last news that the step brought a host: a line of output, or
// the result of a call; "" if there is none. A call that was only counted, in a
// loop that ran on, has no result.
func (s *Scene) News(host string) string {
	for _, e := range slices.Backward(s.Step.Events) {
		if e.Host != host || e.Count > 0 {
			continue
		}
		switch e.Kind {
		case trace.EventOutput:
			return wPrinted.F(s.Lang, ReasonFirst(strings.TrimSpace(e.Text)))
		case trace.EventEnded:
			if e.Name == trace.StdinRead {
				return wTold.F(s.Lang, strings.Trim(e.Text, `"`))
			}
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

// LongNews returns the news for which a program's title has no room: a file's
// path and its SHA-256, or several printed lines. A page that scrolls shows
// them.
func (s *Scene) LongNews() []string {
	var out []string
	for _, e := range s.Step.Events {
		var n string
		switch e.Kind {
		case trace.EventOutput:
			n = strings.TrimSpace(e.Text)
			if strings.Contains(n, "\n") {
				n = "\n" + n // each of its lines has a row of its own
			}
			n = wPrinted.F(s.Lang, n)
		case trace.EventEnded:
			n = wGave.F(s.Lang, e.Name, ResultText(e, s.Lang))
		}
		if prose.Width(prose.Visible(n)) > titleRoom || e.Kind == trace.EventEnded && longPath().MatchString(e.Text) {
			out = append(out, s.HostName(e.Host)+"  "+n)
		}
	}
	return out
}

// The words for how a program stands and for its news.
var (
	wBlocked  = Word{"blocked in %s", "阻塞在 %s"}
	wAtGate   = Word{"at the gate of %s", "停在 %s 之前"}
	wExited   = Word{"ended: %s", "已结束：%s"}
	wRunning  = Word{"between two calls", "在两次调用之间"}
	wReturned = Word{"%s returned", "%s 已返回"}
	wGave     = Word{"%s gave %s", "%s 返回 %s"}
	wPrinted  = Word{"printed: %s", "输出：%s"}
	wComma    = Word{", ", "、"}
	wAndAlso  = Word{"; ", "，"}
)
