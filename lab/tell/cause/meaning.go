package cause

import (
	"slices"
	"strings"

	"tcplab/lab/tcp"
	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// The sentences here say what a step means in general, for steps that no lesson
// foresaw. The view tells the step's events beside them. So each sentence is
// true for all events, or has a condition on them. The conditions are in
// evidence.go.

// A generality is a sentence about moves of one kind. It fits if the name of
// the moved packet begins with name, and if the condition holds. The first one
// that fits counts.
type generality struct {
	kind, name string
	when       func(*look, *trace.Packet) bool // the condition on the step; the moved packet is nil if there is none. nil if the sentence holds for every such step
	say        words.Word
}

var generalities = []generality{
	{trace.MoveDrop, "", (*look).copyStays, wStays},
	{trace.MoveDrop, "UDP fragment", nil, wIncomplete},
	{trace.MoveDrop, "ICMP fragment", nil, wIncomplete},
	{trace.MoveDrop, "ICMPv6 fragment", nil, wIncomplete},
	{trace.MoveDrop, "UDP", nil, words.Word{
		"No kernel notices that a datagram was dropped, and none sends it again.",
		"数据报被丢弃，没有内核会察觉，也没有内核会重传。"}},
	{trace.MoveDrop, "ICMP", nil, words.Word{
		"No kernel notices that an ICMP message was dropped, and none sends it again.",
		"ICMP 报文被丢弃，没有内核会察觉，也没有内核会重传。"}},
	{trace.MoveDrop, "ACK", (*look).senderProbes, wLost},
	{trace.MoveDrop, "ACK", (*look).receiverWaits, words.Word{
		"Nobody sends an ACK again because it was lost. But the other end still waits for one: unless a later packet acknowledges what it has sent, it sends that again.",
		"没有人会因为 ACK 丢了而重传它。但对端还在等确认：若后来的报文段不确认它发过的东西，它会再发一次。"}},
	{trace.MoveDrop, "ACK", nil, wLost},
	{trace.MoveDrop, "RST", (*look).copied, wLost},
	{trace.MoveDrop, "RST", nil, words.Word{
		"No timer sends a RST again. Its receiver does not hear of it, unless a later packet of its own calls for another one.",
		"没有定时器会重传 RST。接收方不会知道，除非它自己后来的报文段又招来一个。"}},
	{trace.MoveDrop, "", (*look).senderRepeats, words.Word{
		"Its sender does not know that. When its resend timer runs out, if not before, its kernel sends it again; after many tries it gives up.",
		"发送方并不知道。最迟等重传定时器到期，它的内核会再发；试过很多次还不行才放弃。"}},
	{trace.MoveDrop, "", nil, wLost},
	{trace.MoveDuplicate, "UDP fragment", nil, wTwice},
	{trace.MoveDuplicate, "UDP", nil, words.Word{
		"UDP has no sequence numbers: when the copy comes, too, the kernel takes it for one more datagram.",
		"UDP 没有序号：副本再到时，内核会当它是又一个数据报。"}},
	{trace.MoveDuplicate, "DATA", (*look).receiverIsThere, words.Word{
		"The bytes have sequence numbers: when the copy comes, too, TCP knows them and takes none of them twice.",
		"字节都有序号：副本再到时，TCP 认得出它们，哪个都不会收两次。"}},
	{trace.MoveDuplicate, "FIN", (*look).receiverIsThere, words.Word{
		"A FIN has a sequence number: when the copy comes, too, TCP knows that it was here before.",
		"FIN 也有序号：副本再到时，TCP 认得出它已经来过。"}},
	{trace.MoveDuplicate, "", nil, wTwice},
	{trace.MoveKill, "", (*look).killedConnection, words.Word{
		"A program that is killed closes nothing itself: its kernel closes what was still open. The other end of a connection cannot tell that from a Close.",
		"被终止的程序自己什么都不关：还开着的由内核来关。连接的对端分辨不出这和 Close 有什么不同。"}},
	{trace.MoveKill, "", (*look).heldNothing, words.Word{}},
	{trace.MoveKill, "", nil, words.Word{
		"A program that is killed closes nothing itself: its kernel closes what was still open.",
		"被终止的程序自己什么都不关：还开着的由内核来关。"}},
	{trace.MoveDestroy, "", nil, words.Word{
		"No packet did that: the kernel was told to forget the socket.",
		"没有任何包起作用：是让内核忘掉了这个套接字。"}},
	{trace.MoveCut, "", (*look).holdsSome, words.Word{
		"What is sent there is lost from now on. No kernel is told: it only finds that no answer comes. What is held was sent before, and can still be delivered.",
		"从现在起，这个方向发出的包都会丢。没有内核会得到通知，只会发现等不到回答。已经停着的是之前发的，还可以送达。"}},
	{trace.MoveCut, "", nil, words.Word{
		"What is sent there is lost from now on. No kernel is told: it only finds that no answer comes.",
		"从现在起，这个方向发出的包都会丢。没有内核会得到通知，只会发现等不到回答。"}},
	{trace.MoveMend, "", nil, words.Word{
		"The wire takes again what is sent. What it has lost comes only if a kernel sends it again.",
		"线路又通了。先前丢掉的，只有内核重传才会再来。"}},
	{trace.MoveDeliver, "RST", becomes(tcp.SynSent, tcp.Closed), words.Word{
		"A RST in answer to a SYN is a refusal: the attempt is over at once.",
		"用 RST 回答 SYN 就是拒绝：这次尝试立即结束。"}},
	{trace.MoveDeliver, "RST", becomes(tcp.TimeWait, tcp.Closed), words.Word{
		"A RST ends a TIME_WAIT before its time, if its number fits; RFC 1337 says why that may do harm.",
		"序号对得上的 RST 会让 TIME_WAIT 提前结束；RFC 1337 说明了这为什么可能有害。"}},
	{trace.MoveDeliver, "RST", (*look).unheard, words.Word{
		"A RST ends the connection at once; no TIME_WAIT follows. The program cannot hear of it before its next call.",
		"RST 让连接立即结束，其后没有 TIME_WAIT。程序最早要到下一次调用才会知道。"}},
	{trace.MoveDeliver, "RST", becomes("", tcp.Closed), words.Word{
		"A RST ends the connection at once; no TIME_WAIT follows.",
		"RST 让连接立即结束，其后没有 TIME_WAIT。"}},
	{trace.MoveDeliver, "RST", both((*look).receiverIsThere, answeredBy("ACK")), words.Word{
		"A RST whose number is not the next one ends nothing: its receiver asks back with an ACK (RFC 5961, section 3).",
		"序号不正好是下一个的 RST 不会结束任何东西：接收方回一个 ACK 来核实（RFC 5961，3 节）。"}},
	{trace.MoveDeliver, "RST", nil, words.Word{
		"A RST ends a connection only where it fits one that is still there.",
		"RST 要对得上一条还在的连接，才会让它结束。"}},
	{trace.MoveDeliver, "SYN ACK", (*look).connects, words.Word{
		"The end that asked is connected from now on. The other one learns of it by an ACK.",
		"发起连接的一端从此连上了；对端要靠 ACK 才知道。"}},
	{trace.MoveDeliver, "SYN ACK", becomes(tcp.SynRcvd, tcp.Established), words.Word{
		"Where a SYN has met a SYN, each end waits in SYN_RCVD for this: the SYN ACK acknowledges its own SYN.",
		"SYN 碰上 SYN 之后，每一端都在 SYN_RCVD 里等这个：SYN ACK 确认了它自己的 SYN。"}},
	{trace.MoveDeliver, "SYN ACK", nil, words.Word{
		"A SYN ACK connects only an end that has sent a SYN and still waits for its acknowledgement.",
		"SYN ACK 只让发出过 SYN、还在等确认的一端建立连接。"}},
	{trace.MoveDeliver, "SYN", both((*look).comesHome, becomes(tcp.SynSent, tcp.SynRcvd)), words.Word{
		"A socket asked its own port and meets its own SYN. It answers, as in a simultaneous open (RFC 9293, section 3.5); no listener takes part.",
		"套接字连到了自己的端口，碰上了自己的 SYN。它像同时打开那样回答（RFC 9293，3.5 节），没有监听套接字参与。"}},
	{trace.MoveDeliver, "SYN", becomes(tcp.SynSent, tcp.SynRcvd), words.Word{
		"Both ends asked to connect: a SYN that meets a SYN is answered, too (simultaneous open, RFC 9293, section 3.5). No listener takes part.",
		"两端都发起了连接：SYN 碰上 SYN 也会得到回答（同时打开，RFC 9293，3.5 节）。没有监听套接字参与。"}},
	{trace.MoveDeliver, "SYN", both((*look).synchronized, answeredBy("ACK")), words.Word{
		"A SYN opens nothing where that connection is there already: its receiver answers with a challenge ACK, which says what it expects (RFC 5961, section 4).",
		"这条连接已经在了，SYN 打不开什么：接收方回一个质询 ACK（challenge ACK），说明它期望什么（RFC 5961，4 节）。"}},
	{trace.MoveDeliver, "SYN", both((*look).heard, answeredBy("SYN ACK")), words.Word{
		"A SYN asks for a connection. Where somebody listens, the kernel answers it; no program is asked.",
		"SYN 请求建立连接。有监听的地方由内核回答，不问程序。"}},
	{trace.MoveDeliver, "SYN", both(not((*look).heard), not((*look).receiverIsThere), answeredBy("RST")), words.Word{
		"A SYN asks for a connection. A port where nobody listens refuses it.",
		"SYN 请求建立连接。没有人监听的端口会拒绝。"}},
	{trace.MoveDeliver, "SYN", both((*look).heard, not((*look).receiverIsThere), not(answeredBy(""))), words.Word{
		"A SYN asks for a connection. A listener whose queue is full, for one, leaves it unanswered.",
		"SYN 请求建立连接。也有不回答的时候，例如监听套接字的队列满了。"}},
	{trace.MoveDeliver, "SYN", nil, words.Word{
		"A SYN asks for a connection.",
		"SYN 请求建立连接。"}},
	{trace.MoveDeliver, "FIN", both((*look).inTimeWait, (*look).clockAnew), words.Word{
		"TIME_WAIT is there for such an old FIN: its kernel acknowledges it once more, in case its ACK was lost, and the time begins anew (RFC 9293, section 3.10.7.4).",
		"TIME_WAIT 就是为这种旧 FIN 准备的：内核再确认一次，以防先前的 ACK 丢了，并重新开始计时（RFC 9293，3.10.7.4 节）。"}},
	{trace.MoveDeliver, "FIN", both((*look).inTimeWait, answeredBy("ACK")), words.Word{
		"TIME_WAIT is there for such an old FIN: its kernel acknowledges it once more, in case its ACK was lost (RFC 9293, section 3.10.7.4).",
		"TIME_WAIT 就是为这种旧 FIN 准备的：内核再确认一次，以防先前的 ACK 丢了（RFC 9293，3.10.7.4 节）。"}},
	{trace.MoveDeliver, "FIN", both((*look).knowsFIN, answeredBy("ACK")), words.Word{
		"Its receiver has had a FIN before and knows that no more data come; it only acknowledges again.",
		"接收方先前已收到 FIN，知道不会再有数据；它只是再确认一次。"}},
	{trace.MoveDeliver, "FIN", (*look).ahead, words.Word{
		"Bytes before this FIN are missing: it does not count until they are here.",
		"这个 FIN 之前还缺字节：补齐之前它不算数。"}},
	{trace.MoveDeliver, "FIN", becomes(tcp.FinWait1, tcp.Closing), words.Word{
		"This end has sent a FIN, too, which is not acknowledged yet: CLOSING lasts until it is.",
		"这一端也发过 FIN，还没得到确认：确认到来之前一直是 CLOSING。"}},
	{trace.MoveDeliver, "FIN", nil, words.Word{
		"A FIN says that its sender has no more to send. It takes a sequence number, so that it can be acknowledged as data is.",
		"FIN 表示发送方不再发数据。它占一个序号，可像数据一样被确认。"}},
	{trace.MoveDeliver, "ACK", becomes(tcp.SynRcvd, tcp.Established), words.Word{
		"Its SYN ACK is acknowledged: now this end is connected, too.",
		"它的 SYN ACK 得到了确认：这一端现在也已连接。"}},
	{trace.MoveDeliver, "ACK", becomes(tcp.FinWait1, tcp.FinWait2), words.Word{
		"Its FIN is acknowledged. The other end may still send: FIN_WAIT_2 waits for its FIN.",
		"它的 FIN 得到了确认。对端还可以发数据：FIN_WAIT_2 等的是对端的 FIN。"}},
	{trace.MoveDeliver, "ACK", becomes(tcp.LastAck, tcp.Closed), words.Word{
		"Its FIN is acknowledged, and the other end's came in before: nothing is left to do here.",
		"它的 FIN 得到了确认，对端的 FIN 早已到达：这里没有事可做了。"}},
	{trace.MoveDeliver, "UDP fragment", nil, words.Word{
		"A kernel puts the fragments of a datagram together. No program gets any of it before all have come.",
		"内核会把一个数据报的各个分片拼起来：没到齐之前，程序一个字节也收不到。"}},
	{trace.MoveDeliver, "ICMP fragment", nil, wPieces},
	{trace.MoveDeliver, "ICMPv6 fragment", nil, wPieces},
	{trace.MoveDeliver, "ICMP echo request", answeredBy("ICMP echo reply"), wPingAnswered},
	{trace.MoveDeliver, "ICMP echo request", nil, words.Word{
		"ping sends such requests.",
		"ping 发的就是这种请求。"}},
	{trace.MoveDeliver, "ICMP echo reply", nil, wPingReply},
	{trace.MoveDeliver, "ICMPv6 echo request", answeredBy("ICMPv6 echo reply"), wPingAnswered},
	{trace.MoveDeliver, "ICMPv6 echo request", nil, words.Word{
		"ping sends such requests. No reply came onto the wire: a Linux of 2026 or later sends the one from ::1 past it.",
		"ping 发的就是这种请求。线路上没有出现应答：2026 年起的 Linux 从 ::1 发出的应答不经过线路。"}},
	{trace.MoveDeliver, "ICMPv6 echo reply", nil, wPingReply},
	{trace.MoveDeliver, "ICMPv6 type", nil, words.Word{}},
	{trace.MoveDeliver, "ICMP type", nil, words.Word{}},
	{trace.MoveDeliver, "ICMP", nil, words.Word{
		"Such an ICMP message tells a kernel what became of a packet. A program hears of it, if at all, as the error of a call.",
		"这种 ICMP 报文告诉内核某个包的下场。程序即使得知，也是以某次调用出错的形式。"}},
}

// The sentences that several rows use.
var (
	wIncomplete = words.Word{
		"Without this fragment the receiver's kernel cannot put its datagram together: after a while it throws the other fragments away. No kernel sends it again.",
		"少了这个分片，接收方内核就拼不成那个数据报：过一阵会把其余分片也丢掉。没有内核会重传。"}
	wPieces = words.Word{
		"A kernel puts the fragments of an ICMP message together. It looks at the message only when all have come.",
		"内核会把一个 ICMP 报文的各个分片拼起来：到齐之后才会看它。"}
	wLost = words.Word{
		"Its sender does not know that.",
		"发送方并不知道。"}
	wTwice = words.Word{
		"A network may deliver any packet twice. The copy is on the wire: it comes when you let it, or never.",
		"网络可能把任何一个包送达两次。副本在线路上：何时放行由你决定，也可以永远不放。"}
)

// Meaning returns what a step means in general; nothing if there is nothing to
// say. before is the step before it; if that is nil, nothing is known that rests
// on a change.
func Meaning(h *trace.Header, step, before *trace.Step) []Sentence {
	l := newLook(h, step, before)
	if again := l.whyAgain(); again != nil {
		return []Sentence{{Word: *again}}
	}
	for _, g := range generalities {
		if g.kind != step.Move.Kind || !strings.HasPrefix(step.Move.Name, g.name) || g.when != nil && !g.when(l, l.moved) {
			continue
		}
		list := []Sentence{{Word: g.say}}
		if g.kind == trace.MoveDrop && g.when != nil { // some timer runs
			list = append(list, l.afterDrop()...)
		}
		if g.kind == trace.MoveMend {
			list = append(list, l.afterMend()...)
		}
		return list
	}
	return nil
}

// afterDrop says how long it takes until a kernel does something about the
// packet that the step dropped, and whether a student can go on meanwhile. It
// says nothing if no timer runs for it, or nobody has to wait because a copy is
// on the wire.
func (l *look) afterDrop() []Sentence {
	p := l.moved
	if p == nil || l.copyStays(p) {
		return nil
	}
	var waits *trace.Socket
	switch {
	case p.Name == "ACK" && l.receiverWaits(p): // its sender may wait, too, but not for an answer to this
		waits = l.receiver(p)
	case l.senderRepeats(p):
		waits = l.sender(p)
	default:
		return nil
	}
	list := []Sentence{{wRunsOut, []any{Timer{waits}}}}
	if slices.ContainsFunc(l.step.Moves, func(m trace.Move) bool { return m.Kind == trace.MoveCall || m.Kind == trace.MoveDeliver }) {
		list = append(list, Sentence{Word: wGoOn})
	}
	return list
}

// afterMend says which timer will bring first what a cut wire has lost, if one
// runs.
func (l *look) afterMend() []Sentence {
	var soonest *trace.Socket
	for i := range l.step.Sockets {
		s := &l.step.Sockets[i]
		if of := l.step.Move.Host; repeats(s) && (of == trace.Everybody || of == s.Host) && (soonest == nil || s.Timer.Millis < soonest.Timer.Millis) {
			soonest = s
		}
	}
	if soonest == nil {
		return nil
	}
	return []Sentence{{wRunsOut, []any{Timer{soonest}}}}
}

// The sentences about the wait after a drop.
var (
	wStays = words.Word{
		"Its kernel has sent it again meanwhile: that copy is on the wire, as it would be on a real one.",
		"内核这期间已经重传过它：那一份还在线路上，真实的线路上也是这样。"}
	wRunsOut = words.Word{"The timer: %s.", "现在计时的是 %s。"}
	wGoOn    = words.Word{
		"You need not wait for it: other moves are possible meanwhile.",
		"不必等它：这期间可以走别的步骤。"}
)

// The meanings of ping's packets, over IPv4 and IPv6.
var (
	wPingAnswered = words.Word{
		"ping sends such requests; a kernel answers them by itself.",
		"ping 发的就是这种请求；由内核自己回答。"}
	wPingReply = words.Word{
		"A kernel sends such a reply to an echo request; ping waits for it.",
		"这是内核对回显请求的应答；ping 等的就是它。"}
)
