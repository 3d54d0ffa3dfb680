package tell

import (
	"slices"
	"strings"

	"tcplab/lab/tcp"
	"tcplab/lab/trace"
)

// The sentences here say what a step means in general, for steps that no lesson
// foresaw. The view tells the step's events beside them. So each sentence is
// true for all events, or has a condition on them.

// A generality is a sentence about moves of one kind. It fits if the name of
// the moved packet begins with name, and if the condition holds. The first one
// that fits counts.
type generality struct {
	kind, name string
	when       func(*Scene, *trace.Packet) bool // the condition on the moved packet; nil if there is none
	say        Word
}

var generalities = []generality{
	{trace.MoveDrop, "", (*Scene).copyStays, wStays},
	{trace.MoveDrop, "UDP", nil, Word{
		"A dropped datagram is gone: no kernel notices, and none sends it again.",
		"被丢弃的数据报就没有了：没有内核会察觉，也没有内核会重发。"}},
	{trace.MoveDrop, "ICMP", nil, Word{
		"A dropped ICMP message is gone: no kernel notices, and none sends it again.",
		"被丢弃的 ICMP 报文就没有了：没有内核会察觉，也没有内核会重发。"}},
	{trace.MoveDrop, "ACK", (*Scene).receiverWaits, Word{
		"Nobody sends an ACK again because it was lost. But the other end still waits for one: unless a later packet acknowledges what it has sent, it sends that again.",
		"没有人会因为 ACK 丢了而重发它。但对端还在等确认：若后来的包不确认它发过的东西，它会再发一次。"}},
	{trace.MoveDrop, "ACK", nil, wLost},
	{trace.MoveDrop, "RST", nil, Word{
		"No timer sends a RST again. Its receiver does not hear of it, unless a later packet of its own calls for another one.",
		"没有定时器会重发 RST。接收方不会知道，除非它自己后来的包又招来一个。"}},
	{trace.MoveDrop, "", (*Scene).senderRepeats, Word{
		"Who sent it does not know that. When its resend timer runs out, its kernel sends it again; after many tries it gives up.",
		"发送方并不知道。它的重传定时器到期后，内核会重发；试过很多次还不行才放弃。"}},
	{trace.MoveDrop, "", nil, wLost},
	{trace.MoveDuplicate, "UDP", nil, Word{
		"UDP has no sequence numbers: when the copy comes, too, the kernel takes it for one more datagram.",
		"UDP 没有序号：副本再到时，内核会当它是又一个数据报。"}},
	{trace.MoveDuplicate, "DATA", nil, wTwice},
	{trace.MoveDuplicate, "FIN", nil, wTwice},
	{trace.MoveDuplicate, "", nil, Word{
		"A network may deliver any packet twice. The copy is on the wire: it comes when you let it, or never.",
		"网络可能把任何一个包送达两次。副本在线路上：何时放行由你决定，也可以永远不放。"}},
	{trace.MoveKill, "", nil, Word{
		"A program that is killed closes nothing itself: its kernel closes what was still open. The other end of a connection cannot tell that from a Close.",
		"被杀死的程序自己什么都不关：还开着的由内核来关。连接的对端分辨不出这和 Close 有什么不同。"}},
	{trace.MoveDestroy, "", nil, Word{
		"No packet did that: the kernel was told to forget the socket.",
		"没有任何包起作用：是让内核忘掉了这个套接字。"}},
	{trace.MoveDeliver, "RST", (*Scene).refused, Word{
		"A RST in answer to a SYN is a refusal: the attempt is over at once.",
		"用 RST 回答 SYN 就是拒绝：这次尝试立即结束。"}},
	{trace.MoveDeliver, "RST", (*Scene).unheard, Word{
		"A RST ends the connection at once; no TIME_WAIT follows. The program cannot hear of it before its next call.",
		"RST 让连接立即结束，其后没有 TIME_WAIT。程序最早要到下一次调用才会知道。"}},
	{trace.MoveDeliver, "RST", (*Scene).resets, Word{
		"A RST ends the connection at once; no TIME_WAIT follows.",
		"RST 让连接立即结束，其后没有 TIME_WAIT。"}},
	{trace.MoveDeliver, "RST", nil, Word{
		"A RST ends a connection only where it fits one that is still there.",
		"RST 要对得上一条还在的连接，才会让它结束。"}},
	{trace.MoveDeliver, "SYN ACK", (*Scene).connected, Word{
		"Who has dialled is connected from now on. The other end learns of it by an ACK.",
		"主动连接的一端从此已连接；对端要靠 ACK 才知道。"}},
	{trace.MoveDeliver, "SYN ACK", nil, Word{
		"A SYN ACK connects who waits for it in SYN_SENT, and nobody else.",
		"SYN ACK 只让在 SYN_SENT 里等它的一端建立连接。"}},
	{trace.MoveDeliver, "SYN", answeredBy("SYN ACK"), Word{
		"A SYN asks for a connection. Where somebody listens, the kernel answers it; no program is asked.",
		"SYN 请求建立连接。有监听的地方由内核回答，不问程序。"}},
	{trace.MoveDeliver, "SYN", answeredBy("RST"), Word{
		"A SYN asks for a connection. A port where nobody listens refuses it.",
		"SYN 请求建立连接。没有人监听的端口会拒绝。"}},
	{trace.MoveDeliver, "SYN", nil, Word{
		"A SYN asks for a connection. A listener whose queue is full, for one, leaves it unanswered.",
		"SYN 请求建立连接。也有不回答的时候，例如监听套接字的队列满了。"}},
	{trace.MoveDeliver, "FIN", nil, Word{
		"A FIN says that its sender has no more to send. It takes a sequence number, so that it can be acknowledged as data is.",
		"FIN 表示发送方不再发数据。它占一个序号，可像数据一样被确认。"}},
	{trace.MoveDeliver, "ICMP echo", nil, Word{
		"ping sends such requests; a kernel answers them by itself.",
		"ping 发的就是这种请求；由内核自己回答。"}},
	{trace.MoveDeliver, "ICMP", nil, Word{
		"Such an ICMP message tells a kernel what became of a packet. A program hears of it, if at all, as the error of a call.",
		"这种 ICMP 报文告诉内核某个包的下场。程序即使得知，也是以某次调用出错的形式。"}},
}

