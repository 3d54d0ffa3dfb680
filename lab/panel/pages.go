package panel

import (
	"fmt"
	"slices"
	"strings"

	"tcplab/lab/prose"
	"tcplab/lab/trace"
)

// textWidth is how wide running text gets on a page, however wide the window.
func textWidth(w int) int { return max(1, min(w-4, 96)) }

// helpContent lists the key table, and explains the signs.
func helpContent(s *scene, w, _ int) content {
	out := content{title: s.t(wHelp)}
	names := 0
	for _, k := range s.keys {
		names = max(names, width(k.shown()))
	}
	for _, k := range s.keys {
		for i, l := range wrap(plain, k.Help[s.lang], textWidth(w)-names-3) {
			row := text(plain, " ")
			if i == 0 {
				row = row.add(key, k.shown())
			}
			out.lines = append(out.lines, append(row.to(names+3), l...))
		}
	}
	out.lines = append(out.lines, nil)
	for _, l := range wrap(faint, s.t(wHelpTail), textWidth(w)) {
		out.lines = append(out.lines, append(text(plain, " "), l...))
	}
	out.lines = append(out.lines, nil, text(plain, " ").add(heading, s.t(wSigns)))
	out.lines = append(out.lines, signLines(s, textWidth(w))...)
	return out
}

// jumpContent lists the script, with the step in which each row was taken.
func jumpContent(s *scene, w, _ int) content {
	out := content{title: s.t(wGoTo)}
	chapter := ""
	for i, b := range s.header.Beats {
		if slices.ContainsFunc(s.header.Beats[:i], func(a trace.Beat) bool { return a.ID == b.ID }) {
			continue // rows that are told alike have one line
		}
		if b.Chapter != chapter {
			chapter = b.Chapter
			if len(out.lines) > 0 {
				out.lines = append(out.lines, nil)
			}
			name := s.text().Chapters[chapter]
			if name == "" {
				name = chapter
			}
			out.lines = append(out.lines, text(plain, " ").add(faint, name))
		}
		sec, ok := s.section(b.ID)
		if !ok {
			sec.Headline = s.moveText(b.Move)
		}
		step, seen := s.found[b.ID]
		mark, st := todo, faint
		if seen && step <= s.index {
			mark, st = done, plain
		}
		if b.ID == s.step.Beat && !s.contradicted() {
			mark, st = at, strong
		}
		l := text(st, "  "+mark+" ").add(st, sec.Headline)
		if !b.Stop {
			l = text(st, "  "+dot+"   ").add(st, sec.Headline)
		}
		if seen {
			l = l.to(min(w-12, prose.HeadlineWidth+12)).add(faint, wStepNo.f(s.lang, step))
		}
		if b.ID == s.step.Beat {
			out.begin = len(out.choices)
		}
		out.choices = append(out.choices, choice{row: len(out.lines), rows: 1, beat: b.ID})
		out.lines = append(out.lines, l)
	}
	return out
}

// socketsContent is the socket table with an explanation of its columns.
func socketsContent(s *scene, w, _ int) content {
	out := content{title: s.t(wSockets), lines: socketTable(s, w-2, len(s.step.Sockets)+1)}
	out.lines = append(out.lines, nil)
	tails := []word{wTableTail, wSourceTail}
	if slices.ContainsFunc(s.step.Sockets, func(sock trace.Socket) bool { return sock.Proto == "udp" }) {
		tails = slices.Insert(tails, 1, wTableUDP)
	}
	for _, t := range tails {
		for _, l := range wrap(faint, s.t(t), textWidth(w)) {
			out.lines = append(out.lines, append(text(plain, " "), l...))
		}
	}
	return out
}

// ladderContent is the ladder of the whole window.
func ladderContent(s *scene, w, h int) content {
	all := rungs(s)
	return content{title: s.t(wLadder), lines: ladderPane(s, min(w-2, 100), max(len(all), h))}
}

