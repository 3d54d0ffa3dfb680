package view

import (
	"slices"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// A story is the text about a step, in parts. The layout may have to shorten
// each of them.
type story struct {
	headline canvas.Line
	lead     []canvas.Line // the lesson's text; findings come before it, and behind it what happened by itself since
	ask      []canvas.Line // the question, and its options or answer
	next     canvas.Line

	findings int             // the number of the lead's lines that are findings
	now      int             // the number of its last lines, about what happened by itself since and what is waited for
	answered bool            // the question has its answer
	asks     [][]canvas.Line // the question by detail, from least to most
	gaveWay  bool            // the lead was cut to make room for an answer
	merged   bool            // the headline replaces the timeline in the rule
}

// fit chooses as much of the question and the lead as fits into h rows, the
// rule above the story included. Once a question is answered, the answer
// matters most: the lead has been read and is cut, all but its findings.
func (st *story) fit(h int) {
	const others = 3 // the rule, the headline, what comes next
	for _, ask := range slices.Backward(st.asks) {
		for _, lead := range []int{len(st.lead), 1, 0} {
			if st.answered && lead < len(st.lead) {
				lead = 0 // half of a text that has been read is no use
			}
			lead = min(max(lead, st.findings), len(st.lead))
			if others+lead+len(ask) > h {
				continue
			}
			st.ask = ask
			if lead <= st.findings && lead < len(st.lead) {
				st.lead, st.now, st.gaveWay = st.lead[:lead], 0, true
			}
			return
		}
	}
	if st.answered { // not even the shortest answer fits, and it needs the rows of a text that was read
		st.lead, st.now, st.gaveWay = st.lead[:st.findings], 0, true
	}
}

// cramped reports whether the step's lead, which nobody has read yet, would be
// cut in h rows, the rule not included.
func (st *story) cramped(h int) bool {
	return !st.answered && 1+len(st.lead)+max(len(st.ask), 1)+1 > h
}

// merge gives up the timeline if that saves the text's last line in h rows.
func (st *story) merge(h int) {
	st.merged = len(st.lead)+len(st.ask) > h-3 && len(st.headline) > 0
}

// typeset lays out the text about a step in w columns.
func typeset(s *Scene, w int) story {
	var st story
	sec, ok := s.Said()
	if !ok {
		sec = s.General()
	}
	st.lead = findingLines(s, w)
	st.findings = len(st.lead)
	if s.Hidden && s.Busy == "" {
		return st
	}
	st.next = nextLine(s)
	if s.Hidden {
		return st
	}
	st.headline = canvas.Text(canvas.Strong, sec.Headline)
	st.lead = append(st.lead, canvas.Markdown(sec.Lead, w)...)
	if s.ToldStep().Move.Kind == trace.MoveStart && s.Header.Fallback != "" {
		st.lead = append(st.lead, canvas.Wrap(canvas.Alarm, wFallback.F(s.Lang, s.Header.Fallback), w)...)
	}
	if ok && s.ToldStep().PassedOver {
		st.lead = append(st.lead, canvas.Wrap(canvas.Faint, s.Say(wLeftScript), w)...)
	}
	if also := s.AlsoTold(); also != "" {
		st.lead = append(st.lead, canvas.Wrap(canvas.Faint, wAlso.F(s.Lang, also), w)...)
	}
	now := sinceLines(s, w)
	if why := s.StuckText(); why != "" && s.Newest() {
		now = append(now, canvas.Wrap(canvas.Plain, why, w)...)
	}
	st.lead, st.now = append(st.lead, now...), len(now)
	if q := s.Question(); q != nil && (s.Live || s.Asking) { // a recording has no teacher to ask the class
		for much := range details {
			st.asks = append(st.asks, questionLines(s, q, s.Answer, w, much))
		}
		st.ask, st.answered = st.asks[0], s.Answer != 0
	}
	return st
}

// sinceLines tells what has happened by itself since the step whose text
// stands.
func sinceLines(s *Scene, w int) []canvas.Line {
	var out []canvas.Line
	for _, text := range s.SinceText() {
		out = append(out, canvas.Wrap(canvas.Plain, text, w)...)
	}
	return out
}

// cut returns the lead in n lines of at most w columns. If these are too few,
// the text gives way to what happened by itself since, and of that to the
// newest. … marks what is left out.
func (st *story) cut(s *Scene, n, w int) []canvas.Line {
	if n >= len(st.lead) {
		return st.lead
	}
	text, now := st.lead[:len(st.lead)-st.now], st.lead[len(st.lead)-st.now:]
	newest := min(len(now), max(n-1, n-len(text)))
	if newest <= 0 {
		newest = min(len(now), n)
	}
	out := slices.Clone(text[:min(n-newest, len(text))])
	if last := len(out) - 1; last >= 0 && len(out) < len(text) {
		out[last] = goesOn(s, out[last], w)
	}
	return append(out, now[len(now)-newest:]...)
}

// findingLines lists how the step differed from the script.
func findingLines(s *Scene, w int) []canvas.Line {
	var out []canvas.Line
	for _, f := range s.ToldStep().Findings {
		out = append(out, canvas.Wrap(canvas.Lost, wDiffers.F(s.Lang, tell.FindingText(s.Header, f, s.Lang)), w)...)
	}
	return out
}

// nextLine says in one line what comes next.
func nextLine(s *Scene) canvas.Line {
	name := canvas.Text(canvas.Faint, s.Say(wNext)+" ").Add(canvas.Strong, "> ")
	switch n := s.Next(); n.Kind {
	case tell.NextWaits:
		return canvas.Text(canvas.Alarm, n.Text)
	case tell.NextAnswer:
		if s.Playing {
			return canvas.Text(canvas.Faint, wAutoWaits.F(s.Lang, n.Text))
		}
		return canvas.Text(canvas.Faint, n.Text)
	case tell.NextThen:
		return canvas.Text(canvas.Faint, s.Say(wThen)+" ").Add(canvas.Plain, "> "+n.Text)
	case tell.NextStuck:
		return name.Add(canvas.Lost, n.Text)
	case tell.NextMove:
		return name.Add(canvas.Plain, n.Text)
	}
	return nil
}
