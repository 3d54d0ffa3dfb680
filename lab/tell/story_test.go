package tell

import (
	"slices"
	"strings"
	"testing"

	"tcplab/lab/panel/paneltest"
	"tcplab/lab/prose"
	"tcplab/lab/trace"
)

// TestByItselfInWords: a step of time says once what happened. It speaks of
// time only if nothing else happened.
func TestByItselfInWords(t *testing.T) {
	closed := trace.Event{Kind: trace.EventState, Host: "client", ID: 1, From: "TIME_WAIT", To: "CLOSED"}
	for _, c := range []struct {
		lang   string
		events []trace.Event
		want   string
	}{
		{"en", []trace.Event{closed}, "by itself: client: TIME_WAIT → CLOSED"},
		{"zh", []trace.Event{closed}, "自行发生：客户端：TIME_WAIT → CLOSED"},
		{"en", nil, "time passed"},
		{"zh", nil, "过了一段时间"},
	} {
		s := &Scene{Header: &trace.Header{}, Lang: c.lang, Step: trace.Step{Move: trace.Move{Kind: trace.MoveTime}, Events: c.events}}
		sec := s.General()
		if sec.Headline != c.want || strings.Contains(sec.Lead, "TIME") {
			t.Errorf("%s: headline %q and lead %q, want %q and nothing of it twice", c.lang, sec.Headline, sec.Lead, c.want)
		}
	}
}

// TestSentAgainSaysWhy: a packet that appears by itself is a puzzle, unless the
// text says that it was sent before and that a timer ran out.
func TestSentAgainSaysWhy(t *testing.T) {
	lost := trace.Packet{ID: 1, From: "client", To: "server", Proto: "tcp", Name: "SYN", Fate: trace.FateDropped}
	again := lost
	again.ID, again.Fate = 2, ""
	s := &Scene{Header: &trace.Header{}, Lang: "en", Step: trace.Step{
		Move:   trace.Move{Kind: trace.MoveTime},
		Events: []trace.Event{{Kind: trace.EventSent, Host: "client", Name: "SYN", Packet: &again}},
		Wire:   []trace.Packet{lost},
		// The kernel has counted that the timer ran out.
		Sockets: []trace.Socket{{ID: 1, Host: "client", Proto: "tcp", State: "SYN_SENT", Timer: &trace.Timer{Kind: trace.TimerRetransmit, Retransmits: 1}}},
	}}
	if sec := s.General(); !strings.Contains(sec.Lead, "the timer ran out") {
		t.Errorf("lead %q, want the reason why the SYN came again", sec.Lead)
	}
	s.Step.Wire[0].Seq++
	if sec := s.General(); strings.Contains(sec.Lead, "the timer ran out") {
		t.Errorf("lead %q, but the packet was not sent before", sec.Lead)
	}
}

// TestAskedForAgain: if the ACKs show that a segment was lost, it is sent again
// before its timer runs out. The text must not name a timer as the cause.
func TestAskedForAgain(t *testing.T) {
	const c, v = "127.0.0.1:40001", "127.0.0.1:8001"
	data := trace.Packet{ID: 5, From: "client", To: "server", Proto: "tcp", Src: c, Dst: v, Name: "DATA 10", Seq: 11, Ack: 1, Len: 10, Fate: trace.FateDropped}
	ack := trace.Packet{ID: 4, From: "server", To: "client", Proto: "tcp", Src: v, Dst: c, Name: "ACK", Seq: 1, Ack: 11, Copies: 1, Fate: trace.FateDelivered}
	duplicate := ack
	duplicate.ID = 7
	again := data
	again.ID, again.Fate = 8, ""
	for _, tt := range []struct {
		why, want string
		wire      []trace.Packet
	}{
		{"one ACK may only acknowledge the segment before", "the kernel sent it again", []trace.Packet{ack, data}},
		{"a second ACK with that number asks for the segment", "ACKs asked for it again", []trace.Packet{ack, data, duplicate}},
	} {
		s := &Scene{Header: &trace.Header{}, Lang: "en", Step: trace.Step{
			Move:   trace.Move{Kind: trace.MoveTime},
			Events: []trace.Event{{Kind: trace.EventSent, Host: "client", Name: "DATA 10", Packet: &again}},
			Wire:   tt.wire,
		}}
		if sec := s.General(); !strings.Contains(sec.Lead, tt.want) {
			t.Errorf("%s: lead %q, want %q in it", tt.why, sec.Lead, tt.want)
		}
	}
}

