package panel

import (
	"slices"

	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// A story is what is said about a step, in parts that the layout may need to
// shorten one by one.
type story struct {
	headline line
	lead     []line // what the lesson says; findings come first
	ask      []line // the question, and its options or answer
	next     line

	findings int      // lines of the lead
	answered bool     // the question is
	asks     [][]line // the question, from least to most
	gaveWay  bool     // the lead, to an answer
	merged   bool     // the headline stands in the rule, where the timeline would be
}

// fit makes the most of h rows, the rule above the story included. Once a
// question has its answer, that is the point: the lead, which has been read,
// gives way to it, but for findings.
func (st *story) fit(h int) {
	const others = 3 // the rule, the headline, what comes next
	for _, ask := range slices.Backward(st.asks) {
		for _, lead := range []int{len(st.lead), 1, 0} {
			if st.answered && lead < len(st.lead) {
				lead = 0 // the beginning of what has been read is no use
			}
			lead = min(max(lead, st.findings), len(st.lead))
			if others+lead+len(ask) > h {
				continue
			}
			st.ask = ask
			if lead <= st.findings && lead < len(st.lead) {
				st.lead, st.gaveWay = st.lead[:lead], true
			}
			return
		}
	}
}

// cramped says whether h rows, the rule not included, would cut the lead of a
// step, though nobody has read it yet.
func (st *story) cramped(h int) bool {
	return !st.answered && 1+len(st.lead)+max(len(st.ask), 1)+1 > h
}

// merge gives up the timeline where that saves the text's last line.
func (st *story) merge(h int) {
	st.merged = len(st.lead)+len(st.ask) > h-3 && len(st.headline) > 0
}

// typeset puts a step into words of w columns.
func typeset(s *scene, w int) story {
	var st story
	sec, ok := s.said()
	if !ok {
		sec = s.general()
	}
	st.lead = findingLines(s, w)
	st.findings = len(st.lead)
	if s.hidden && s.busy == "" {
		return st
	}
	st.next = nextLine(s)
	if s.hidden {
		return st
	}
	st.headline = text(strong, sec.Headline)
	st.lead = append(st.lead, markdown(sec.Lead, w)...)
	if s.step.Move.Kind == trace.MoveStart && s.header.Fallback != "" {
		st.lead = append(st.lead, wrap(alarm, wFallback.F(s.lang, s.header.Fallback), w)...)
	}
	if ok && s.step.PassedOver {
		st.lead = append(st.lead, wrap(faint, s.t(wLeftScript), w)...)
	}
	if also := s.alsoTold(); also != "" {
		st.lead = append(st.lead, wrap(faint, wAlso.F(s.lang, also), w)...)
	}
	if q := s.question(); q != nil && (s.live || s.asking) { // nobody stands before a recording to ask the class
		for much := range details {
			st.asks = append(st.asks, questionLines(s, q, s.answer, w, much))
		}
		st.ask, st.answered = st.asks[0], s.answer != 0
	}
	return st
}

// findingLines say how the step differed from the script.
func findingLines(s *scene, w int) []line {
	var out []line
	for _, f := range s.step.Findings {
		out = append(out, wrap(lost, wDiffers.F(s.lang, tell.FindingText(f, s.lang)), w)...)
	}
	return out
}

// nextLine is what comes next, in a line.
func nextLine(s *scene) line {
	name := text(faint, s.t(wNext)+" ").add(strong, "> ")
	switch n := s.next(); n.kind {
	case nextWaits:
		return text(alarm, n.text)
	case nextAnswer:
		return text(faint, n.text)
	case nextThen:
		return text(faint, s.t(wThen)+" ").add(plain, "> "+n.text)
	case nextStuck:
		return name.add(lost, n.text)
	case nextMove:
		return name.add(plain, n.text)
	}
	return nil
}
