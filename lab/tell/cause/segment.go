package cause

import (
	"slices"

	"tcplab/lab/tcp"
	"tcplab/lab/trace"
)

// The causes of what becomes of a segment that comes in late, early, or twice.

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
