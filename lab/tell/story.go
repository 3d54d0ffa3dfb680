package tell

import (
	"cmp"
	"slices"
	"strings"

	"tcplab/lab/prose"
	"tcplab/lab/trace"
)

// General returns the text about the step whose text stands, if the lesson has
// none: its cause, if one is known, and what happened.
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
	if sec, ok := s.titled(); ok && sec.Headline != "" && s.Text().Draft {
		headline = sec.Headline
	}
	told := s.eventsTold()
	lead := ""
	if s.Step.Move.Kind == trace.MoveTime && len(told) > 0 { // it need not say that time passed
		headline, told = Word{"%s: %s", "%s：%s"}.F(s.Lang, ByItselfHead(s.Header, s.Lang), told[0]), told[1:]
	}
	if len(told) > 0 {
		lead = strings.Join(told, s.Say(wSeparator)) + s.Say(wStop)
	}
	off := OffScript(s.Header, &s.Step, s.Lang)
	if why := s.Why(); why != nil { // it comes first, since the rest is on the screen, too
		lead = join(s.Say(wSpace), why.Say, lead, off)
		return prose.Section{Headline: headline, Lead: plainMarkdown(lead), More: why.markdown(s.Lang)}
	}
	if g := s.meaning(); g != "" {
		lead = join(s.Say(wSpace), lead, g)
	}
	lead = join(s.Say(wSpace), s.comesToCalls(), lead)
	if lead == "" {
		lead = s.quietText()
	}
	return prose.Section{Headline: headline, Lead: plainMarkdown(join(s.Say(wSpace), off, lead))}
}

// join puts the texts that are not empty in one line.
func join(between string, texts ...string) string {
	return strings.Join(slices.DeleteFunc(texts, func(t string) bool { return t == "" }), between)
}

// eventsTold returns the sentences about the step's events, without those that
// its move already tells.
func (s *Scene) eventsTold() []string {
	var events []*trace.Event
	for i := range s.Step.Events {
		if e := &s.Step.Events[i]; e.Kind != trace.EventWaiting && !s.impliedByMove(e) {
			events = append(events, e)
		}
	}
	slices.SortStableFunc(events, func(a, b *trace.Event) int { // what kernels repeat meanwhile must not stand before what is new
		return cmp.Compare(repeated(a), repeated(b))
	})
	var told []string
	all := s.folds(events)
	for i := 0; i < len(all); i++ {
		same := 1
		for i+same < len(all) && oneBurst(all[i], all[i+same]) {
			same++
		}
		if same == 1 {
			if text := s.printsItsError(all[i][0]); text != "" {
				told = append(told, text)
				continue
			}
			told = append(told, all[i].text(s))
			continue
		}
		e := *all[i][0] // a burst is told as one event
		p := e.Packet
		e.Host, e.Name, _ = s.withPort(p, true, false, e.Host, PacketName(s.Lang, p), "")
		e.Packet, e.Count = nil, same
		told = append(told, EventText(s.Header, e, s.Lang))
		i += same - 1
	}
	return told
}

