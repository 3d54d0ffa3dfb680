package view

import (
	"fmt"
	"strings"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// A program's pane shows the lines around the call at which its host stands.
// The title says if the host waits before that call or is inside it.

// programPane draws a host's program in h rows, the title not counted.
func programPane(s *Scene, host trace.Host, w, h int) []canvas.Line {
	if s.Header.Open {
		return guestPane(s, host, w, h)
	}
	code := s.Code[host.File]
	if len(code) == 0 || h <= 0 {
		return nil
	}
	output := s.outputRows(host.Name, w, h)
	h -= len(output)
	focus := s.LookAt(host)
	marks := map[int]bool{}
	for _, c := range s.CallsOf(host.Name) {
		if c.File == "" || c.File == host.File {
			marks[c.Line] = true
		}
	}
	digits := len(fmt.Sprint(len(code)))
	var out []canvas.Line
	for _, n := range codeRows(code, focus, h) {
		l := canvas.Text(canvas.Plain, "   ")
		number := canvas.Faint
		if marks[n] {
			l = canvas.Text(canvas.Plain, " ").Add(canvas.Strong, ">").Add(canvas.Plain, " ")
			number = canvas.Strong
		}
		l = l.Add(number, fmt.Sprintf("%*d", digits, n)).Add(canvas.Plain, "  ")
		source := sourceLine(code[n-1])
		if n == focus && marks[n] {
			source = trimmed(source)
		}
		if w < 62 { // one blank less: the programs are up to 54 columns wide
			l = append(l[:len(l)-1:len(l)-1], canvas.Span{Text: " ", Style: canvas.Plain})
		}
		out = append(out, append(l, source...).Cut(w))
	}
	for len(out) < h {
		out = append(out, canvas.Line{})
	}
	return append(out, output...)
}

// trimmed makes the code of a line stand out, but not its indentation.
func trimmed(l canvas.Line) canvas.Line {
	var out canvas.Line
	started := false
	for _, s := range l {
		body := strings.TrimLeft(s.Text, " ")
		if started || body == "" {
			body = s.Text
		}
		out = out.Add(canvas.Plain, s.Text[:len(s.Text)-len(body)])
		if body != "" && strings.TrimSpace(body) != "" {
			started = true
			out = out.Add(canvas.Here, body)
		} else {
			out = out.Add(canvas.Plain, body)
		}
	}
	return out
}

// codeRows chooses the lines to show in h rows, in order. Lines count from 1. The
// comment above the focus comes first, because it says what the line is for; the
// lines behind the focus come last. If there is no comment near, the focus is a
// third from the top, but has a line above it unless that ends a block.
func codeRows(code [][]tell.Token, focus, h int) []int {
	above := h / 3
	if above == 0 && focus > 1 && !endsBlock(code[focus-2]) {
		above = 1
	}
	from := max(1, focus-above)
	var rows []int
	if said := commentAbove(code, focus); said > 0 && h > 1 {
		if from = said; focus-said >= h {
			rows = append(rows, said)
			from = focus - (h-1)/3
		}
	} else if h == 1 {
		from = focus
	}
	h -= len(rows)
	first := 1
	if len(rows) > 0 {
		first = rows[0] + 1
	}
	to := min(len(code), from+h-1)
	for n := max(first, to-h+1); n <= to; n++ {
		rows = append(rows, n)
	}
	return rows
}

// commentReach is the number of lines that a comment may stand above the line that
// it is about.
const commentReach = 8

// commentAbove returns the first line of the comment that is nearest above a line;
// 0 if there is none within reach, or if a block ends between the two.
func commentAbove(code [][]tell.Token, line int) int {
	for n := line - 1; n >= max(1, line-commentReach); n-- {
		if endsBlock(code[n-1]) {
			return 0
		}
		if !isComment(code[n-1]) {
			continue
		}
		for n > 1 && isComment(code[n-2]) {
			n--
		}
		return n
	}
	return 0
}

// isComment reports whether a row of a program has a comment and nothing else.
func isComment(row []tell.Token) bool {
	found := false
	for _, t := range row {
		if strings.TrimSpace(t.Text) == "" {
			continue
		}
		if t.Kind != tell.CommentToken {
			return false
		}
		found = true
	}
	return found
}

// endsBlock reports whether a row of a program is blank or closes a block.
func endsBlock(row []tell.Token) bool {
	for _, t := range row {
		if text := strings.TrimSpace(t.Text); text != "" {
			return strings.HasPrefix(text, "}")
		}
	}
	return true
}

// outputRows are the last lines that a host printed, if there is room for more
// than code. A line that is too long for its row is cut.
func (s *Scene) outputRows(host string, w, h int) []canvas.Line {
	if h < 5 {
		return nil
	}
	for _, st := range s.Step.Hosts {
		if st.Host != host || st.Output == "" {
			continue
		}
		rows := strings.Split(strings.TrimRight(st.Output, "\n"), "\n")
		rows = rows[max(0, len(rows)-2):]
		style := canvas.Plain
		if s.HasHappened(trace.EventOutput, host) {
			style = canvas.Strong
		}
		var out []canvas.Line
		for _, r := range rows {
			l := canvas.Text(canvas.Faint, " "+canvas.Wall+" ").Add(style, r)
			if l.Width() > w { // in a long error the reason matters more than the addresses
				l = canvas.Text(canvas.Faint, " "+canvas.Wall+" ").Add(style, tell.ReasonFirst(r)).Cut(w)
			}
			out = append(out, l)
		}
		return out
	}
	return nil
}

// programTitle draws the rule above a program: how it stands, and its news of
// this step.
func programTitle(s *Scene, host trace.Host, w int) canvas.Line {
	l := canvas.Text(canvas.Faint, canvas.Bar+canvas.Bar+" ").Add(canvas.Strong, programName(s, host)+s.Say(wColon))
	l = append(l, standingLine(s, host)...)
	if news := s.News(host.Name); news != "" {
		l = l.Add(canvas.Faint, " "+canvas.Bar+canvas.Bar+" ").Add(canvas.Strong, news)
	}
	return canvas.Ruled(l.Cut(w), w) // no blank behind a full line: it would cost an address its last digit
}

// programName names a host's program by its file, and the host if others run it too.
func programName(s *Scene, host trace.Host) string {
	if tell.Several(s.Header, host.File) {
		return s.HostName(host.Name) + " " + canvas.Dot + " " + host.File
	}
	return host.File
}

// toneStyles gives the style in which the panel draws each tone.
var toneStyles = map[tell.Tone]canvas.Style{tell.TonePlain: canvas.Plain, tell.ToneFresh: canvas.Strong, tell.ToneIdle: canvas.Faint, tell.ToneFailed: canvas.Lost}

// standingLine says in one line where a host stands.
func standingLine(s *Scene, host trace.Host) canvas.Line {
	var l canvas.Line
	for _, p := range s.Standing(host) {
		l = l.Add(toneStyles[p.Tone], p.Text)
	}
	return l
}
