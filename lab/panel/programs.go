package panel

import (
	"fmt"
	"strings"

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
