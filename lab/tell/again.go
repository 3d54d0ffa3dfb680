package tell

import (
	"slices"
	"strings"

	"tcplab/lab/trace"
)

// The sentences about a packet that a kernel sends again, because it or its
// answer was lost. A timer is named only if the kernel has counted that it ran
// out, and an ACK only if one came in.
var (
	wTimerSentAgain = Word{
		"It was sent before, and nothing that came in acknowledged it. So the timer ran out, and the kernel sent it again.",
		"它先前发过，一直没有收到对它的确认。定时器到期，内核就再发一次。"}
	wAskedAgain = Word{
		"ACKs asked for it again, as they do when bytes behind it arrive and it does not. So the kernel took it for lost and did not wait for its timer.",
		"ACK 又来要它：后面的字节到了、它却没到时就会这样。内核就当它丢了，不等定时器到期就再发。"}
	wSACKedAgain = Word{
		"An ACK told that bytes behind it have arrived, and it has not (SACK, RFC 2018). So the kernel took it for lost and did not wait for its resend timer.",
		"有 ACK 说后面的字节已到、它却没到（SACK，RFC 2018）。内核就当它丢了，不等重传定时器到期就再发。"}
	wAtOnceAgain = Word{
		"It was sent before. No timer ran out for it now: what came in made the kernel send it again at once.",
		"它先前发过。这次不是定时器到期：刚到的包让内核马上又发了一次。"}
	wSentAgain = Word{
		"It was sent before; the kernel sent it again.",
		"它先前发过；内核又发了一次。"}
)

// againText returns the sentence about a packet that the step sent again; nil if
// it sent none, or if other sentences say more about the step.
func (s *Scene) againText() *Word {
	p := s.sentAgain()
	if p == nil {
		return nil
	}
	switch kind := s.Step.Move.Kind; kind {
	case trace.MoveDeliver, trace.MoveDuplicate:
		if moved := s.movedPacket(); moved == nil || moved.Src != p.Dst || moved.Dst != p.Src || moved.Name != "ACK" || s.ranOut(p) {
			return nil
		}
		return &wAtOnceAgain
	case trace.MoveTime, trace.MoveWait:
		switch {
		case s.ranOut(p) && !s.acknowledged(p):
			return &wTimerSentAgain
		case s.ranOut(p):
		case s.asked(p) > 1:
			return &wAskedAgain
		case s.sacked(p):
			return &wSACKedAgain
		}
		return &wSentAgain
	}
	return nil
}

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

// ranOut reports whether the resend timer of the packet's sender has run out
// since the other end's last answer. The kernel counts that (idiag_retrans of
// sock_diag(7)). It counts neither a resend for which ACKs have asked nor a loss
// probe, though these run on the same timer.
func (s *Scene) ranOut(p *trace.Packet) bool {
	sock := s.endAt(p.Src, p.Dst)
	return repeats(sock) && sock.Timer.Retransmits > 0
}

// answers lists the packets that the other end of p's connection sent and that
// have come in, as far as the step remembers them.
func (s *Scene) answers(p *trace.Packet) []trace.Packet {
	var list []trace.Packet
	for _, a := range s.Step.Wire {
		if a.Fate == trace.FateDelivered && a.Src == p.Dst && a.Dst == p.Src {
			list = append(list, a)
		}
	}
	return list
}

// acknowledged reports whether an answer that came in acknowledges the packet's
// first number.
func (s *Scene) acknowledged(p *trace.Packet) bool {
	return slices.ContainsFunc(s.answers(p), func(a trace.Packet) bool {
		return (a.Ack != 0 || strings.Contains(a.Flags, "A")) && int32(a.Ack-p.Seq) > 0
	})
}

// asked counts the ACKs that came in and ask for the packet. One is not enough
// to take it for lost: it may only have acknowledged the packet before.
func (s *Scene) asked(p *trace.Packet) int {
	n := 0
	for _, a := range s.answers(p) {
		if a.Name == "ACK" && a.Ack == p.Seq {
			n += max(1, a.Copies)
		}
	}
	return n
}

// sacked reports whether an ACK that asks for the packet tells of bytes behind
// it that have arrived.
func (s *Scene) sacked(p *trace.Packet) bool {
	return slices.ContainsFunc(s.answers(p), func(a trace.Packet) bool {
		return a.Ack == p.Seq && strings.Contains(a.Detail, "sack of")
	})
}
