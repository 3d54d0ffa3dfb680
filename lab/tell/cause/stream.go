package cause

import (
	"slices"
	"strings"

	"tcplab/lab/tcp"
	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// The causes of what happens to bytes: where they wait, and why they are sent
// again.

// oldSegment is of a segment that was sent before its receiver's connection began.
func oldSegment(l *look) *Cause {
	p := l.arrived
	if p == nil || p.Proto != "tcp" || has(p, "S") || has(p, "R") || end(p) == p.Seq {
		return nil
	}
	was, is, a, syn := l.was(p.Dst, p.Src), l.now(p.Dst, p.Src), l.answer(p, "ACK"), l.begunAfter(p)
	if was == nil || is == nil || was.State != is.State || a == nil || syn == nil {
		return nil
	}
	if p.Len > 0 && (unread(is) == unread(was)+p.Len || l.readBy(is, p.Len)) {
		return &Cause{
			Say: say("An old segment of an earlier connection, but its number fits: %[2]s takes the %[3]s of %[1]s for data of this one.",
				"这是先前那条连接的旧报文段，序号却对得上：%[2]s 把 %[1]s 的 %[3]s 当成了这条连接的数据。", Packet{p}, End{is}, bytes(p.Len)),
			Evidence: []Sentence{itsPacket(p), itsPacket(syn), itsPacket(a)},
			Source:   "RFC 9293, section 3.4.3; RFC 1337",
		}
	}
	if !l.ackedSince(a, syn) {
		return nil // nobody knows what it took
	}
	return &Cause{
		Say: say("An old segment of an earlier connection: %[1]s is older than the SYN of this one. %[2]s takes nothing of it (ack %[3]d).",
			"这是先前那条连接的旧报文段：%[1]s 比这条连接的 SYN 还早。%[2]s 什么也没收（ack %[3]d）。", Packet{p}, End{is}, a.Ack),
		Evidence: []Sentence{itsPacket(p), itsPacket(syn), itsPacket(a)},
		Source:   "RFC 9293, sections 3.4.3 and 3.10.7.4",
	}
}

// readBy reports whether a lesson's program has read so many bytes from a
// connection in this step.
func (l *look) readBy(s *trace.Socket, n int) bool {
	return !l.header.Open && slices.ContainsFunc(l.step.Events, func(e trace.Event) bool {
		if e.Kind != trace.EventEnded || e.Err != "" || !slices.Contains(reads, e.Name) {
			return false
		}
		took := readOf().FindStringSubmatch(e.Text)
		return took != nil && number(took[1]) == n && slices.ContainsFunc(l.before.Calls, func(c trace.Call) bool { return c.ID == e.ID && c.Socket == s.ID })
	})
}

// ackedSince reports whether the sender of an ACK had acknowledged as much before
// the step, but after the SYN with which the connection began.
func (l *look) ackedSince(a, syn *trace.Packet) bool {
	return slices.ContainsFunc(slices.Concat(l.step.Wire, l.step.Held), func(o trace.Packet) bool {
		return o.Src == a.Src && o.Dst == a.Dst && has(&o, "A") && !has(&o, "R") && o.ID > syn.ID && o.Step < l.step.Step && o.Ack == a.Ack
	})
}

// begunAfter returns the SYN of a connection that began after a segment was sent,
// from the same end to the same other one; nil if there is none.
func (l *look) begunAfter(p *trace.Packet) *trace.Packet {
	for i := range l.step.Wire {
		if s := &l.step.Wire[i]; has(s, "S") && s.Of == 0 && s.Src == p.Src && s.Dst == p.Dst && s.ID > p.ID {
			return s
		}
	}
	return nil
}

// oldTimestamp is of a segment that its receiver waits for and throws away all the
// same: its timestamp is older than the newest one that has been taken from the
// other end, which the answer echoes (TS.Recent of RFC 7323).
func oldTimestamp(l *look) *Cause {
	p := l.arrived
	if p == nil || p.Proto != "tcp" || has(p, "S") || has(p, "R") || end(p) == p.Seq || p.Options == nil || p.Options.Timestamps == nil {
		return nil
	}
	was, is, a := l.was(p.Dst, p.Src), l.now(p.Dst, p.Src), l.answer(p, "ACK")
	if was == nil || is == nil || was.State != is.State || a == nil || a.Name != "ACK" || a.Options == nil || a.Options.Timestamps == nil {
		return nil
	}
	value, newest := p.Options.Timestamps.Value, a.Options.Timestamps.Echo
	if !isBefore(value, newest) || isBefore(a.Ack, p.Seq) || !isBefore(a.Ack, end(p)) {
		return nil
	}
	return &Cause{
		Say: say("%[2]s waits for %[1]s, but has taken a newer timestamp: its kernel throws it away as old (PAWS; ack %[3]d).",
			"%[2]s 等的正是 %[1]s，但它的时间戳比已经收下的还旧：内核丢掉它（PAWS），再要一次（ack %[3]d）。", Packet{p}, End{is}, a.Ack),
		Evidence: []Sentence{
			itsPacket(p),
			say("its timestamp: %d; the newest that was taken, which the answer echoes: %d", "它的时间戳：%d；已经收下的最新的，也就是回答里回显的：%d", value, newest),
			itsPacket(a),
		},
		Source: "RFC 7323, section 5",
	}
}

func gap(l *look) *Cause {
	p := l.arrived
	if p == nil || p.Proto != "tcp" || has(p, "S") || end(p) == p.Seq {
		return nil
	}
	is, a := l.now(p.Dst, p.Src), l.asksBefore(p)
	if is == nil || a == nil || stateIn(is, tcp.TimeWait) {
		return nil
	}
	c := &Cause{
		Say: say("Byte %[2]d is missing before %[1]s: no program gets what is behind the gap. The ACK of %[3]s asks for byte %[2]d.",
			"%[1]s 之前还缺字节 %[2]d：缺口后面的数据谁也读不到。%[3]s 的 ACK 要的就是字节 %[2]d。", Packet{p}, a.Ack, End{is}),
		Evidence: []Sentence{itsPacket(p), itsPacket(a), say("Recv-Q of %s: %s", "%s 的 Recv-Q：%s", End{is}, bytes(unread(is)))},
		Source:   "RFC 9293, section 3.10.7.4; RFC 5681, section 4.2",
	}
	if p.Len == 0 {
		c.Say = say("Byte %[2]d is missing before %[1]s: the FIN does not count yet. %[3]s stays in %[4]s; its ACK asks for byte %[2]d.",
			"%[1]s 之前还缺字节 %[2]d：补齐之前，FIN 不算数。%[3]s 仍处于 %[4]s，它的 ACK 要的是字节 %[2]d。", Packet{p}, a.Ack, End{is}, is.State)
	}
	if a.Options != nil {
		for _, r := range a.Options.SACK {
			if r.After == r.First+1 {
				c.Evidence = append(c.Evidence, say("SACK: %d has arrived (RFC 2018)", "SACK：%d 已到（RFC 2018）", r.First))
				continue
			}
			c.Evidence = append(c.Evidence, say("SACK: %d to %d have arrived (RFC 2018)", "SACK：%d 到 %d 已到（RFC 2018）", r.First, r.After-1))
		}
	}
	return c
}

// gapFilled tells what a segment brings besides itself whose first byte its receiver
// had asked for while bytes behind it had come in.
func gapFilled(l *look) *Cause {
	p := l.arrived
	if p == nil || p.Proto != "tcp" || has(p, "S") || p.Len == 0 {
		return nil
	}
	was, is, a, asked := l.was(p.Dst, p.Src), l.now(p.Dst, p.Src), l.answer(p, ""), l.askedLast(p)
	if was == nil || is == nil || a == nil || has(a, "R") || !isBefore(end(p), a.Ack) || asked == nil || asked.Ack != p.Seq {
		return nil
	}
	last := a.Ack - 1 // the last number that counts now
	c := &Cause{
		Say: say("%[1]s fills the gap: what came in behind it before counts now, too, up to byte %[2]d. The ACK of %[3]s says so.",
			"%[1]s 补上了缺口：先前到的、它后面的数据现在也算数，直到字节 %[2]d。%[3]s 的 ACK 说的就是这个。", Packet{p}, last, End{is}),
		Evidence: []Sentence{itsPacket(p), say("%s asked for byte %d before: %s", "先前 %s 要的是字节 %d：%s", End{is}, asked.Ack, Packet{asked}), itsPacket(a),
			say("Recv-Q of %s: %s before this step, %s now", "%s 的 Recv-Q：这一步之前 %s，现在 %s", End{is}, bytes(unread(was)), bytes(unread(is)))},
		Source: "RFC 9293, section 3.10.7.4",
	}
	if was.State != is.State && stateIn(is, tcp.CloseWait, tcp.Closing, tcp.TimeWait) { // an ACK alone leads to none of them
		c.Say = say("%[1]s fills the gap: what came in behind it before counts now, and so does the FIN. So %[2]s goes to %[3]s.",
			"%[1]s 补上了缺口：先前到的、它后面的数据现在也算数，FIN 也一样。所以 %[2]s 进入 %[3]s。", Packet{p}, End{is}, is.State)
		c.Evidence = append(c.Evidence, say("the FIN is number %d; %s was in %s", "FIN 的序号是 %d；%s 先前处于 %s", last, End{is}, was.State))
	}
	return c
}

// askedLast returns the last segment with an ACK that a segment's receiver sent before
// this step; nil if the step does not remember any.
func (l *look) askedLast(p *trace.Packet) (last *trace.Packet) {
	for _, list := range [][]trace.Packet{l.step.Wire, l.step.Held} {
		for i := range list {
			if o := &list[i]; o.Src == p.Dst && o.Dst == p.Src && has(o, "A") && !has(o, "R") && o.Step < l.step.Step && (last == nil || o.ID > last.ID) {
				last = o
			}
		}
	}
	return last
}

// asksBefore returns the ACK by which a segment's receiver asked in this step for
// bytes before it; nil if there is none.
func (l *look) asksBefore(p *trace.Packet) *trace.Packet {
	if a := l.answer(p, "ACK"); a != nil && a.Name == "ACK" && isBefore(a.Ack, p.Seq) {
		return a
	}
	return nil
}

// isCopy reports whether two packets are the same one, sent or delivered twice.
func isCopy(a, b *trace.Packet) bool {
	return a.ID != b.ID && a.From == b.From && a.Src == b.Src && a.Dst == b.Dst && a.Name == b.Name && a.Seq == b.Seq
}

// ofOne reports whether two packets from one end to the other belong to the same
// connection. They do not if a SYN was sent between them: then their ports are
// used again.
func (l *look) ofOne(a, b *trace.Packet) bool {
	if a.ID > b.ID {
		a, b = b, a
	}
	syn := l.begunAfter(a)
	return a.Proto == b.Proto && a.Src == b.Src && a.Dst == b.Dst && (syn == nil || syn.ID > b.ID)
}

// covered returns what shows that the receiver had all of a segment before: one
// that was delivered and brought all of it, an ACK that was sent before, or the
// part of a D-SACK in the answer (RFC 2883). It returns nothing if nothing does.
func (l *look) covered(p, answer *trace.Packet) []Sentence {
	for i := range l.step.Wire {
		if o := &l.step.Wire[i]; o.ID != p.ID && o.Fate == trace.FateDelivered && l.ofOne(o, p) &&
			!isBefore(p.Seq, o.Seq) && !isBefore(end(o), end(p)) && end(o) != o.Seq && has(o, "S") == has(p, "S") {
			return []Sentence{say("it came in before, in step %d: %s", "先前已到，在第 %d 步：%s", o.Ended, Packet{o})}
		}
	}
	for _, list := range [][]trace.Packet{l.step.Wire, l.step.Held} {
		for i := range list {
			if o := &list[i]; o.Src == p.Dst && o.Dst == p.Src && has(o, "A") && !has(o, "R") && o.Step < l.step.Step && l.ofOne(o, answer) && !isBefore(o.Ack, end(p)) {
				return []Sentence{say("it was acknowledged before, in step %d (ack %d)", "先前已得到确认，在第 %d 步（ack %d）", o.Step, o.Ack)}
			}
		}
	}
	if o := answer.Options; o != nil && len(o.SACK) > 0 {
		if r := o.SACK[0]; !isBefore(answer.Ack, r.After) && !isBefore(p.Seq, r.First) && !isBefore(r.After, end(p)) {
			return []Sentence{say("the answer's SACK says that %d to %d came twice (RFC 2883)", "回答里的 SACK 说 %d 到 %d 到了两次（RFC 2883）", r.First, r.After-1)}
		}
	}
	return nil
}

func copyArrived(l *look) *Cause {
	p := l.arrived
	if p == nil || p.Proto != "tcp" || has(p, "R") || has(p, "S") || p.Len == 0 && !has(p, "F") || p.Probe != "" {
		return nil
	}
	was, is, a := l.was(p.Dst, p.Src), l.now(p.Dst, p.Src), l.answer(p, "ACK")
	if was == nil || is == nil || was.State != is.State || a == nil || isBefore(a.Ack, end(p)) {
		return nil
	}
	before := l.covered(p, a)
	if before == nil {
		return nil
	}
	c := &Cause{Evidence: append([]Sentence{itsPacket(p)}, append(before, itsPacket(a))...), Source: "RFC 9293, section 3.10.7.4"}
	if is.State == string(tcp.TimeWait) && has(p, "F") {
		c.Say = say("An old FIN: %s had it before. TIME_WAIT is there to acknowledge it once more, in case its last ACK was lost.",
			"这是旧的 FIN：%s 先前收到过。TIME_WAIT 就是为了再确认它一次，以防最后那个 ACK 丢了。", End{is})
		if anew(was, is) {
			c.Evidence = append(c.Evidence, say("the timer of TIME_WAIT began anew: %s left before, %s now", "TIME_WAIT 的定时器重新开始：先前还剩 %s，现在 %s", Millis(was.Timer.Millis), Millis(is.Timer.Millis)))
		}
		return c
	}
	if p.Len == 0 {
		c.Say = say("A copy: %[1]s has had this FIN before. It changes nothing, and is acknowledged once more (ack %[2]d).",
			"这是副本：%[1]s 先前已收到过这个 FIN。它什么也不改变，只是再得到一次确认（ack %[2]d）。", End{is}, a.Ack)
		return c
	}
	c.Say = say("A copy: %[2]s had all of %[1]s before, takes none of it twice, and acknowledges it once more (ack %[3]d).",
		"这是副本：%[1]s 里的一切 %[2]s 先前都有了，不会收两次；它再确认一次（ack %[3]d）。", Packet{p}, End{is}, a.Ack)
	return c
}

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

// waiting returns the end of a connection whose bytes wait at home, and that the
// step is about: some were never sent. It returns nil if there is none. n is how
// many; a FIN that waits behind them does not count.
func (l *look) waiting(so func(*trace.Socket) bool) (s *trace.Socket, n int) {
	for i := range l.step.Sockets {
		s := &l.step.Sockets[i]
		if s.Proto != "tcp" || s.Info == nil || s.Info.NotSent == nil || s.Info.SendWindow == nil {
			continue
		}
		if n := data(s, *s.Info.NotSent); n > 0 && l.touches(s) && so(s) {
			return s, n
		}
	}
	return nil, 0
}

// inFlight returns the bytes that were sent and are not acknowledged.
func inFlight(s *trace.Socket) int { return max(0, s.SendQ-*s.Info.NotSent) }

// onTheirWay returns the segments that a kernel reckons to be in the network
// (RFC 6675, pipe).
func onTheirWay(s *trace.Socket) int {
	return s.Info.Unacked - s.Info.Sacked - s.Info.Lost + s.Info.Resent
}

// theReader is the evidence of the end that is to read.
func (l *look) theReader(s *trace.Socket) []Sentence {
	r := l.peer(s)
	if r == nil {
		return nil
	}
	list := []Sentence{say("Recv-Q of %s: %s unread", "%s 的 Recv-Q：%s未读", End{r}, bytes(unread(r)))}
	if call := l.inside(r); call != nil {
		list = append(list, say("its program is in %s", "它的程序在 %s 里", Call{call}))
	}
	return list
}

// neverSent is the evidence of bytes that wait at home.
func neverSent(s *trace.Socket) Sentence {
	return say("Send-Q of %s: %d, of these never sent: %d", "%s 的 Send-Q：%d，其中从未发出：%d", End{s}, s.SendQ, *s.Info.NotSent)
}

func windowClosed(l *look) *Cause {
	s, n := l.waiting(func(s *trace.Socket) bool { return *s.Info.SendWindow == 0 && s.Info.Unacked == 0 })
	if s == nil {
		return nil
	}
	c := &Cause{
		Say: say("%[1]s at %[2]s: the window that the other end announced last is 0. From time to time a probe asks whether it has opened.",
			"%[1]s在 %[2]s 这边等着：对端最近通告的窗口是 0。每隔一阵会发一个探测，问窗口开了没有。", plural(n, "1 byte waits", "%d bytes wait", "%d 字节"), End{s}),
		Evidence: append([]Sentence{neverSent(s), say("the window that it was given: 0", "它得到的窗口：0")}, l.theReader(s)...),
		Source:   "RFC 9293, section 3.8.6.1",
	}
	if r := l.peer(s); r != nil && unread(r) > 0 {
		c.Say = say("%[1]s at %[2]s: the other end's window is 0, and %[3]s there unread. At times a probe asks for room.",
			"%[1]s在 %[2]s 这边等着：对端的窗口是 0，那边还有 %[3]s没读。每隔一阵会发一个探测，问有没有空间。", plural(n, "1 byte waits", "%d bytes wait", "%d 字节"), End{s}, plural(unread(r), "1 byte lies", "%d bytes lie", "%d 字节"))
	}
	for _, p := range l.sent {
		if p.Src == s.Local && p.Dst == s.Remote && p.Probe == trace.ProbeZeroWindow {
			c.Say = say("%[2]s asks with a probe whether the other end's window is still 0: until it opens, %[1]s here.",
				"%[2]s 用探测询问对端的窗口是否还是 0：窗口打开之前，%[1]s只能在这边等。", plural(n, "1 byte waits", "%d bytes wait", "%d 字节"), End{s})
			c.Evidence = append(c.Evidence, itsPacket(p))
		}
	}
	return c
}

func congestionWindowFull(l *look) *Cause {
	s, n := l.waiting(func(s *trace.Socket) bool {
		return s.Info.Cwnd > 0 && onTheirWay(s) >= s.Info.Cwnd && *s.Info.SendWindow > s.SendQ
	})
	if s == nil {
		return nil
	}
	return &Cause{
		Say: say("The congestion window of %[2]s is full: it lets %[3]s be on the way at once, and %[1]s for an ACK.",
			"%[2]s 的拥塞窗口满了：它只许 %[3]s同时在路上，还有 %[1]s要等 ACK。", plural(n, "1 more byte waits", "%d more bytes wait", "%d 字节"), End{s}, plural(s.Info.Cwnd, "1 segment", "%d segments", "%d 个报文段")),
		Evidence: []Sentence{
			say("cwnd in segments: %d; unacknowledged: %d; on their way, as the kernel reckons: %d", "cwnd：%d 个报文段；未确认 %d 个，按内核的估计在路上的 %d 个", s.Info.Cwnd, s.Info.Unacked, onTheirWay(s)),
			say("the window that the other end has announced is no limit here", "对端通告的窗口在这里不是限制"),
		},
		Source: "RFC 5681, section 3.1",
	}
}

func windowFull(l *look) *Cause {
	room := func(s *trace.Socket) int { return max(0, *s.Info.SendWindow-inFlight(s)) }
	s, n := l.waiting(func(s *trace.Socket) bool {
		if s.Info.Unacked == 0 { // that a kernel waits for a better window shows in its timer
			return *s.Info.SendWindow > 0 && room(s) < min(s.Info.MSS, *s.Info.NotSent) && s.Timer != nil && s.Timer.Kind == trace.TimerPersist
		}
		return onTheirWay(s) < s.Info.Cwnd && room(s) < min(s.Info.MSS, *s.Info.NotSent)
	})
	if s == nil {
		return nil
	}
	waits := plural(n, "1 byte waits", "%d bytes wait", "%d 字节")
	c := &Cause{
		Say: say("%[1]s at %[2]s: of the other end's window of %[3]d bytes, room for %[4]d is left; the rest is sent and unacknowledged.",
			"对端的窗口有 %[3]d 字节，除去未确认的还剩 %[4]d，不够发下一个报文段：%[1]s在 %[2]s 这边等。", waits, End{s}, *s.Info.SendWindow, room(s)),
		Evidence: append([]Sentence{neverSent(s)}, l.theReader(s)...),
		Source:   "RFC 9293, section 3.8.6",
	}
	if s.Info.Unacked == 0 {
		c.Say = say("%[1]s at %[2]s: the other end's window (%[3]d) is too small for a full segment, so it waits for a larger one, or for its timer.",
			"对端的窗口只剩 %[3]d 字节，放不下一个满的报文段：%[1]s在 %[2]s 这边等，等窗口变大，或者定时器到期。", waits, End{s}, *s.Info.SendWindow)
		if r := l.peer(s); r != nil && unread(r) > 0 {
			c.Say = say("%[1]s at %[2]s: the other end's window (%[3]d) is too small for a full segment, and %[4]s there unread.",
				"对端的窗口只剩 %[3]d 字节，放不下一个满的报文段，那边还有 %[4]s没读：%[1]s在 %[2]s 这边等。", waits, End{s}, *s.Info.SendWindow, plural(unread(r), "1 byte lies", "%d bytes lie", "%d 字节"))
		}
		c.Evidence = append(c.Evidence, say("a full segment: %s; nothing is unacknowledged; when the timer runs out, what fits is sent", "满的报文段：%s；没有未确认的数据；定时器到期时，放得下多少就发多少", bytes(s.Info.MSS)))
		c.Source = "RFC 9293, section 3.8.6.2.1"
	}
	return c
}

func nagle(l *look) *Cause {
	s, n := l.waiting(func(s *trace.Socket) bool {
		i := s.Info
		return *i.NotSent < i.MSS && i.Unacked > 0 && i.Lost == 0 && i.Resent == 0 && i.Unacked < i.Cwnd && *i.SendWindow >= s.SendQ &&
			stateIn(s, tcp.Established, tcp.CloseWait)
	})
	if s == nil {
		return nil
	}
	waits := plural(n, "1 byte waits", "%d bytes wait", "%d 字节")
	if p := l.arrived; p != nil && p.Src == s.Local && p.Dst == s.Remote && p.Len > 0 && p.Len == inFlight(s) && l.answer(p, "") == nil && stateIn(l.peer(s), tcp.Established, tcp.CloseWait, tcp.FinWait1, tcp.FinWait2) {
		return &Cause{
			Say: say("Nagle meets a delayed ACK: %[1]s at %[2]s for the ACK of the %[3]d before, which came in; the other kernel takes its time.",
				"Nagle 碰上了延迟 ACK：%[2]s 有 %[1]s在等前面 %[3]d 字节的 ACK；那些已经到了，而对端的内核不急着回答。", waits, End{s}, inFlight(s)),
			Evidence: append([]Sentence{itsPacket(p), say("no answer to it in this step", "这一步里没有对它的回答")}, nagleSeen(s)...),
			Source:   "RFC 9293, sections 3.7.4 and 3.8.6.3",
		}
	}
	c := &Cause{
		Say: say("Nagle: %[1]s at %[2]s, too few for a full segment, until an ACK comes for the %[3]d sent before.",
			"Nagle 算法：%[1]s不够一个满的报文段，在 %[2]s 这边等，等到先前发出的 %[3]d 字节得到确认。", waits, End{s}, inFlight(s)),
		Evidence: nagleSeen(s),
		Source:   "RFC 9293, section 3.7.4; tcp(7)",
	}
	if s.Info.Unacked > 1 {
		c.Say = say("Nagle: %[1]s at %[2]s, too few for a full segment. Of the %[3]d sent before, small segments must be acknowledged first.",
			"Nagle 算法：%[1]s不够一个满的报文段，在 %[2]s 这边等；先前发出的 %[3]d 字节里，不满的报文段要先得到确认。", waits, End{s}, inFlight(s))
		c.Evidence = append(c.Evidence, say("Linux waits for its last small segment alone; RFC 9293 for all that was sent", "Linux 只等自己最后一个不满的报文段；RFC 9293 等所有发出的"))
	}
	return c
}

// nagleSeen is the evidence of Nagle's algorithm. It does not name the other
// end's window: in a simultaneous open, Linux has a wrong one for a moment.
func nagleSeen(s *trace.Socket) []Sentence {
	return []Sentence{
		neverSent(s),
		say("a full segment: %s; neither the other end's window nor cwnd (%d) is full", "满的报文段：%s；对端的窗口和 cwnd（%d）都没有满", bytes(s.Info.MSS), s.Info.Cwnd),
		say("TCP_NODELAY switches it off; TCP_CORK and MSG_MORE would look the same", "TCP_NODELAY 会关掉它；TCP_CORK 和 MSG_MORE 看起来也是这样"),
	}
}

func oneQueue(l *look) *Cause {
	p := l.arrived
	if p == nil || p.Proto != "tcp" || p.Len == 0 {
		return nil
	}
	was, is := l.was(p.Dst, p.Src), l.now(p.Dst, p.Src)
	if was == nil || is == nil || unread(was) == 0 || unread(is) != unread(was)+p.Len {
		return nil
	}
	return &Cause{
		Say: say("%[2]d bytes of more than one segment lie in one queue at %[1]s now: one read may get them together. TCP keeps no borders.",
			"%[1]s 的同一个队列里现在有 %[2]d 字节，来自不止一个报文段：一次读可能把它们一起读走。TCP 不保留边界。", End{is}, unread(is)),
		Evidence: []Sentence{
			say("Recv-Q without the FIN: %d before, %d now", "不算 FIN 的 Recv-Q：先前 %d，现在 %d", unread(was), unread(is)),
			itsPacket(p),
		},
		Source: "RFC 9293, section 2.2",
	}
}
