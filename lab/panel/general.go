package panel

import (
	"strings"

	"tcplab/lab/trace"
)

// What is said about a step that no lesson foresaw: what it means in general.
// The step's own events say what happened.

// A generality is said of moves of a kind with a packet whose name begins so.
// The first that fits counts.
type generality struct {
	kind, name string
	say        word
}

var generalities = []generality{
	{trace.MoveDrop, "UDP", word{
		"A dropped datagram is gone: no kernel notices, and none sends it again.",
		"被丢弃的数据报就没有了：没有内核会察觉，也没有内核会重发。"}},
	{trace.MoveDrop, "ACK", word{
		"Who sent this ACK waits for no answer. The other end waits for it: unless a later packet acknowledges the same, it sends again what it wanted acknowledged.",
		"发出这个 ACK 的一端不等任何回答；等它的是对端：若后来的包没有带来同样的确认，对端会把想得到确认的东西再发一次。"}},
	{trace.MoveDrop, "RST", word{
		"The end that sent it has forgotten the connection. The other one still believes in it, until it sends something.",
		"发出它的一端已经忘掉这条连接；另一端还以为连接在，直到它发点什么。"}},
	{trace.MoveDrop, "", word{
		"Who sent it does not know that. When its timer, beside its address above, runs out, its kernel sends it again.",
		"发送方并不知道。它的定时器就在上面，写在它的地址旁边：到期后，内核会重发。"}},
	{trace.MoveDuplicate, "UDP", word{
		"UDP does not count: a datagram that comes twice is read twice.",
		"UDP 不计数：到了两次的数据报会被读两次。"}},
	{trace.MoveDuplicate, "", word{
		"The same packet will come twice. TCP knows it by its sequence number and takes it once.",
		"同一个包会到两次。TCP 凭序号认出它，只收一次。"}},
	{trace.MoveKill, "", word{
		"Its program closed nothing. Its kernel does that now. To the other end of an open connection a killed program looks like one that closed in good order, unless data lay unread: then it gets a RST.",
		"程序自己什么都没关，由内核代劳。连接的对端看来，被杀死的程序和好好关闭的一样；除非还有数据没读，那就会收到 RST。"}},
	{trace.MoveDestroy, "", word{
		"No packet did that: the kernel was told to forget the socket.",
		"没有任何包起作用：是让内核忘掉了这个套接字。"}},
	{trace.MoveDeliver, "RST", word{
		"A reset ends the connection at once, without TIME_WAIT. The program hears of it in its next call.",
		"RST 让连接立即结束，没有 TIME_WAIT。程序在下一次调用时才知道。"}},
	{trace.MoveDeliver, "SYN ACK", word{
		"Who has dialled is connected from now on, and says so with an ACK.",
		"主动连接的一端从此已连接，并用 ACK 说明。"}},
	{trace.MoveDeliver, "SYN", word{
		"A SYN asks for a connection: a listener answers it, a port without one refuses.",
		"SYN 请求建立连接：有监听就回答，没有监听就拒绝。"}},
	{trace.MoveDeliver, "FIN", word{
		"A FIN says that its sender has no more to send. It is acknowledged as data is.",
		"FIN 表示发送方没有更多数据了。它像数据一样会被确认。"}},
	{trace.MoveDeliver, "ICMP", word{
		"An ICMP message tells a kernel what became of a packet. The program hears of it as an error.",
		"ICMP 报文告诉内核某个包的下场。程序会以错误的形式得知。"}},
}

// What is said when a kernel sends a packet again, because it or its answer was
// dropped.
var (
	wSentAgain = word{
		"It was sent before, and no answer came. So the timer ran out, and the kernel sent it again.",
		"它先前发过，一直没有回答。定时器到期，内核就再发一次。"}
	wAskedAgain = word{
		"ACKs asked for it again: bytes behind it have arrived, it has not. So the kernel took it for lost and did not wait for its timer.",
		"ACK 又来要它：它后面的字节到了，它却没到。内核就当它丢了，不等定时器到期就再发。"}
)

// sentAgain is the packet that the step sends anew though it was sent before,
// nil if none. An ACK alone is not among them: no kernel waits for an answer
// to that.
func (s *scene) sentAgain() *trace.Packet {
	for _, e := range s.step.Events {
		if e.Kind != trace.EventSent || e.Packet == nil || e.Packet.Name == "ACK" {
			continue
		}
		for _, p := range s.step.Wire {
			if p.From == e.Packet.From && p.Name == e.Packet.Name && p.Seq == e.Packet.Seq {
				return e.Packet
			}
		}
	}
	return nil
}

// askedAgain says whether more than one ACK has come in that asks for a packet:
// the first may only have acknowledged what went before it.
func (s *scene) askedAgain(p *trace.Packet) bool {
	n := 0
	for _, ack := range s.step.Wire {
		if ack.Name == "ACK" && ack.Fate == trace.FateDelivered && ack.Src == p.Dst && ack.Dst == p.Src && ack.Ack == p.Seq {
			n += max(1, ack.Copies)
		}
	}
	return n > 1
}

// generalText is what can be said of a move in general, "" if nothing.
func (s *scene) generalText(m trace.Move) string {
	if m.Kind == trace.MoveTime || m.Kind == trace.MoveWait {
		if p := s.sentAgain(); p != nil && s.askedAgain(p) {
			return s.t(wAskedAgain)
		} else if p != nil {
			return s.t(wSentAgain)
		}
	}
	for _, g := range generalities {
		if g.kind == m.Kind && strings.HasPrefix(m.Name, g.name) {
			return s.t(g.say)
		}
	}
	return ""
}
