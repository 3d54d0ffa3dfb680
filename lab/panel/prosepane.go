package panel

import (
	"slices"
	"strings"

	"tcplab/lab/prose"
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

// general is what is said about a step that the script does not know.
func (s *Scene) general() prose.Section {
	if s.step.Move.Kind == trace.MoveStart {
		return prose.Section{Headline: s.text().Title, Lead: s.text().Summary}
	}
	m := s.step.Move
	for _, e := range s.step.Events {
		if m.To == "" && m.AboutPacket() && e.Packet != nil && e.Packet.Fate != "" {
			m.To = e.To
		}
	}
	headline := s.moveText(m)
	var told []string
	for i := 0; i < len(s.step.Events); i++ {
		e := s.step.Events[i]
		if e.Kind == trace.EventWaiting || s.impliedByMove(e) {
			continue
		}
		same := 1
		for i+same < len(s.step.Events) && oneBurst(e, s.step.Events[i+same]) {
			same++
		}
		i += same - 1
		if same > 1 {
			e.Packet, e.Count = nil, same // a burst is told as one
		}
		told = append(told, tell.EventText(e, s.lang))
	}
	lead := ""
	if s.step.Move.Kind == trace.MoveTime && len(told) > 0 { // that time passed goes without saying
		headline, told = wByItself.F(s.lang, told[0]), told[1:]
	}
	if len(told) > 0 {
		lead = strings.Join(told, s.t(wSeparator)) + s.t(wStop)
	}
	if g := s.generalText(m); g != "" {
		lead = strings.TrimSpace(lead + s.t(wSpace) + g)
	}
	if lead == "" {
		lead = s.t(wNothingElse)
	}
	switch {
	case s.step.Move.Kind == trace.MoveTime:
	case s.contradicted() && len(s.step.Findings) == 0: // findings say it themselves
		lead = s.t(wOffScript) + lead
	case s.step.Beat == "" && !s.header.Open:
		lead = s.t(wUnscripted) + lead
	}
	return prose.Section{Headline: headline, Lead: plainMarkdown(lead)}
}

// oneBurst says whether two events are packets of one burst.
func oneBurst(a, b trace.Event) bool {
	return a.Kind == trace.EventSent && b.Kind == a.Kind && b.Host == a.Host && b.Name == a.Name
}

// impliedByMove reports whether the move already tells e.
func (s *Scene) impliedByMove(e trace.Event) bool {
	switch e.Kind {
	case trace.EventDelivered:
		return s.step.Move.Kind == trace.MoveDeliver
	case trace.EventDropped:
		return s.step.Move.Kind == trace.MoveDrop
	case trace.EventDuplicated:
		return s.step.Move.Kind == trace.MoveDuplicate
	case trace.EventStarted: // "client exits", then "client has ended"; "return begins" would be odd between them
		return s.step.Move.Kind == trace.MoveCall && e.Name == "exit"
	}
	return false
}

// What stands after a sentence, between two of them, and between two things that
// are told in one line.
var (
	wStop      = tell.Word{".", "。"}
	wSpace     = tell.Word{" ", ""}
	wSeparator = tell.Word{"; ", "；"}
)

// plainMarkdown keeps outside text from being read as Markdown.
func plainMarkdown(s string) string {
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune("\\`*_{}[]<>()#+-.!|&~", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// alsoTold lists the headlines of beats that were told together with this
// step: packets that a host network let flow.
func (s *Scene) alsoTold() string {
	var heads []string
	if s.contradicted() {
		return ""
	}
	for _, id := range s.step.Told {
		if sec, ok := s.section(id); ok && id != s.step.Beat {
			heads = append(heads, sec.Headline)
		}
	}
	return strings.Join(heads, s.t(wSeparator))
}

// A next is what comes next, or why nothing does.
type next struct {
	kind nextKind
	text string
}

// A nextKind is what sort of thing comes next.
type nextKind uint8

// The kinds of next.
const (
	nextNothing nextKind = iota // nothing is known of it
	nextWaits                   // a move is under way: what it waits for
	nextAnswer                  // an answer is due: how to give it
	nextThen                    // looking back: the move that was made then
	nextStuck                   // nothing can come
	nextMove                    // a move, or what there is to do instead
)

// next says what the next key press does, or why there is none.
func (s *Scene) next() next {
	switch {
	case s.busy != "":
		return next{nextWaits, wWaiting.F(s.lang, s.busy)}
	case s.questionOpen() == nil:
		return next{nextAnswer, wAnswerKeys.F(s.lang, len(s.question().Options))}
	case !s.newest() && s.then == nil:
		return next{}
	case !s.newest():
		return next{nextThen, s.moveText(*s.then)}
	case s.notesDue:
		return next{nextMove, s.t(wToldNotes)}
	case s.step.Done == trace.DoneTold:
		return next{nextMove, s.t(wTold)}
	case s.step.Done == trace.DoneStuck:
		return next{nextStuck, s.t(wStuck)}
	case !s.live:
		return next{nextMove, s.t(wEndOfRec)}
	case s.step.Next == nil && s.header.Open:
		return next{nextMove, s.t(wNothingHeld)}
	case s.step.Next == nil:
		return next{nextMove, s.t(wOtherMoves)}
	}
	out := next{nextMove, s.moveText(*s.step.Next)}
	if sock := s.soonest(); s.step.Next.Kind == trace.MoveWait && sock != nil {
		out.text += " (" + s.timerOf(sock) + ")"
		if seconds(sock.Timer.Millis) > longWait {
			out.text += s.t(wElseRestart)
		}
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

// longWait is from how many seconds on a student is told how to do without a
// wait.
const longWait = 20

// soonest is the socket whose timer is the first that may bring news, nil if
// there is none. The end of TIME_WAIT is none.
func (s *Scene) soonest() *trace.Socket {
	var first *trace.Socket
	for i := range s.step.Sockets {
		sock := &s.step.Sockets[i]
		if sock.Timer != nil && sock.Timer.Kind != trace.TimerTimeWait && (first == nil || sock.Timer.Millis < first.Timer.Millis) {
			first = sock
		}
	}
	return first
}

// timerOf is whose timer it is, what it will do, and in how long.
func (s *Scene) timerOf(sock *trace.Socket) string { return sock.Host + ": " + timerText(s.lang, sock) }

// moveText is a move in words. Where it does not name a packet's receiver,
// that is looked up among the packets held, or is the only other host.
func (s *Scene) moveText(m trace.Move) string {
	if m.AboutPacket() && m.To == "" {
		for _, h := range s.header.Hosts {
			if len(s.header.Hosts) == 2 && h.Name != m.Host {
				m.To = h.Name
			}
		}
		for _, p := range s.step.Held {
			if p.From == m.Host && p.Name == m.Name && (m.ID == 0 || m.ID == p.ID) {
				m.To = p.To
				break
			}
		}
	}
	return tell.MoveText(m, s.lang)
}

// awaited is what a move is called while it is waited for: to wait is not said
// twice.
func (s *Scene) awaited(m trace.Move) string {
	if m.Kind == trace.MoveWait {
		if sock := s.soonest(); sock != nil {
			return s.timerOf(sock)
		}
		return s.t(wSomething)
	}
	return s.moveText(m)
}
