package tell

import (
	"fmt"
	"strings"

	"tcplab/lab/pattern"
	"tcplab/lab/tcp"
	"tcplab/lab/trace"
)

// EventText describes an event of the run with that header in one line. It contains text from outside as it
// came: a view must make that harmless before it draws the line.
func EventText(h *trace.Header, e trace.Event, lang string) string {
	e.Host = HostName(h, e.Host, lang)
	if e.Kind != trace.EventState { // there To is a state
		e.To = HostName(h, e.To, lang)
	}
	switch e.Kind {
	case trace.EventDelivered, trace.EventDropped, trace.EventDuplicated, trace.EventCopy, trace.EventSent, trace.EventAgain, trace.EventLost:
		return packetEventText(e, lang)
	case trace.EventOverflow:
		return Word{"%[1]d packets were thrown away: the wire holds no more", "有 %[1]d 个包被丢弃：线路上放不下更多"}.F(lang, e.Count)
	case trace.EventStarted:
		return Word{"%[1]s: %[2]s begins", "%[1]s：%[2]s 开始"}.F(lang, e.Host, callText(e))
	case trace.EventWaiting:
		return Word{"%[1]s: next is %[2]s", "%[1]s：下一个是 %[2]s"}.F(lang, e.Host, callText(e))
	case trace.EventEnded:
		return endedText(e, lang)
	case trace.EventOutput:
		return Word{"%[1]s prints: %[2]s", "%[1]s 输出：%[2]s"}.F(lang, e.Host, strings.TrimRight(e.Text, "\n"))
	case trace.EventExit:
		return Word{"%[1]s has ended: %[2]s", "%[1]s 已结束：%[2]s"}.F(lang, e.Host, ExitText(e.Text, lang))
	case trace.EventState:
		if e.Name == trace.RoleSocket {
			return udpText(e, lang)
		}
		text := stateWords(e).F(lang, e.Host, e.From, e.To)
		if len(e.Passed) > 0 {
			between := Word{", ", "、"}.In(lang)
			text += Word{" (passed %[1]s)", "（经过 %[1]s）"}.F(lang, strings.Join(e.Passed, between))
		}
		return text
	case trace.EventClock:
		return Word{"the model's clock goes on by %[1]s", "模型的时钟走了 %[1]s"}.F(lang, clockText(lang, e.Millis))
	case trace.EventDestroyed:
		return Word{"tcplab had the kernel destroy %[1]s's socket", "tcplab 让内核销毁了 %[1]s 的套接字"}.F(lang, e.Host)
	}
	return strings.TrimSpace(e.Kind + " " + e.Host + " " + e.Name)
}

// stateWords are the sentences of a TCP socket's state. The kernel gives a new
// connection the state that its listener is in, but a listener never becomes a
// connection: it stays, and the connection comes up beside it.
func stateWords(e trace.Event) Word {
	switch {
	case e.Name == trace.RoleListener:
		return Word{"%[1]s listener: %[2]s → %[3]s", "%[1]s 监听套接字：%[2]s → %[3]s"}
	case e.NewConnection():
		return Word{"%[1]s: new connection in %[3]s", "%[1]s：新连接 %[3]s"}
	}
	return Word{"%[1]s: %[2]s → %[3]s", "%[1]s：%[2]s → %[3]s"}
}

// udpText says that a UDP socket has come or gone, or that connect gave it a
// peer. It has no states to move between; UNCONN and ESTABLISHED are words that
// tools print, and some systems tell none.
func udpText(e trace.Event, lang string) string {
	words := Word{"%[1]s has a UDP socket (%[2]s)", "%[1]s 有了 UDP 套接字（%[2]s）"}
	switch came := e.From == "" || e.From == ClosedState; {
	case e.To == ClosedState:
		words = Word{"%[1]s's UDP socket is gone", "%[1]s 的 UDP 套接字没有了"}
	case e.To == "":
		words = Word{"%[1]s has a UDP socket", "%[1]s 有了 UDP 套接字"}
	case !came && e.To == string(tcp.Established):
		words = Word{"%[1]s's UDP socket has a peer now (%[2]s)", "%[1]s 的 UDP 套接字有了对端（%[2]s）"}
	case !came:
		words = Word{"%[1]s's UDP socket has no peer any more (%[2]s)", "%[1]s 的 UDP 套接字不再有对端（%[2]s）"}
	}
	return words.F(lang, e.Host, e.To)
}

