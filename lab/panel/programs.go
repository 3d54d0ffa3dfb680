package panel

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// A program's pane shows the lines around the call that its host stands at,
// before the gate or inside the call, and says which in its title.

// programPane draws a host's program in h rows, the title not counted.
func programPane(s *scene, host trace.Host, w, h int) []line {
	if s.header.Open {
		return guestPane(s, host, w, h)
	}
	code := s.code[host.File]
	if len(code) == 0 || h <= 0 {
		return nil
	}
	calls := s.callsOf(host.Name)
	output := s.outputRows(host.Name, w, h)
	h -= len(output)
	focus := 0
	marks := map[int]bool{}
	for _, c := range calls {
		if c.File == "" || c.File == host.File {
			marks[c.Line] = true
			if focus == 0 {
				focus = c.Line
			}
		}
	}
	if focus == 0 {
		focus = s.lastLine(host)
	}
	digits := len(fmt.Sprint(len(code)))
	var out []line
	for n, end := codeWindow(focus, len(code), h); n <= end; n++ {
		l := text(plain, "   ")
		number := faint
		if marks[n] {
			l = text(plain, " ").add(strong, ">").add(plain, " ")
			number = strong
		}
		l = l.add(number, fmt.Sprintf("%*d", digits, n)).add(plain, "  ")
		source := sourceLine(code[n-1])
		if n == focus && marks[n] {
			source = trimmed(source)
		}
		if w < 62 { // tight: the programs are 54 columns wide
			l = append(l[:len(l)-1:len(l)-1], span{" ", plain})
		}
		out = append(out, append(l, source...).cut(w))
	}
	for len(out) < h {
		out = append(out, line{})
	}
	return append(out, output...)
}

// trimmed makes the code of a line stand out, its indentation excepted.
func trimmed(l line) line {
	var out line
	started := false
	for _, s := range l {
		body := strings.TrimLeft(s.text, " ")
		if started || body == "" {
			body = s.text
		}
		out = out.add(plain, s.text[:len(s.text)-len(body)])
		if body != "" && strings.TrimSpace(body) != "" {
			started = true
			out = out.add(here, body)
		} else {
			out = out.add(plain, body)
		}
	}
	return out
}

// codeWindow chooses which lines to show: the focus a third from the top, and
// no blank rows while there is code left. The last line is included.
func codeWindow(focus, lines, h int) (from, to int) {
	from = max(1, focus-h/3)
	to = min(lines, from+h-1)
	from = max(1, to-h+1)
	return from, to
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

// outputRows are the last lines that a host printed, where there is room for
// more than code. What is too long for its row is cut.
func (s *scene) outputRows(host string, w, h int) []line {
	if h < 6 {
		return nil
	}
	for _, st := range s.step.Hosts {
		if st.Host != host || st.Output == "" {
			continue
		}
		rows := strings.Split(strings.TrimRight(st.Output, "\n"), "\n")
		rows = rows[max(0, len(rows)-2):]
		style := plain
		if s.hasHappened(trace.EventOutput, host) {
			style = strong
		}
		var out []line
		for _, r := range rows {
			l := text(faint, " "+wall+" ").add(style, r)
			if l.width() > w { // a long error: its reason matters, not the addresses
				l = text(faint, " "+wall+" ").add(style, reasonFirst(r)).cut(w)
			}
			out = append(out, l)
		}
		return out
	}
	return nil
}

// programTitle says how a program stands, and what the step brought it.
func programTitle(s *scene, host trace.Host, w int) line {
	if s.header.Open {
		return guestTitle(s, host, w)
	}
	name := host.File
	if several(s.header, host.File) {
		name = host.Name + " " + dot + " " + host.File
	}
	l := text(faint, bar+bar+" ").add(strong, name+s.t(wColon))
	l = append(l, standingLine(s, host)...)
	if news := s.news(host.Name); news != "" {
		l = l.add(faint, " "+bar+bar+" ").add(strong, news)
	}
	return ruled(l.cut(w), w) // an address must not lose its last digit to a blank
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

// toneStyles says how the panel draws a tone.
var toneStyles = map[tone]style{tonePlain: plain, toneFresh: strong, toneIdle: faint, toneFailed: lost}

// standingLine is where a host stands, in a line.
func standingLine(s *scene, host trace.Host) line {
	var l line
	for _, p := range s.standing(host) {
		l = l.add(toneStyles[p.tone], p.text)
	}
	return l
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
