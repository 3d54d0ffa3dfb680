package cause

import (
	"slices"
	"strings"

	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// The sentences about a packet that a kernel sends again, because it or its
// answer was lost. A timer is named only if the kernel has counted that it ran
// out, and an ACK only if one came in.
var (
	wTimerSentAgain = words.Word{
		"It was sent before, and nothing that came in acknowledged it. So the timer ran out, and the kernel sent it again.",
		"它先前发过，一直没有收到对它的确认。定时器到期，内核就再发一次。"}
	wAskedAgain = words.Word{
		"ACKs asked for it again, as they do when bytes behind it arrive and it does not. So the kernel took it for lost and did not wait for its timer.",
		"ACK 又来要它：后面的字节到了、它却没到时就会这样。内核就当它丢了，不等定时器到期就再发。"}
	wSACKedAgain = words.Word{
		"An ACK told that bytes behind it have arrived, and it has not (SACK, RFC 2018). So the kernel took it for lost and did not wait for its resend timer.",
		"有 ACK 说后面的字节已到、它却没到（SACK，RFC 2018）。内核就当它丢了，不等重传定时器到期就再发。"}
	wAtOnceAgain = words.Word{
		"It was sent before. No timer ran out for it now: what came in made the kernel send it again at once.",
		"它先前发过。这次不是定时器到期：刚到的包让内核马上又发了一次。"}
	wSentAgain = words.Word{
		"It was sent before; the kernel sent it again.",
		"它先前发过；内核又发了一次。"}
)

// whyAgain returns the sentence about a packet that the step sent again; nil if
// it sent none, or if other sentences say more about the step.
func (l *look) whyAgain() *words.Word {
	p := l.repeated()
	if p == nil {
		return nil
	}
	timed := resentByTimer(l.sender(p))
	switch l.step.Move.Kind {
	case trace.MoveDeliver, trace.MoveDuplicate:
		if came := l.moved; came == nil || came.Src != p.Dst || came.Dst != p.Src || came.Name != "ACK" || timed {
			return nil
		}
		return &wAtOnceAgain
	case trace.MoveTime, trace.MoveWait:
		n, sack := l.asked(p)
		switch {
		case timed && !l.acknowledged(p):
			return &wTimerSentAgain
		case timed:
		case n > 1:
			return &wAskedAgain
		case sack != nil:
			return &wSACKedAgain
		}
		return &wSentAgain
	}
	return nil
}

// repeated returns the packet that the step sent though the very same one was
// sent before; nil if there is none. A bare ACK does not count, nor does a RST: no
// kernel waits for an answer to those. A packet that is not TCP does not count
// either, because a program has sent it again, and not a kernel. A segment that
// begins alike and brings more or less (see sentAgain) is not the same one.
func (l *look) repeated() *trace.Packet {
	for _, p := range l.sent {
		if p.Proto != "tcp" || p.Name == "ACK" || strings.HasPrefix(p.Name, "RST") {
			continue
		}
		if p.Fate == trace.FateLost && p.Copies > 1 || slices.ContainsFunc(l.step.Wire, func(o trace.Packet) bool { return isCopy(&o, p) }) {
			return p
		}
	}
	return nil
}