// packetWords are the sentences of a packet's event.
var packetWords = map[string]Word{
	trace.EventDelivered:  {"%[1]s's %[2]s reached %[3]s", "%[1]s 的 %[2]s 到达 %[3]s"},
	trace.EventDropped:    {"%[1]s's %[2]s was dropped", "%[1]s 的 %[2]s 被丢弃"},
	trace.EventDuplicated: {"%[1]s's %[2]s reached %[3]s, and a copy is held", "%[1]s 的 %[2]s 到达 %[3]s，另有一份副本待放行"},
	trace.EventCopy:       {"a copy of %[1]s's %[2]s is on the wire", "线路上还有 %[1]s 的 %[2]s 的一份副本"},
	trace.EventSent:       {"%[1]s sends %[2]s", "%[1]s 发出 %[2]s"},
	trace.EventAgain:      {"%[1]s sends %[2]s again", "%[1]s 重传 %[2]s"},
	trace.EventLost:       {"%[1]s sends %[2]s, which is lost: the wire is cut", "%[1]s 发出 %[2]s，但线路已切断，丢失了"},
}

// wOfFault stands behind what a fault has done while everything flowed.
var wOfFault = Word{" (--fault)", "（--fault）"}

// wOthers stands behind what has crossed between very many pairs of addresses.
var wOthers = Word{" (%d more pairs of addresses)", "（另有 %d 对地址）"}

// wIsLost is the sentence of a packet that was sent in an earlier step, when the
// wire was cut already as it turned out.
var wIsLost = Word{"%[1]s's %[2]s is lost: the wire is cut", "%[1]s 的 %[2]s 丢失了：线路已切断"}

// wCameTwice is the sentence of packets that a fault has duplicated while they
// flowed.
var wCameTwice = Word{"%[1]s's %[2]s reached %[3]s twice", "%[1]s 的 %[2]s 到达 %[3]s 两次"}

// wAgainLost is the sentence of a packet that was sent into a cut wire once more.
var wAgainLost = Word{"%[1]s sends %[2]s again, which is lost, too", "%[1]s 重传 %[2]s，同样丢失"}

func packetEventText(e trace.Event, lang string) string {
	name, count := e.Name, e.Count
	if e.Packet != nil && e.Packet.Probe != "" && name == e.Packet.Name {
		name = PacketName(lang, e.Packet)
	}
	if len(e.Kinds) > 0 {
		name, count = kindsText(e.Kinds, lang), 0
	}
	words := packetWords[e.Kind]
	if p := e.Packet; p != nil && p.Fate == trace.FateLost && (p.Copies > 1 || e.Kind == trace.EventAgain) {
		words = wAgainLost
	} else if p != nil && e.Kind == trace.EventLost && p.Step < p.Ended { // an earlier step told that it was sent
		words = wIsLost
	}
	if e.Kind == trace.EventDuplicated && e.By == trace.ByFault {
		words = wCameTwice
	}
	text := words.F(lang, e.Host+portOf(e.Src), name, e.To+portOf(e.Dst))
	if (e.Kind == trace.EventSent || e.Kind == trace.EventLost) && e.Packet != nil {
		if n := e.Packet.Numbers(); n != "" {
			text += "  " + n
		}
		if p := e.Packet; p.Text != "" && strings.Contains(p.Flags, "F") { // the name does not tell that it carries data
			text += "  " + p.Text
		}
	}
	if count > 1 {
		text += fmt.Sprintf(" ×%d", count)
	}
	if e.By == trace.ByFault {
		text += wOfFault.In(lang)
	}
	if e.Others > 0 {
		text += wOthers.F(lang, e.Others)
	}
	switch p := e.Packet; {
	case e.Bytes > 0 && e.Others > 0:
		text += Word{", %[1]d bytes", "，%[1]d 字节"}.F(lang, e.Bytes)
	case e.Bytes > 0 && p != nil && (p.Proto == "udp" || p.Proto == "icmp"):
		text += Word{", %[1]d bytes", "，%[1]d 字节"}.F(lang, e.Bytes)
	case e.Bytes > 0:
		text += Word{", %[1]d bytes, seq %[2]d to %[3]d", "，%[1]d 字节，seq %[2]d 到 %[3]d"}.F(lang, e.Bytes, e.First, e.Last)
	}
	return text
}