// moreContent is what the lesson says beyond the lead. Of a step that it says
// nothing of, all that the panel does, which a small window may have cut.
func moreContent(s *scene, w, _ int) content {
	sec, ok := s.said()
	if !ok {
		sec = s.general()
	}
	out := content{title: sec.Headline}
	if out.title == "" {
		out.title = s.t(wMore)
	}
	md := sec.Lead
	if sec.More != "" {
		md += "\n\n" + sec.More
	}
	for _, id := range s.step.Told {
		if other, ok := s.section(id); ok && !s.contradicted() && id != s.step.Beat {
			md += "\n\n### " + other.Headline + "\n\n" + other.Lead
		}
	}
	lines := append(findingLines(s, textWidth(w)), markdown(md, textWidth(w))...)
	if long := s.longNews(); len(long) > 0 {
		lines = append(lines, nil, text(heading, s.t(wInFull)))
		for _, n := range long {
			lines = append(lines, wrap(plain, n, textWidth(w))...)
		}
	}
	for _, l := range lines {
		out.lines = append(out.lines, append(text(plain, " "), l...))
	}
	return out
}

// hasMore says whether there is anything beyond the lead.
func (s *scene) hasMore() bool {
	sec, _ := s.said()
	return sec.More != "" || len(s.step.Told) > 0 && !s.contradicted() || len(s.longNews()) > 0
}

// longNews is what the step brought the programs that a program's title has no
// room for: a file's path and its SHA-256, or several printed lines. A page
// that scrolls has the room.
func (s *scene) longNews() []string {
	var out []string
	for _, e := range s.step.Events {
		var n string
		switch e.Kind {
		case trace.EventOutput:
			n = strings.TrimSpace(e.Text)
			if strings.Contains(n, "\n") {
				n = "\n" + n // each line of it on a row of its own
			}
			n = wPrinted.f(s.lang, n)
		case trace.EventEnded:
			n = wGave.f(s.lang, e.Name, trace.ResultText(e, s.lang))
		}
		if width(n) > titleRoom || e.Kind == trace.EventEnded && longPath.MatchString(e.Text) {
			out = append(out, e.Host+"  "+n)
		}
	}
	return out
}

// hasLead says whether there is anything to read about this step. A small
// window may have cut it.
func (s *scene) hasLead() bool {
	sec, ok := s.said()
	return !ok || sec.Lead != "" || s.hasMore()
}

// termsContent explains the terms of the step, and the states on the screen,
// in every language the glossary has.
func termsContent(s *scene, w, _ int) content {
	out := content{title: s.t(wTerms)}
	for _, t := range s.terms() {
		head := text(plain, " ")
		for i, lang := range []string{s.lang, other(s.lang)} {
			if name := t.Name[lang]; name != "" && (i == 0 || name != t.Name[s.lang]) {
				if i > 0 {
					head = head.add(faint, "  "+dot+"  ")
				}
				head = head.add(strong, name)
			}
		}
		out.lines = append(out.lines, head)
		for _, lang := range []string{s.lang, other(s.lang)} {
			st := plain
			if lang != s.lang {
				st = faint
			}
			for _, l := range wrap(st, t.Line[lang], textWidth(w)-2) {
				out.lines = append(out.lines, append(text(plain, "   "), l...))
			}
		}
		out.lines = append(out.lines, nil)
	}
	if len(out.lines) == 0 {
		out.lines = wrap(faint, " "+s.t(wNoTerms), textWidth(w))
	}
	return out
}

// terms are those the step's prose names, then the states of both ends, each
// once, as far as the header's glossary knows them.
func (s *scene) terms() []prose.Term {
	sec, _ := s.said()
	keys := slices.Clone(sec.Terms)
	l, r := s.both()
	for _, sd := range []side{l, r} {
		if sd.conn != nil {
			keys = append(keys, sd.conn.State)
		}
		if sd.listener != nil {
			keys = append(keys, sd.listener.State)
		}
	}
	var out []prose.Term
	for i, k := range keys {
		if slices.Contains(keys[:i], k) {
			continue
		}
		at := slices.IndexFunc(s.header.Terms, func(t prose.Term) bool { return t.Key == k })
		switch {
		case at >= 0:
			out = append(out, s.header.Terms[at])
		case slices.Contains(sec.Terms, k):
			out = append(out, prose.Term{Key: k, Name: map[string]string{"en": k}})
		}
	}
	return out
}

func other(lang string) string {
	if lang == "zh" {
		return "en"
	}
	return "zh"
}

