package cause

import (
	"slices"

	"tcplab/lab/tcp"
	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// The causes that a RST brings which comes in: it ends a connection, and a call hears of
// it.

// arrivedReset tells what a RST that ends a connection leaves of it, and who hears
// of it.
func arrivedReset(l *look) *Cause {
	p := l.arrived
	if p == nil || !has(p, "R") {
		return nil
	}
	was := l.was(p.Dst, p.Src)
	if was == nil || l.now(p.Dst, p.Src) != nil {
		return nil
	}
	n, lost := unread(was), data(was, was.SendQ)
	c := &Cause{
		Evidence: []Sentence{itsPacket(p), say("%s was in %s: unread %s, Send-Q %d", "%s 先前处于 %s：未读 %s，Send-Q %d", End{was}, was.State, bytes(n), was.SendQ)},
		Source:   "RFC 9293, section 3.10.7.4; tcp(7)",
	}
	if n == 0 && was.SendQ == 0 {
		c.Evidence[1] = say("%s was in %s: Recv-Q %d, Send-Q 0", "%s 先前处于 %s：Recv-Q %d，Send-Q 0", End{was}, was.State, was.RecvQ)
	}
	switch {
	case was.Owned:
		return l.resetHeard(c, was, n, lost)
	case stateIn(was, tcp.SynRcvd):
		c.Say = say("The RST ends this attempt: the kernel of %[1]s forgets the connection in SYN_RCVD, and no program there hears of it.",
			"RST 结束了这次尝试：%[1]s 的内核忘掉这条还在 SYN_RCVD 的连接，那边没有程序会知道。", End{was})
		c.Evidence = []Sentence{itsPacket(p), say("%s was in SYN_RCVD, and no program held it", "%s 先前处于 SYN_RCVD，没有程序持有它", End{was})}
	case orphan(was) && lost > 0:
		c.Say = say("The RST ends the connection: no ACK has come for %[2]s of %[1]s. It had closed before, so no call tells it of that.",
			"RST 结束了连接：%[1]s 有 %[2]s从未得到确认。它早已关闭，所以没有哪次调用会告诉它。", End{was}, bytes(lost))
	default:
		return nil
	}
	return c
}

// resetHeard adds to a RST's cause what the program hears that holds the
// connection: n bytes are unread, and for lost bytes no ACK has come.
func (l *look) resetHeard(c *Cause, was *trace.Socket, n, lost int) *Cause {
	call := l.waitedAt(was)
	inWait := stateIn(was, tcp.CloseWait) // its kernel has another error for it, EPIPE
	switch {
	case stateIn(was, tcp.SynSent):
		c.Say = say("The RST answers the SYN of %[1]s: the attempt is over, and connect fails with ECONNREFUSED.",
			"这个 RST 回答的是 %[1]s 的 SYN：这次尝试结束，connect 以 ECONNREFUSED 失败。", End{was})
		c.Source = "RFC 9293, section 3.10.7.3"
		c.Evidence[1] = say("%s was in SYN_SENT and waited for this answer", "%s 先前处于 SYN_SENT，等的就是这个回答", End{was})
	case !stateIn(was, tcp.Established, tcp.FinWait1, tcp.FinWait2, tcp.CloseWait):
		return nil
	case call != nil:
		c.Evidence = append(c.Evidence, say("%s waited in %s", "%s 等在 %s 里", End{was}, Call{call}))
		c.Say = say("The RST ends the connection: %[2]s of %[1]s, which waited, fails with %[3]s.%[4]s",
			"RST 结束了连接：%[1]s 正等着的 %[2]s 以 %[3]s 失败。%[4]s", End{was}, Call{call}, map[bool]string{false: "ECONNRESET", true: "EPIPE"}[inWait], leaves(n, lost))
	case inWait && lost > 0:
		c.Say = say("The RST ends the connection: no ACK has come for %[2]s of %[1]s. In CLOSE_WAIT its next write fails with EPIPE.",
			"RST 结束了连接：%[1]s 有 %[2]s从未得到确认。它处于 CLOSE_WAIT，下一次写以 EPIPE 失败。", End{was}, bytes(lost))
	case inWait:
		c.Say = say("The RST ends the connection. %[1]s was in CLOSE_WAIT: it still reads EOF, and its next write fails with EPIPE.",
			"RST 结束了连接。%[1]s 先前处于 CLOSE_WAIT：读到的还是 EOF，下一次写以 EPIPE 失败。", End{was})
	case n > 0:
		c.Say = say("The RST ends the connection. %[1]s can still read the %[2]s in its queue; then, or at a write, it gets ECONNRESET.",
			"RST 结束了连接。先前到的 %[2]s，%[1]s 还读得到；读完再读，或者去写，就得到 ECONNRESET。", End{was}, bytes(n))
	case lost > 0:
		c.Say = say("The RST ends the connection: no ACK has come for %[2]s of %[1]s, and it cannot know if they were read.",
			"RST 结束了连接：%[1]s 有 %[2]s从未得到确认，对端读没读到，它无从知道。", End{was}, bytes(lost))
	case l.header.Open || slices.ContainsFunc(l.before.Calls, func(c trace.Call) bool { return c.Status == trace.CallRunning && about(&c, was) }):
		c.Say = say("The RST ends the connection: the read or write in which %[1]s waits, or else its next one, fails with ECONNRESET.",
			"RST 结束了连接。%[1]s 如果正等在读或写里，那次读写就以 ECONNRESET 失败；否则是下一次读写。", End{was})
	default:
		c.Say = say("The RST ends the connection. %[1]s waits in no call, so it hears of it later: its next read or write fails with ECONNRESET.",
			"RST 结束了连接。%[1]s 没有等在哪次调用里，要晚些才知道：它下一次读或写以 ECONNRESET 失败。", End{was})
	}
	return c
}

// waitedAt returns the one call that waited at a connection before the step, and
// that a RST ends; nil if there was none, or if nobody can say which it was.
func (l *look) waitedAt(was *trace.Socket) (found *trace.Call) {
	for i := range l.before.Calls {
		c := &l.before.Calls[i]
		if c.Status != trace.CallRunning || c.Socket != was.ID || len(c.Set) > 0 || !slices.Contains(reads, c.Name) && !slices.Contains(writes, c.Name) {
			continue
		}
		if found != nil {
			return nil
		}
		found = c
	}
	return found
}

// leaves says what becomes of the bytes of a connection that a RST ends.
func leaves(n, lost int) words.Word {
	switch {
	case n > 0:
		return plural(n, " It leaves 1 byte unread.", " It leaves %d bytes unread.", "还有 %d 字节没读。")
	case lost > 0:
		return plural(lost, " No ACK has come for its 1 byte.", " No ACK has come for its %d bytes.", "它有 %d 字节从未得到确认。")
	}
	return words.Word{}
}