// TestLeavingInWords: if a program leaves, the text says so once: that it has
// ended.
func TestLeavingInWords(t *testing.T) {
	s := &Scene{Header: &trace.Header{}, Lang: "en", Step: trace.Step{
		Move: trace.Move{Kind: trace.MoveCall, Host: "client", Name: "exit"},
		Events: []trace.Event{
			{Kind: trace.EventStarted, Host: "client", Name: "exit", Text: "return"},
			{Kind: trace.EventExit, Host: "client", Name: "exit", Text: "exit 0"},
		},
	}}
	if sec := s.General(); strings.Contains(sec.Lead, "begins") || !strings.Contains(sec.Lead, "has ended") {
		t.Errorf("lead %q, want the program's end and not its call of exit", sec.Lead)
	}
}

// TestATextOfALaterStepIsNotSaid: rows that share a text lead to the one that
// it is about. Until then the scene says what happened.
func TestATextOfALaterStepIsNotSaid(t *testing.T) {
	text := &prose.Text{Sections: map[string]prose.Section{"open": {Headline: "CLIENT: connects", Lead: "The connection is ESTABLISHED."}}}
	s := &Scene{Header: &trace.Header{Prose: map[string]*prose.Text{"en": text}}, Lang: "en", Step: trace.Step{
		Move: trace.Move{Kind: trace.MoveCall, Host: "server", Name: "Accept"}, Beat: "open", Expected: true, Ahead: true,
	}}
	if sec, ok := s.Said(); ok {
		t.Errorf("Accept has begun to wait, and the text says %q", sec.Lead)
	}
	if sec := s.General(); strings.Contains(sec.Lead, "script") {
		t.Errorf("%q, but the step is the script's", sec.Lead)
	}
	s.Step.Ahead = false
	if _, ok := s.Said(); !ok {
		t.Error("nothing is said where the text is true")
	}
}

// TestALoopThatRanOnIsCounted: a step that ran a loop to its end has no row's
// text, for that speaks of one round. The scene says what crossed, and how often
// the calls were made; the texts of the rows stay behind the key for more.
func TestALoopThatRanOnIsCounted(t *testing.T) {
	text := &prose.Text{Sections: map[string]prose.Section{
		"block": {Headline: "SENDER: reads a block", Lead: "Read gave the next block."},
		"eof":   {Headline: "SENDER: the file ends", Lead: "Read gave EOF."},
	}}
	s := &Scene{Header: &trace.Header{Prose: map[string]*prose.Text{"en": text}}, Lang: "en", Step: trace.Step{
		Move: trace.Move{Kind: trace.MoveRun}, Beat: "block", Told: []string{"eof"}, Expected: true,
		Events: []trace.Event{
			{Kind: trace.EventEnded, Host: "sender", Name: "File.Read", Err: "EOF"},
			{Kind: trace.EventEnded, Host: "sender", Name: "File.Read", Count: 730, Bytes: 2987712},
		},
	}}
	if sec, ok := s.Said(); ok {
		t.Errorf("730 blocks were read, and the text says %q", sec.Lead)
	}
	if lead := s.General().Lead; !strings.Contains(lead, "730") {
		t.Errorf("%q does not say how often Read was called", lead)
	}
	if news := s.News("sender"); !strings.Contains(news, "EOF") {
		t.Errorf("the title says %q; the call that ended the loop is the news, not those that were only counted", news)
	}
	if also := s.AlsoTold(); also != "" {
		t.Errorf("%q stands below the counts, which say the same", also)
	}
	if rows := s.OtherTold(); !slices.Equal(rows, []string{"block", "eof"}) || !s.HasMore() {
		t.Errorf("the key for more shows the rows %v, want both of the loop", rows)
	}
}