// movesContent lists every move that is possible now.
func movesContent(s *scene, w, _ int) content {
	out := content{title: s.t(wMoves)}
	moves, marked := s.step.Moves, false
	for i, m := range moves {
		said := trace.MoveText(m, s.lang)
		l := text(plain, "  ").add(plain, said)
		if m.Kind == trace.MoveCall {
			for _, c := range s.step.Calls {
				if c.ID == m.ID {
					l = l.add(faint, callDetail(c))
				}
			}
		}
		for _, sock := range s.step.Sockets {
			if m.Kind == trace.MoveDestroy && sock.ID == m.ID {
				l = l.add(faint, "   "+sock.State+" "+sock.Local+" "+arrow+" "+sock.Remote)
			}
		}
		alike := func(o trace.Move) bool { return o.ID != m.ID && trace.MoveText(o, s.lang) == said }
		if aboutPacket(m.Kind) && (slices.ContainsFunc(moves[:i], alike) || slices.ContainsFunc(moves[i:], alike)) {
			for j := range s.step.Held {
				if p := &s.step.Held[j]; p.ID == m.ID {
					l = l.add(faint, "   "+p.Numbers())
				}
			}
		}
		if n := s.step.Next; !marked && n != nil && n.Kind == m.Kind && n.Host == m.Host && n.Name == m.Name && (n.ID == 0 || n.ID == m.ID) {
			marked = true
			l = l.add(faint, "   < "+s.t(wNext))
			out.begin = i
		}
		out.choices = append(out.choices, choice{row: len(out.lines), rows: 1, move: &m})
		out.lines = append(out.lines, l.cut(w-3))
	}
	out.lines = append(out.lines, nil)
	for _, l := range wrap(faint, s.t(wMovesTail), textWidth(w)) {
		out.lines = append(out.lines, append(text(plain, "  "), l...))
	}
	return out
}

// callDetail says which of several calls of one name a call is: where it stands
// in the program, and its arguments.
func callDetail(c trace.Call) string {
	var out string
	if c.File != "" && c.Line > 0 {
		out = fmt.Sprintf("   %s:%d", c.File, c.Line)
	}
	if c.Text != "" {
		out += "   " + c.Text
	}
	return out
}

// timerRuns says whether some socket's timer runs, so that time alone will
// change something.
func timerRuns(step *trace.Step) bool {
	return slices.ContainsFunc(step.Sockets, func(sock trace.Socket) bool { return sock.Timer != nil })
}

// chooseContent lists the connections.
func chooseContent(s *scene, w, _ int) content {
	out := content{title: s.t(wChoose)}
	out.choices = append(out.choices, choice{row: 0, rows: 1, follow: true})
	mark := "  "
	if s.focus == "" {
		mark = "* "
	}
	out.lines = append(out.lines, text(plain, " "+mark+s.t(wFollow)))
	for _, p := range s.pairs() {
		mark = "  "
		if p.key == s.focus {
			mark = "* "
		}
		l := text(plain, " "+mark).add(plain, s.pairName(p)).to(28)
		l = l.add(plain, endState(p.left)).to(42).add(plain, endState(p.right))
		out.choices = append(out.choices, choice{row: len(out.lines), rows: 1, focus: p.key})
		out.lines = append(out.lines, l.cut(w-3))
	}
	return out
}

// faultContent explains the last error that a call returned.
func faultContent(s *scene, w, _ int) content {
	out := content{title: s.t(wFault)}
	host, f := s.lastFault()
	if f == nil {
		return out
	}
	put := func(lines []line) {
		for _, l := range lines {
			out.lines = append(out.lines, append(text(plain, " "), l...))
		}
	}
	put([]line{text(strong, host+s.t(wColon)+f.Call).add(faint, "   "+wStepNo.f(s.lang, f.Step))})
	put(wrap(lost, f.Err, textWidth(w)))
	if f.Errno != "" {
		put([]line{text(faint, strings.TrimSpace(f.Errno))})
	}
	out.lines = append(out.lines, nil)
	say, lesson := explain(f)
	put(wrap(plain, s.t(say), textWidth(w)))
	if sender, packet, ok := strings.Cut(f.Cause, " "); ok {
		out.lines = append(out.lines, nil)
		put(wrap(plain, wCause.f(s.lang, sender, packet), textWidth(w)))
	}
	if lesson != "" && lesson != s.header.Lesson {
		out.lines = append(out.lines, nil)
		put(wrap(faint, wAbout.f(s.lang, lesson), textWidth(w)))
	}
	return out
}

// lastFault is the newest error over all hosts, nil if no call has failed.
func (s *scene) lastFault() (host string, f *trace.Fault) {
	for i := range s.step.Hosts {
		h := &s.step.Hosts[i]
		if h.Error != nil && (f == nil || h.Error.Step > f.Step) {
			host, f = h.Host, h.Error
		}
	}
	return host, f
}
