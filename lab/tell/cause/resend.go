package cause

import (
	"slices"
	"strings"

	"tcplab/lab/tcp"
	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// The causes of a segment that goes out again.

// sentAgain returns the segment that the step sent though it was sent before,
// and the end that sent it; nil if there is none.
func (l *look) sentAgain() (*trace.Packet, *trace.Socket) {
	for _, p := range l.sent {
		if p.Proto != "tcp" || end(p) == p.Seq || has(p, "R") {
			continue
		}
		again := slices.ContainsFunc(l.step.Wire, func(o trace.Packet) bool {
			return o.ID != p.ID && l.ofOne(&o, p) && o.Seq == p.Seq && end(&o) != o.Seq && has(&o, "S") == has(p, "S") && o.Step < p.Step
		})
		again = again || p.Fate == trace.FateLost && p.Copies > 1 // a cut wire has lost it every time
		s := l.now(p.Src, p.Dst)
		if was := l.was(p.Src, p.Dst); s != nil && was != nil && was.ID == s.ID && has(p, "S") { // its state tells that it had sent one before
			again = again || stateIn(was, tcp.SynSent) && !has(p, "A") || stateIn(was, tcp.SynRcvd) && has(p, "A")
		}
		if again && s != nil {
			return p, s
		}
	}
	return nil, nil
}

// cameBack lists the packets that the other end of a segment's connection sent
// and that have come in, as far as the step remembers them.
func (l *look) cameBack(p *trace.Packet) (list []*trace.Packet) {
	for i := range l.step.Wire {
		if a := &l.step.Wire[i]; a.Fate == trace.FateDelivered && a.Src == p.Dst && a.Dst == p.Src {
			list = append(list, a)
		}
	}
	return list
}

// asked counts the ACKs that came in and ask for a segment. One is not enough to
// take it for lost: it may only have acknowledged the segment before. A probe,
// which looks like an ACK, came in once, however often it was sent. An ACK with
// data counts for nothing (RFC 5681, section 2), but its SACK does: sack is the
// last segment that told of bytes behind the one that it asks for, or nil.
func (l *look) asked(p *trace.Packet) (n int, sack *trace.Packet) {
	for _, a := range l.cameBack(p) {
		if a.Ack != p.Seq {
			continue
		}
		if a.Name == "ACK" {
			n++
		}
		if a.Options != nil && len(a.Options.SACK) > 0 || strings.Contains(a.Detail, "sack of") {
			sack = a
		}
	}
	return n, sack
}

// acknowledged reports whether a segment that came in acknowledges another one's
// first number.
func (l *look) acknowledged(p *trace.Packet) bool {
	return slices.ContainsFunc(l.cameBack(p), func(a *trace.Packet) bool { return has(a, "A") && isBefore(p.Seq, a.Ack) })
}

// resentByTimer reports whether a socket's resend timer has run out since the
// other end's last answer. The kernel counts that (idiag_retrans of
// sock_diag(7)). It counts neither a resend for which ACKs have asked nor a loss
// probe, though these run on the same timer.
func resentByTimer(s *trace.Socket) bool { return repeats(s) && s.Timer.Retransmits > 0 }

func resend(l *look) *Cause {
	p, s := l.sentAgain()
	if p == nil {
		return nil
	}
	c := &Cause{Evidence: []Sentence{itsPacket(p)}}
	if s.Info != nil {
		c.Evidence = append(c.Evidence, say("timeout now: %s; segments unacknowledged %d, arrived behind a gap %d, taken for lost %d",
			"现在的超时：%s；未确认的报文段 %d，在缺口后面已到 %d，认为丢失 %d", Millis(s.Info.RTO), s.Info.Unacked, s.Info.Sacked, s.Info.Lost))
	}
	lost := s.Info != nil && s.Info.Lost > 0 // a loss probe (RFC 8985) takes nothing for lost
	n, sack := l.asked(p)
	timed := resentByTimer(s)
	if timed {
		c.Evidence = append(c.Evidence, say("the timer runs anew: %s; how often it ran out since the last answer: %d", "定时器重新计时：%s；上次得到回答以来到期的次数：%d", Millis(s.Timer.Millis), s.Timer.Retransmits))
	}
	switch came := l.arrived; {
	case l.acknowledged(p):
		return nil
	case timed && came == nil && stateIn(s, tcp.SynRcvd): // an ACK may have come in and been passed over
		c.Say = say("The resend timer of %[1]s ran out%[3]s, and it is in SYN_RCVD still: so its %[2]s goes out again.",
			"%[1]s 的重传定时器到期%[3]s，而它还在 SYN_RCVD：内核就把它的 %[2]s 再发一次。", End{s}, Name{p}, inARow(s.Timer.Retransmits))
		c.Source = "RFC 6298, section 5"
	case timed && came == nil:
		c.Say = say("The resend timer of %[1]s ran out%[3]s: no ACK has come in for its %[2]s, so it goes out again.",
			"%[1]s 的重传定时器到期%[3]s：它的 %[2]s 一直没有得到确认，内核就再发一次。", End{s}, Name{p}, inARow(s.Timer.Retransmits))
		c.Source = "RFC 6298, section 5"
	case timed:
		return nil
	case sack != nil && lost:
		c.Say = say("A SACK told %[1]s that bytes behind its %[2]s have arrived: that counts as lost, and no timer is waited for.",
			"SACK 告诉 %[1]s：它的 %[2]s 没到，后面的字节却到了。内核就当它丢了，不等定时器。", End{s}, Name{p})
		c.Evidence = append(c.Evidence, itsPacket(sack))
		c.Source = "RFC 6675; RFC 8985"
	case n >= 3 && came != nil && lost:
		c.Say = say("%[3]d ACKs asked %[1]s for the same byte %[4]d: its kernel takes %[2]s for lost, and does not wait for its timer.",
			"%[3]d 个 ACK 都向 %[1]s 要同一个字节 %[4]d：内核就当 %[2]s 丢了，不等定时器。", End{s}, Packet{p}, n, p.Seq)
		c.Source = "RFC 5681, section 3.2"
	case n < 2 && sack == nil && l.probesForLoss(p, s):
		c.Say = say("A loss probe: no ACK has come in for %[2]s, which %[1]s sent last. It goes out again before the resend timer is due.",
			"这是丢失探测：%[1]s 最后发的 %[2]s 还没有得到确认。不等重传定时器，内核就早早再发一次。", End{s}, Name{p})
		c.Source = "RFC 8985, section 7"
	default:
		return nil
	}
	return c
}

// inARow says how often a timer has run out in a row; nothing if that was once.
func inARow(n int) words.Word {
	if n < 2 {
		return words.Word{}
	}
	return words.Word{", for the " + ordinal(n)[0] + " time in a row", "，这是连着第 " + ordinal(n)[1] + " 次"}
}

// probesForLoss reports whether a segment that was sent again is a loss probe: the
// last one of a connection, sent when a timer ran out that did not count as a
// resend and took nothing for lost, while nothing came in.
func (l *look) probesForLoss(p *trace.Packet, s *trace.Socket) bool {
	was := l.was(s.Local, s.Remote)
	if l.moved != nil || l.step.Move.Kind != trace.MoveTime && l.step.Move.Kind != trace.MoveWait || was == nil || !repeats(was) || !l.ranOut(was) {
		return false
	}
	if s.Source == trace.SourceStack { // the model does not count how often its timer ran out
		return false
	}
	if !repeats(s) || s.Timer.Retransmits > 0 || s.Info == nil || s.Info.Lost > 0 || stateIn(s, tcp.SynSent, tcp.SynRcvd) {
		return false
	}
	return !slices.ContainsFunc(slices.Concat(l.step.Wire, l.step.Held), func(o trace.Packet) bool {
		return o.Src == p.Src && o.Dst == p.Dst && isBefore(end(p), end(&o))
	})
}