// TestWhatIsNotAsTheScriptHasIt: a step that took a beat but went otherwise says
// what was expected and what is, or what should have come before.
func TestWhatIsNotAsTheScriptHasIt(t *testing.T) {
	for _, c := range []struct {
		step   trace.Step
		en, zh string
		why    string
	}{
		{trace.Step{Unmet: []trace.Finding{{Subject: "server", Want: "sends ACK", Got: "sends nothing"}}},
			"Not as the script has it – here: server sends nothing; expected: sends ACK.",
			"与脚本不同——此处：服务器什么也没发；预期：发出 ACK。", "a claim does not hold"},
		{trace.Step{Missing: []string{"listen"}},
			"Not as the script has it – “SERVER: Listen opens its port” has not come before.",
			"与脚本不同——之前没有“服务器：Listen 打开端口”这一步。", "a beat is missing before it"},
		{trace.Step{}, "Not as the script has it. ", "与脚本不同。", "an older recording does not say why"},
	} {
		for lang, want := range map[string]string{"en": c.en, "zh": c.zh} {
			c.step.Beat, c.step.Move = "syn", trace.Move{Kind: trace.MoveDeliver, Host: "client", Name: "SYN"}
			s := &Scene{Header: &paneltest.Connection().Header, Lang: lang, Step: c.step}
			lead := strings.ReplaceAll(s.General().Lead, "\\", "")
			if !strings.HasPrefix(lead, want) {
				t.Errorf("%s: %q, want it to begin with %q: %s", lang, lead, want, c.why)
			}
		}
	}
}

// TestTheNetworksNote tells of what a network lacks, in both languages, and of a
// network that lacks nothing not at all.
func TestTheNetworksNote(t *testing.T) {
	reasons := map[string]string{"en": "this kernel has no IPv6", "zh": "这个内核没有 IPv6"}
	for _, c := range []struct {
		h        trace.Header
		lang     string
		want, is string
	}{
		{trace.Header{Open: true}, "en", "", "IPv6 is held, or the trace is older"},
		{trace.Header{Open: true, NoIPv6: reasons}, "en", "There is no IPv6 here, so [::1] fails: this kernel has no IPv6.", "the reason is told"},
		{trace.Header{Open: true, NoIPv6: reasons}, "zh", "这里没有 IPv6，所以用 [::1] 会失败：这个内核没有 IPv6。", "the same in Chinese"},
		{trace.Header{Fallback: "no device"}, "en", "The host network was taken, for the private one cannot be made here: no device.", "a lesson's network, which never has IPv6"},
		{trace.Header{Clock: "calm"}, "en", "", "the lesson's own clock"},
		{trace.Header{Lacks: []string{"destroy"}}, "en", "Some steps of the lesson cannot be shown with this kernel and are left out: it cannot destroy sockets (CONFIG_INET_DIAG_DESTROY).", "the kernel lacks something"},
		{trace.Header{Lacks: []string{"rto_max", "syncookies"}}, "zh", "这个内核演示不了课程里的某些步骤，所以略去：它不能限制重传超时（tcp_rto_max_ms，Linux 6.15）；它没有 SYN cookies（CONFIG_SYN_COOKIES）。", "it lacks two things"},
		{trace.Header{Clock: "ordinary", LessonClock: "calm"}, "en", "The kernel's timers run on another clock than usual here (--clock): ordinary, and not calm. What a text says of time may not fit.", "another clock"},
		{trace.Header{Network: trace.NetstackNetwork, Clock: "own", LessonClock: "calm"}, "en", "The model's timers are set otherwise than usual here (--clock): the model's own, and not calm. What a text says of time may not fit.", "another clock, of no kernel"},
		{trace.Header{Network: trace.NetstackNetwork, Clock: "ordinary", LessonClock: "calm"}, "zh", "这里模型的定时器用了另一种设置（--clock）：普通（ordinary），不是原来的慢速（calm）。文中关于时间的说法可能不符。", "the same in Chinese"},
		{trace.Header{Lesson: "udp", Network: trace.NetstackNetwork, Faults: []string{"drop client UDP 5 1"}}, "en", "This run has faults: drop client UDP 5 1. The same once more: tcplab run udp --net netstack --fault 'drop client UDP 5 1'", "the model, which another machine would not take by itself"},
		{trace.Header{Open: true, Clock: "calm", LessonClock: "own", NoIPv6: reasons}, "zh", "这里没有 IPv6，所以用 [::1] 会失败：这个内核没有 IPv6。这里内核的定时器用了另一种时钟（--clock）：慢速（calm），不是原来的内核自己的（own）。文中关于时间的说法可能不符。", "both"},
	} {
		if got := NetworkNote(&c.h, c.lang); got != c.want {
			t.Errorf("%s: the note is %q, want %q", c.is, got, c.want)
		}
	}
}

