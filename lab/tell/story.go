package tell

import (
	"strings"

	"tcplab/lab/prose"
	"tcplab/lab/trace"
)

// General returns the text about the step whose text stands, if the lesson has
// none.
func (s *Scene) General() prose.Section {
	s = s.told()
	if s.Step.Move.Kind == trace.MoveStart {
		return prose.Section{Headline: s.Text().Title, Lead: s.Text().Summary}
	}
	m := s.Step.Move
	for _, e := range s.Step.Events {
		if m.To == "" && m.AboutPacket() && e.Packet != nil && e.Packet.Fate != "" {
			m.To = e.To
		}
	}
	headline := s.MoveText(m)
	told := s.eventsTold()
	lead := ""
	if s.Step.Move.Kind == trace.MoveTime && len(told) > 0 { // it need not say that time passed
		headline, told = Word{"%s: %s", "%s：%s"}.F(s.Lang, ByItselfHead(s.Header, s.Lang), told[0]), told[1:]
	}
	if len(told) > 0 {
		lead = strings.Join(told, s.Say(wSeparator)) + s.Say(wStop)
	}
	if g := s.generalText(m); g != "" {
		lead = strings.TrimSpace(lead + s.Say(wSpace) + g)
	}
	if lead == "" {
		lead = s.quietText()
	}
	if off := OffScript(s.Header, &s.Step, s.Lang); off != "" {
		lead = strings.TrimSpace(off + s.Say(wSpace) + lead)
	}
	return prose.Section{Headline: headline, Lead: plainMarkdown(lead)}
}

// eventsTold returns the sentences about the step's events, without those that
// its move already tells.
func (s *Scene) eventsTold() []string {
	var told []string
	for i := 0; i < len(s.Step.Events); i++ {
		e := s.Step.Events[i]
		if e.Kind == trace.EventWaiting || s.impliedByMove(e) {
			continue
		}
		same := 1
		for i+same < len(s.Step.Events) && oneBurst(e, s.Step.Events[i+same]) {
			same++
		}
		i += same - 1
		if same > 1 {
			e.Packet, e.Count = nil, same // a burst is told as one event
		}
		told = append(told, s.EventText(e))
	}
	return told
}

// quietText is the text about a step of whose events there is nothing to say:
// what has changed all the same, or that nothing has. It is "" if that is not
// known.
func (s *Scene) quietText() string {
	changed, known := s.changes()
	switch {
	case len(changed) > 0:
		return strings.Join(changed, s.Say(wSeparator)) + s.Say(wStop)
	case known:
		if s.Header.Open {
			return s.Say(wNothingSeen)
		}
		return s.Say(wNothingElse)
	}
	return ""
}

// maxUnmet is how many claims that do not hold are told of one step.
const maxUnmet = 2

// OffScript says that a step is in no script, or not as the script has it and
// why; "" if that is not so, or if the step's findings say it themselves.
func OffScript(h *trace.Header, step *trace.Step, lang string) string {
	switch {
	case h.Open || step.Move.Kind == trace.MoveTime || step.Move.Kind == trace.MoveStart:
		return ""
	case step.Beat == "":
		return wUnscripted.In(lang)
	case !AsScripted(step) && len(step.Findings) == 0:
		return offScriptAs(h, step, lang)
	}
	return ""
}

// offScriptAs says of a step that is not as the script has it what was expected
// and what is, and what should have come before.
func offScriptAs(h *trace.Header, step *trace.Step, lang string) string {
	var why []string
	for _, f := range step.Unmet[:min(len(step.Unmet), maxUnmet)] {
		why = append(why, FindingText(h, f, lang))
	}
	for _, id := range step.Missing {
		if text := h.Prose[lang]; text != nil {
			if sec, ok := text.Sections[id]; ok {
				id = sec.Headline
			}
		}
		why = append(why, wNotBefore.F(lang, id))
	}
	if len(why) == 0 { // an older recording does not say it
		return wOffScript.In(lang)
	}
	return wOffScriptAs.F(lang, strings.Join(why, wSeparator.In(lang)))
}

// oneBurst reports whether two events are packets of one burst.
func oneBurst(a, b trace.Event) bool {
	return a.Kind == trace.EventSent && b.Kind == a.Kind && b.Host == a.Host && b.Name == a.Name
}

// impliedByMove reports whether the move already tells e.
func (s *Scene) impliedByMove(e trace.Event) bool {
	switch e.Kind {
	case trace.EventDelivered:
		return s.Step.Move.Kind == trace.MoveDeliver
	case trace.EventDropped:
		return s.Step.Move.Kind == trace.MoveDrop
	case trace.EventDuplicated:
		return s.Step.Move.Kind == trace.MoveDuplicate
	case trace.EventCopy: // after a drop, the sentence about the copy says it
		return s.Step.Move.Kind == trace.MoveDuplicate || s.Step.Move.Kind == trace.MoveDrop
	case trace.EventStarted: // "client exits", then "client has ended"; "return begins" would be odd between them
		return s.Step.Move.Kind == trace.MoveCall && e.Name == "exit"
	}
	return false
}

// The marks behind a sentence, between two sentences, and between two facts
// that are told in one line.
var (
	wStop      = Word{".", "。"}
	wSpace     = Word{" ", ""}
	wSeparator = Word{"; ", "；"}
)

// plainMarkdown escapes text from outside, so that it is not read as Markdown.
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

// AlsoTold lists the headlines of the other beats that this step took. There
// are some on a host network, where packets flow by themselves. It is "" for a
// loop that ran to its end: the counts of its calls and packets say the same.
func (s *Scene) AlsoTold() string {
	if s.ToldStep().Move.Kind == trace.MoveRun {
		return ""
	}
	var heads []string
	for _, id := range s.OtherTold() {
		if sec, ok := s.Section(id); ok {
			heads = append(heads, sec.Headline)
		}
	}
	return strings.Join(heads, s.Say(wSeparator))
}

// The words before the text about a step if it went otherwise than the script.
var (
	wUnscripted  = Word{"Not in the script.", "脚本里没有这一步。"}
	wOffScript   = Word{"Not as the script has it.", "与脚本不同。"}
	wOffScriptAs = Word{"Not as the script has it – %s.", "与脚本不同——%s。"}
	wNotBefore   = Word{"“%s” has not come before", "之前没有“%s”这一步"}
	wNothingElse = Word{"Nothing else happened.", "此外什么也没有发生。"}
	wNothingSeen = Word{"Nothing else was seen.", "此外什么也没有看到。"} // what a stranger's calls return is never seen
)

// The sentences that may stand around a lesson's text.
var (
	TookHost   = Word{"The host network was taken, for the private one cannot be made here: %s.", "这里建不了私有网络，所以用了本机网络：%s。"}
	LeftScript = Word{"Rows of the script were passed over: what is said here may not fit.", "脚本中有几步被跳过：这里的说明可能不完全符合。"}
	WithIt     = Word{"With it: %s", "一并发生：%s"}
)