// The sentences that several rows use.
var (
	wLost = Word{
		"Who sent it does not know that.",
		"发送方并不知道。"}
	wTwice = Word{
		"The bytes have sequence numbers: when the copy comes, too, TCP knows them and takes none of them twice.",
		"字节都有序号：副本再到时，TCP 认得出它们，哪个都不会收两次。"}
)

// movedPacket returns the packet that the step's move was about; nil if there
// is none.
func (s *Scene) movedPacket() *trace.Packet {
	for _, e := range s.Step.Events {
		switch e.Kind {
		case trace.EventDelivered, trace.EventDropped, trace.EventDuplicated:
			return e.Packet
		}
	}
	return nil
}

// endAt returns the socket between two addresses as it is after the step; nil
// if there is none any more.
func (s *Scene) endAt(local, remote string) *trace.Socket {
	for i := range s.Step.Sockets {
		if sock := &s.Step.Sockets[i]; sock.Local == local && sock.Remote == remote && sock.State != ClosedState {
			return sock
		}
	}
	return nil
}

// repeats reports whether a socket's kernel waits for an acknowledgement, and
// will send its segment again if none comes.
func repeats(sock *trace.Socket) bool {
	return sock != nil && sock.Timer != nil && sock.Timer.Kind == trace.TimerRetransmit
}

func (s *Scene) receiverWaits(p *trace.Packet) bool { return repeats(s.endAt(p.Dst, p.Src)) }

// senderRepeats reports whether the packet's sender will send it again. It does
// not if the packet is a copy, because the original has come in.
func (s *Scene) senderRepeats(p *trace.Packet) bool {
	copied := slices.ContainsFunc(s.Step.Wire, func(o trace.Packet) bool {
		return o.ID != p.ID && o.Fate == trace.FateDelivered && samePacket(&o, p)
	})
	return !copied && repeats(s.endAt(p.Src, p.Dst))
}

// samePacket reports whether two packets are the same one, sent or delivered
// twice.
func samePacket(a, b *trace.Packet) bool {
	return a.From == b.From && a.Src == b.Src && a.Dst == b.Dst && a.Name == b.Name && a.Seq == b.Seq
}

// changeAt returns the event by which the state of the packet's receiver
// changed in this step; nil if it did not change.
func (s *Scene) changeAt(p *trace.Packet) *trace.Event {
	for i := range s.Step.Events {
		e := &s.Step.Events[i]
		if e.Kind == trace.EventState && slices.ContainsFunc(s.Step.Sockets, func(sock trace.Socket) bool {
			return sock.ID == e.ID && sock.Local == p.Dst && sock.Remote == p.Src
		}) {
			return e
		}
	}
	return nil
}