// TestARefusalIsToldOnce: the program prints the error with which its call failed,
// and the text has it once. That its kernel had sent the SYN again meanwhile came
// before the RST and is counted on the wire.
func TestARefusalIsToldOnce(t *testing.T) {
	const refused = "dial tcp 127.0.0.1:8001: connect: connection refused"
	syn := trace.Packet{ID: 1, From: "client", Proto: "tcp", Name: "SYN", Flags: "S", Src: "127.0.0.1:40001", Dst: "127.0.0.1:8001"}
	events := []trace.Event{
		{Kind: trace.EventAgain, Host: "client", Name: "SYN", Packet: &syn},
		{Kind: trace.EventEnded, Host: "client", Name: "Dial", Err: refused},
		{Kind: trace.EventOutput, Host: "client", Text: "2026/01/02 03:04:05 " + refused + "\n"},
		{Kind: trace.EventOutput, Host: "client", Text: "no server\n"},
	}
	for lang, want := range map[string]string{
		"en": "client: Dial fails: " + refused + "; client prints that; client prints: no server",
		"zh": "客户端：Dial 出错：" + refused + "；客户端把它输出；客户端输出：no server",
	} {
		s := &Scene{Header: &trace.Header{}, Lang: lang, Step: trace.Step{Move: trace.Move{Kind: trace.MoveDeliver, Host: "server", Name: "RST ACK"}, Events: events}}
		if got := strings.Join(s.eventsTold(), s.Say(wSeparator)); got != want {
			t.Errorf("%q, want %q", got, want)
		}
		s.Step.Move = trace.Move{Kind: trace.MoveTime}
		if got := strings.Join(s.eventsTold(), s.Say(wSeparator)); !strings.Contains(got, "SYN") {
			t.Errorf("%s: time passed, and nothing says that the SYN was sent again: %q", lang, got)
		}
	}
}

// TestChineseMarksInALine: a timer stands behind a Chinese colon, and a headline
// that has quotation marks itself gets single ones within others.
func TestChineseMarksInALine(t *testing.T) {
	s := &Scene{Header: &trace.Header{}, Lang: "zh"}
	sock := &trace.Socket{Host: "client", Role: trace.RoleConnection, State: "FIN_WAIT_1", Timer: &trace.Timer{Kind: trace.TimerRetransmit, Millis: 900}}
	if got, want := s.timerOf(sock), "客户端：重传 1 秒"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := quotedWithin("网络：“five”来了两次"), "网络：‘five’来了两次"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestADraftIsToldInGeneral: a beat without words has its id for a headline, and
// what is said of any step; off the script it is a step like any other.
func TestADraftIsToldInGeneral(t *testing.T) {
	text := &prose.Text{Draft: true, Sections: map[string]prose.Section{"syn": {Headline: "syn"}}}
	step := trace.Step{
		Beat: "syn", Expected: true, Move: trace.Move{Kind: trace.MoveDeliver, Host: "client", Name: "SYN"},
		Events: []trace.Event{{Kind: trace.EventState, Host: "server", ID: 1, From: "CLOSED", To: "SYN_RCVD"}},
	}
	s := &Scene{Header: &trace.Header{Prose: map[string]*prose.Text{"en": text}}, Lang: "en", Step: step}
	if _, ok := s.Said(); ok {
		t.Error("the lesson has a text about the step, want none: the section has no words")
	}
	if sec := s.General(); sec.Headline != "syn" || !strings.Contains(sec.Lead, "asks for a connection") {
		t.Errorf("the general text is %+v, want the beat's id above what happened", sec)
	}
	s.Step.Expected = false
	if sec := s.General(); sec.Headline == "syn" {
		t.Error("a step that was not as in the script has the beat's headline")
	}
}