// kindsText counts packets by kind: SYN, DATA ×3, FIN ACK.
func kindsText(kinds []trace.KindCount, lang string) string {
	var list []string
	for _, k := range kinds {
		text := k.Name
		if k.Count > 1 {
			text += fmt.Sprintf(" ×%d", k.Count)
		}
		list = append(list, text)
	}
	return strings.Join(list, wComma.In(lang))
}

// portOf returns the port of an address with its colon: ":8001". It is "" if
// there is none.
func portOf(address string) string {
	i := strings.LastIndexByte(address, ':')
	if i < 0 || address[i:] == ":0" {
		return ""
	}
	return address[i:]
}

func callText(e trace.Event) string {
	if e.Text != "" {
		return e.Text
	}
	return e.Name
}

func endedText(e trace.Event, lang string) string {
	if e.Count > 0 {
		text := Word{"%[1]s: %[2]s ×%[3]d", "%[1]s：%[2]s ×%[3]d"}.F(lang, e.Host, e.Name, e.Count)
		if e.Bytes > 0 {
			text += Word{", %[1]d bytes", "，%[1]d 字节"}.F(lang, e.Bytes)
		}
		return text
	}
	if e.Err != "" && e.Text == "" {
		return Word{"%[1]s: %[2]s fails: %[3]s", "%[1]s：%[2]s 出错：%[3]s"}.F(lang, e.Host, e.Name, e.Err)
	}
	result := ResultText(e, lang)
	if result == "" {
		return Word{"%[1]s: %[2]s returns", "%[1]s：%[2]s 返回"}.F(lang, e.Host, e.Name)
	}
	return Word{"%[1]s: %[2]s returns %[3]s", "%[1]s：%[2]s 返回 %[3]s"}.F(lang, e.Host, e.Name, result)
}

// ResultText returns the results and the error of a call that has ended; "" if
// it has neither. io.EOF is both, and the text has it once.
func ResultText(e trace.Event, lang string) string {
	text := oneByte(withoutKind(e.Text))
	if lang == "zh" {
		text = resultInChinese(text)
	}
	switch {
	case e.Err == "" || e.Err == "EOF" && strings.HasSuffix(e.Text, "io.EOF"):
		return text
	case e.Text == "":
		return e.Err
	}
	return text + Word{", ", "，"}.In(lang) + e.Err
}

// The forms in which lab/net and lab/os write a call's results. One is a count
// of bytes; a file's name may stand before it, data and an address behind it.
// The other is a socket. Text in quotes is data and stays as it is.
var (
	byteCount = pattern.New(`^("(?:[^"\\]|\\.)*")?(, )?(\d+) bytes?\b`)
	fromWhom  = pattern.New(` from ([^" ]+)$`)
	dataCut   = pattern.New(`"… \d+ bytes( from [^" ]+)?$`)
	fileHolds = pattern.New(`^(, SHA-256 [0-9a-f]+,)? in ("(?:[^"\\]|\\.)*")$`)
)

// withoutKind removes the word for the sort of thing from a result: the call's
// name already says it, and a title is short. The trace keeps the word, for
// programs that follow a run.
func withoutKind(text string) string {
	for _, kind := range []string{"listener ", "conn ", "socket ", "file "} {
		if where, ok := strings.CutPrefix(text, kind); ok {
			return where
		}
	}
	return text
}

// oneByte writes a count of one byte as English does. The trace counts them all
// alike.
func oneByte(text string) string {
	if at := byteCount().FindStringSubmatch(text); at != nil && at[3] == "1" {
		return strings.TrimSuffix(at[0], "s") + text[len(at[0]):]
	}
	return text
}

// resultInChinese translates a result into Chinese. The trace has it in
// English, for programs that follow a run.
func resultInChinese(text string) string {
	at := byteCount().FindStringSubmatch(text)
	if at == nil {
		return text
	}
	rest := dataCut().ReplaceAllString(text[len(at[0]):], `"…$1`) // the count before it says how long the data is
	rest = fromWhom().ReplaceAllString(rest, "，来自 $1")
	if file := fileHolds().FindStringSubmatch(rest); file != nil {
		sum := strings.TrimSuffix(strings.Replace(file[1], ", ", "，", 1), ",")
		rest = sum + "，位于 " + file[2]
	}
	if at[1] != "" {
		at[1] += "，"
	}
	return at[1] + at[3] + " 字节" + rest
}