func (s *Scene) connected(p *trace.Packet) bool {
	e := s.changeAt(p)
	return e != nil && e.To == string(tcp.Established)
}

// resets reports whether a packet ended its receiver's connection.
func (s *Scene) resets(p *trace.Packet) bool {
	e := s.changeAt(p)
	return e != nil && e.To == ClosedState
}

func (s *Scene) refused(p *trace.Packet) bool {
	return s.resets(p) && s.changeAt(p).From == string(tcp.SynSent)
}

// unheard reports whether a packet ended a connection that the receiver's
// program still uses, while none of its calls was under way to return the
// error.
func (s *Scene) unheard(p *trace.Packet) bool {
	if !s.resets(p) || s.HasHappened(trace.EventEnded, p.To) {
		return false
	}
	from := s.changeAt(p).From
	return from == string(tcp.Established) || from == string(tcp.CloseWait)
}

// answeredBy returns a condition: it reports whether the packet's receiver
// answered in this step with a packet whose name begins so.
func answeredBy(name string) func(*Scene, *trace.Packet) bool {
	return func(s *Scene, p *trace.Packet) bool {
		return slices.ContainsFunc(s.Step.Events, func(e trace.Event) bool {
			return (e.Kind == trace.EventSent || e.Kind == trace.EventAgain) && e.Packet != nil &&
				e.Packet.Src == p.Dst && e.Packet.Dst == p.Src && strings.HasPrefix(e.Name, name)
		})
	}
}

// The sentences about a packet that a kernel sends again, because it or its
// answer was dropped.
var (
	wSentAgain = Word{
		"It was sent before, and nothing that came in acknowledged it. So the timer ran out, and the kernel sent it again.",
		"它先前发过，一直没有收到对它的确认。定时器到期，内核就再发一次。"}
	wAskedAgain = Word{
		"ACKs asked for it again, as they do when bytes behind it arrive and it does not. So the kernel took it for lost and did not wait for its timer.",
		"ACK 又来要它：后面的字节到了、它却没到时就会这样。内核就当它丢了，不等定时器到期就再发。"}
)

// sentAgain returns the packet that the step sent though it was sent before;
// nil if there is none. A bare ACK does not count, nor does a RST: no kernel
// waits for an answer to those. A packet that is not TCP does not count either,
// because a program has sent it again, and not a kernel.
func (s *Scene) sentAgain() *trace.Packet {
	for _, e := range s.Step.Events {
		p := e.Packet
		if e.Kind != trace.EventSent || p == nil || p.Proto == "udp" || p.Proto == "icmp" || p.Name == "ACK" || strings.HasPrefix(p.Name, "RST") {
			continue
		}
		if slices.ContainsFunc(s.Step.Wire, func(o trace.Packet) bool { return samePacket(&o, p) }) {
			return p
		}
	}
	return nil
}

// askedAgain reports whether more than one ACK that asks for the packet has
// come in. One is not enough: it may only have acknowledged the packet before.
// It is false if the packet's timer has run out all the same.
func (s *Scene) askedAgain(p *trace.Packet) bool {
	if sock := s.endAt(p.Src, p.Dst); repeats(sock) && sock.Timer.Retransmits > 0 {
		return false
	}
	n := 0
	for _, ack := range s.Step.Wire {
		if ack.Name == "ACK" && ack.Fate == trace.FateDelivered && ack.Src == p.Dst && ack.Dst == p.Src && ack.Ack == p.Seq {
			n += max(1, ack.Copies)
		}
	}
	return n > 1
}

// generalText returns the sentence about a move in general; "" if there is
// none.
func (s *Scene) generalText(m trace.Move) string {
	if m.Kind == trace.MoveTime || m.Kind == trace.MoveWait {
		if p := s.sentAgain(); p != nil && s.askedAgain(p) {
			return s.Say(wAskedAgain)
		} else if p != nil {
			return s.Say(wSentAgain)
		}
	}
	p := s.movedPacket()
	for _, g := range generalities {
		if g.kind == m.Kind && strings.HasPrefix(m.Name, g.name) && (g.when == nil || p != nil && g.when(s, p)) {
			text := s.Say(g.say)
			if g.kind == trace.MoveDrop && g.when != nil { // some timer runs
				text = strings.TrimSpace(text + s.Say(wSpace) + s.afterDrop())
			}
			return text
		}
	}
	return ""
}