// repeated returns 1 for a packet that was only sent again, else 0.
func repeated(e *trace.Event) int {
	if e.Kind == trace.EventAgain {
		return 1
	}
	return 0
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

// clockNames are the words for a network's clock.
var clockNames = map[string]Word{
	"calm":     {"calm", "慢速（calm）"},
	"ordinary": {"ordinary", "普通（ordinary）"},
	"own":      {"the kernel's own", "内核自己的（own）"},
}

// clockName is the word for a clock of the network that a run has. The model has no
// kernel whose own it could be.
func clockName(h *trace.Header, clock, lang string) string {
	if h.Network == trace.NetstackNetwork && clock == "own" {
		return Word{"the model's own", "模型自己的（own）"}.In(lang)
	}
	return clockNames[clock].In(lang)
}

// lackNames says what a kernel lacks that rows of a script need.
var lackNames = map[string]Word{
	"destroy":    {"it cannot destroy sockets (CONFIG_INET_DIAG_DESTROY)", "它不能销毁套接字（CONFIG_INET_DIAG_DESTROY）"},
	"rto_max":    {"its retransmission timeout has no bound of its own (tcp_rto_max_ms, Linux 6.15)", "它不能限制重传超时（tcp_rto_max_ms，Linux 6.15）"},
	"syncookies": {"it has no SYN cookies (CONFIG_SYN_COOKIES)", "它没有 SYN cookies（CONFIG_SYN_COOKIES）"},
}

// NetworkNote says of a run's network what is not as one may expect it, and why;
// "" if there is nothing to say.
func NetworkNote(h *trace.Header, lang string) string {
	note := NetworkAlone(h, lang)
	if said, command := FaultNote(h, lang); said != "" {
		note = join(wSpace.In(lang), note, said, command)
	}
	return note
}

// FaultNote says which faults a run has that its command asked for, and how to
// make the same run again; said is "" if it has none.
func FaultNote(h *trace.Header, lang string) (said, command string) {
	if len(h.Faults) == 0 {
		return "", ""
	}
	return wFaults.F(lang, strings.Join(h.Faults, wSeparator.In(lang))), Again(h)
}

// Again returns the command that makes the same run again, with its faults. It names
// the model: that would not be taken by itself where a private network can be made.
func Again(h *trace.Header) string {
	command := "tcplab run " + h.Lesson
	if h.Open {
		command = "tcplab lab"
	}
	if h.Network == trace.NetstackNetwork {
		command += " --net " + h.Network
	}
	if h.LessonClock != "" {
		command += " --clock " + h.Clock
	}
	for _, f := range h.Faults {
		command += " --fault '" + f + "'"
	}
	return command
}

// NetworkAlone is NetworkNote without a run's faults.
func NetworkAlone(h *trace.Header, lang string) string {
	var notes []string
	if h.Fallback != "" {
		took := tookHost
		if h.Network == trace.NetstackNetwork {
			took = tookModel
		}
		notes = append(notes, took.F(lang, h.FallbackIn(lang)))
	}
	if h.NoIPv6 != nil {
		notes = append(notes, noIPv6.F(lang, h.NoIPv6[lang]))
	}
	if h.LessonClock != "" {
		said := otherClock
		if h.Network == trace.NetstackNetwork {
			said = otherClockOfModel
		}
		notes = append(notes, said.F(lang, clockName(h, h.Clock, lang), clockName(h, h.LessonClock, lang)))
	}
	if len(h.Lacks) > 0 {
		var list []string
		for _, need := range h.Lacks {
			list = append(list, lackNames[need].In(lang))
		}
		notes = append(notes, leftOut.F(lang, strings.Join(list, wSeparator.In(lang))))
	}
	return strings.Join(notes, Word{" ", ""}.In(lang))
}

// OffScript says that a step is in no script, or not as the script has it and
// why; "" if that is not so, or if the step's findings say it themselves.
func OffScript(h *trace.Header, step *trace.Step, lang string) string {
	switch {
	case h.Open || h.Free || step.Move.Kind == trace.MoveTime || step.Move.Kind == trace.MoveStart:
		return ""
	case step.Move.By == trace.ByFault:
		return wByFault.In(lang)
	case step.Beat == "" && step.Expected: // it came by itself, whether somebody waited for it or not
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
				id = quotedWithin(sec.Headline)
			}
		}
		why = append(why, wNotBefore.F(lang, id))
	}
	if len(why) == 0 { // an older recording does not say it
		return wOffScript.In(lang)
	}
	return wOffScriptAs.F(lang, strings.Join(why, wSeparator.In(lang)))
}

// printsItsError says that a program printed the error of a call that failed in
// this step, which has been told already; "" if the event is another one.
func (s *Scene) printsItsError(out *trace.Event) string {
	if out.Kind != trace.EventOutput {
		return ""
	}
	for _, e := range s.Step.Events {
		if e.Kind == trace.EventEnded && e.Host == out.Host && e.Text == "" && e.Err != "" && strings.HasSuffix(strings.TrimRight(out.Text, "\n"), e.Err) {
			return wPrintsIt.F(s.Lang, s.HostName(out.Host))
		}
	}
	return ""
}

// quotedWithin returns a text that comes to stand between quotation marks, with
// single ones where it has the same ones itself.
func quotedWithin(text string) string {
	return strings.NewReplacer("“", "‘", "”", "’").Replace(text)
}

