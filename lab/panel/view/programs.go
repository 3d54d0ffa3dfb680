package view

import (
	"fmt"
	"strings"

	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// A program's pane shows the lines around the call that its host stands at,
// before the gate or inside the call, and says which in its title.

// programPane draws a host's program in h rows, the title not counted.
func programPane(s *Scene, host trace.Host, w, h int) []Line {
	if s.Header.Open {
		return guestPane(s, host, w, h)
	}
	code := s.Code[host.File]
	if len(code) == 0 || h <= 0 {
		return nil
	}
	calls := s.CallsOf(host.Name)
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
		focus = s.LastLine(host)
	}
	digits := len(fmt.Sprint(len(code)))
	var out []Line
	for n, end := codeWindow(focus, len(code), h); n <= end; n++ {
		l := text(StylePlain, "   ")
		number := StyleFaint
		if marks[n] {
			l = text(StylePlain, " ").add(StyleStrong, ">").add(StylePlain, " ")
			number = StyleStrong
		}
		l = l.add(number, fmt.Sprintf("%*d", digits, n)).add(StylePlain, "  ")
		source := sourceLine(code[n-1])
		if n == focus && marks[n] {
			source = trimmed(source)
		}
		if w < 62 { // tight: the programs are 54 columns wide
			l = append(l[:len(l)-1:len(l)-1], Span{" ", StylePlain})
		}
		out = append(out, append(l, source...).cut(w))
	}
	for len(out) < h {
		out = append(out, Line{})
	}
	return append(out, output...)
}

// trimmed makes the code of a line stand out, its indentation excepted.
func trimmed(l Line) Line {
	var out Line
	started := false
	for _, s := range l {
		body := strings.TrimLeft(s.Text, " ")
		if started || body == "" {
			body = s.Text
		}
		out = out.add(StylePlain, s.Text[:len(s.Text)-len(body)])
		if body != "" && strings.TrimSpace(body) != "" {
			started = true
			out = out.add(StyleHere, body)
		} else {
			out = out.add(StylePlain, body)
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
func (s *Scene) outputRows(host string, w, h int) []Line {
	if h < 6 {
		return nil
	}
	for _, st := range s.Step.Hosts {
		if st.Host != host || st.Output == "" {
			continue
		}
		rows := strings.Split(strings.TrimRight(st.Output, "\n"), "\n")
		rows = rows[max(0, len(rows)-2):]
		style := StylePlain
		if s.HasHappened(trace.EventOutput, host) {
			style = StyleStrong
		}
		var out []Line
		for _, r := range rows {
			l := text(StyleFaint, " "+wall+" ").add(style, r)
			if l.width() > w { // a long error: its reason matters, not the addresses
				l = text(StyleFaint, " "+wall+" ").add(style, tell.ReasonFirst(r)).cut(w)
			}
			out = append(out, l)
		}
		return out
	}
	return nil
}

// programTitle says how a program stands, and what the step brought it.
func programTitle(s *Scene, host trace.Host, w int) Line {
	if s.Header.Open {
		return guestTitle(s, host, w)
	}
	name := host.File
	if tell.Several(s.Header, host.File) {
		name = host.Name + " " + dot + " " + host.File
	}
	l := text(StyleFaint, bar+bar+" ").add(StyleStrong, name+s.Say(wColon))
	l = append(l, standingLine(s, host)...)
	if news := s.News(host.Name); news != "" {
		l = l.add(StyleFaint, " "+bar+bar+" ").add(StyleStrong, news)
	}
	return ruled(l.cut(w), w) // an address must not lose its last digit to a blank
}

// toneStyles says how the panel draws a tone.
var toneStyles = map[tell.Tone]Style{tell.TonePlain: StylePlain, tell.ToneFresh: StyleStrong, tell.ToneIdle: StyleFaint, tell.ToneFailed: StyleLost}

// standingLine is where a host stands, in a line.
func standingLine(s *Scene, host trace.Host) Line {
	var l Line
	for _, p := range s.Standing(host) {
		l = l.add(toneStyles[p.Tone], p.Text)
	}
	return l
}
