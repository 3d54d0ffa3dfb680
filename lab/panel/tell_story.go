package panel

import (
	"strings"

	"tcplab/lab/prose"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

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

var (
	wUnscripted  = tell.Word{"Not in the script. ", "脚本里没有这一步。"}
	wOffScript   = tell.Word{"Not as the script has it. ", "与脚本不同。"}
	wByItself    = tell.Word{"by itself: %s", "时间到了：%s"}
	wNothingElse = tell.Word{"Nothing else happened.", "此外什么也没有发生。"}
)