// oneBurst reports whether two folds are packets of one burst of a connection.
func oneBurst(f, g fold) bool {
	a, b := f[0], g[0]
	return len(f) == 1 && len(g) == 1 && (a.Kind == trace.EventSent || a.Kind == trace.EventLost) && b.Kind == a.Kind && b.Host == a.Host && b.Name == a.Name &&
		a.Packet != nil && b.Packet != nil && a.Packet.Src == b.Packet.Src && a.Packet.Dst == b.Packet.Dst
}

// impliedByMove reports whether the move already tells e.
func (s *Scene) impliedByMove(e *trace.Event) bool {
	switch e.Kind {
	case trace.EventDelivered:
		return s.Step.Move.Kind == trace.MoveDeliver
	case trace.EventDropped:
		return s.Step.Move.Kind == trace.MoveDrop
	case trace.EventDuplicated:
		return s.Step.Move.Kind == trace.MoveDuplicate
	case trace.EventCopy: // after a drop, the sentence about the copy says it
		return s.Step.Move.Kind == trace.MoveDuplicate || s.Step.Move.Kind == trace.MoveDrop
	case trace.EventAgain: // only a timer sends a SYN again; its row on the wire counts that
		return e.Name == "SYN" && s.Step.Move.Kind != trace.MoveTime && s.Step.Move.Kind != trace.MoveWait
	case trace.EventEnded: // the move has told the line that was read
		return s.Step.Move.Kind == trace.MoveInput && e.Name == trace.StdinRead
	case trace.EventStarted: // "client exits", then "client has ended"; "return begins" would be odd between them
		return s.Step.Move.Kind == trace.MoveCall && e.Name == "exit" || s.Step.Move.Kind == trace.MoveInput
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
	wByFault     = Word{"The command asked for it (--fault).", "这是命令里的 --fault 要求的。"}
	wUnscripted  = Word{"Not in the script.", "脚本里没有这一步。"}
	wOffScript   = Word{"Not as the script has it.", "与脚本不同。"}
	wOffScriptAs = Word{"Not as the script has it – %s.", "与脚本不同——%s。"}
	wNotBefore   = Word{"“%s” has not come before", "之前没有“%s”这一步"}
	wPrintsIt    = Word{"%s prints that", "%s 把它输出"}
	wNothingElse = Word{"Nothing else happened.", "此外什么也没有发生。"}
	wNothingSeen = Word{"Nothing else was seen.", "此外什么也没有看到。"} // what a stranger's calls return is never seen
)

// The sentences that may stand around a lesson's text.
var (
	tookHost   = Word{"The host network was taken, for the private one cannot be made here: %s.", "这里建不了私有网络，所以用了本机网络：%s。"}
	tookModel  = Word{"A model was taken, for the private network cannot be made here: %s.", "这里建不了私有网络，所以用了模型：%s。"}
	leftOut    = Word{"Some steps of the lesson cannot be shown with this kernel and are left out: %s.", "这个内核演示不了课程里的某些步骤，所以略去：%s。"}
	otherClock = Word{
		"The kernel's timers run on another clock than usual here (--clock): %[1]s, and not %[2]s. What a text says of time may not fit.",
		"这里内核的定时器用了另一种时钟（--clock）：%[1]s，不是原来的%[2]s。文中关于时间的说法可能不符。"}
	otherClockOfModel = Word{
		"The model's timers are set otherwise than usual here (--clock): %[1]s, and not %[2]s. What a text says of time may not fit.",
		"这里模型的定时器用了另一种设置（--clock）：%[1]s，不是原来的%[2]s。文中关于时间的说法可能不符。"}
	wFaults    = Word{"This run has faults: %s. The same once more:", "这次运行带有故障：%s。再来一次："}
	noIPv6     = Word{"There is no IPv6 here, so [::1] fails: %s.", "这里没有 IPv6，所以用 [::1] 会失败：%s。"}
	LeftScript = Word{"Rows of the script were passed over: what is said here may not fit.", "脚本中有几步被跳过：这里的说明可能不完全符合。"}
	WithIt     = Word{"With it: %s", "一并发生：%s"}
)
