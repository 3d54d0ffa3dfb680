package cause

import (
	"tcplab/lab/tcp"
	"tcplab/lab/trace"
)

// The causes of what a kernel throws away though its packet came in: a datagram that
// finds no room, a connection that finds the accept queue full, and one that was reset
// while it waited there.

// bufferFull tells of a datagram for which a socket's receive buffer had no room. The
// kernel counts what it throws away (SK_MEMINFO of sock_diag(7)), for other reasons, too.
// So the sentence needs a buffer that had not twice the room that the datagram may
// take: Linux counts its own overhead, and memory comes in powers of two.
func bufferFull(l *look) *Cause {
	p := l.datagram()
	if p == nil {
		return nil
	}
	was := l.onlyTaker(p)
	if was == nil || was.Memory == nil || unreadMemory(was) == 0 {
		return nil
	}
	is := byID(l.step, was.ID)
	if is == nil || is.State == closed || is.Memory == nil || is.Memory.Drops <= was.Memory.Drops {
		return nil
	}
	const overhead = 1024
	if room := was.Memory.RecvRoom - was.Memory.RecvUsed; room >= 2*(p.Len+overhead) {
		return nil
	}
	return &Cause{
		Say: say("The receive buffer of %[1]s is full: %[2]d of %[3]d bytes of memory. So its kernel throws away the %[4]s, and tells nobody.",
			"%[1]s 的接收缓冲区满了：内存 %[2]d/%[3]d 字节。所以内核丢掉这 %[4]s，谁也不告诉。", End{is}, was.Memory.RecvUsed, was.Memory.RecvRoom, bytes(p.Len)),
		Evidence: []Sentence{
			say("packet: %s", "包：%s", Packet{p}),
			say("packets that %s's kernel has thrown away: %d before this step, %d now", "%s 的内核丢掉的包：这一步之前 %d，现在 %d", End{is}, was.Memory.Drops, is.Memory.Drops),
			say("SO_RCVBUF sets the room; a datagram takes more of it than its bytes", "空间由 SO_RCVBUF 决定；一个数据报占的比它的字节数多"),
		},
		Source: "udp(7); socket(7)",
	}
}

// unreadMemory returns the memory that the datagrams in a socket's queue take.
func unreadMemory(s *trace.Socket) int { return max(s.RecvQ, s.Memory.RecvUsed) }

// onlyTaker returns the socket that a datagram may go to, as it was before the step;
// nil if there is none, or if there are several.
func (l *look) onlyTaker(p *trace.Packet) *trace.Socket {
	var found *trace.Socket
	for i := range l.before.Sockets {
		s := &l.before.Sockets[i]
		if !takes(s, p) {
			continue
		}
		if found != nil {
			return nil
		}
		found = s
	}
	return found
}

// overflowReset tells of a connection that is reset because the accept queue is full.
// Linux does that only if tcp_abort_on_overflow is set; else it passes the ACK over.
func overflowReset(l *look) *Cause {
	p := l.arrived
	if p == nil || p.Proto != "tcp" || has(p, "S") || has(p, "R") {
		return nil
	}
	was, ln, rst := l.was(p.Dst, p.Src), queue(l.step, p.Dst), l.answer(p, "RST")
	if was == nil || was.Owned || !stateIn(was, tcp.SynRcvd) || l.now(p.Dst, p.Src) != nil || rst == nil || !full(ln) || !full(queue(l.before, p.Dst)) {
		return nil
	}
	return &Cause{
		Say: say("The accept queue of %[1]s is full: %[2]s, the limit is %[3]d and one more. With tcp_abort_on_overflow its kernel answers with RST.",
			"%[1]s 的全连接队列满了：%[2]s，上限是 %[3]d，内核多放一条。设了 tcp_abort_on_overflow，内核就用 RST 回答。", End{ln}, plural(ln.RecvQ, "1 waits", "%d wait", "里面有 %d 条"), ln.SendQ),
		Evidence: []Sentence{queueOf(ln), itsPacket(p), itsPacket(rst)},
		Source:   "tcp(7), tcp_abort_on_overflow; listen(2)",
	}
}

// resetInQueue tells what a RST leaves of a connection that no program has accepted.
func resetInQueue(l *look) *Cause {
	p := l.arrived
	if p == nil || !has(p, "R") {
		return nil
	}
	was := l.was(p.Dst, p.Src)
	if was == nil || was.Owned || !stateIn(was, tcp.Established) || l.now(p.Dst, p.Src) != nil {
		return nil
	}
	ln, before := queueWith(l.step, p.Dst), queueWith(l.before, p.Dst)
	if ln == nil || before == nil || ln.ID != before.ID || ln.RecvQ != before.RecvQ {
		return nil // a program has taken it in this step
	}
	c := &Cause{
		Say: say("The RST ends a connection that no program has accepted. It stays in the accept queue (%[1]d): accept still returns it, and then a read fails.",
			"RST 结束了一条还没有程序接受的连接。它仍留在全连接队列里（%[1]d 条）：accept 照样返回它，之后读就会失败。", ln.RecvQ),
		Evidence: []Sentence{queueOf(ln), itsPacket(p)},
		Source:   "accept(2); RFC 9293, section 3.10.7.4",
	}
	if n := unread(was); n > 0 {
		c.Say = say("The RST ends a connection that no program has accepted: an accept still gets it, with %[1]s to read, then ECONNRESET.",
			"RST 结束了一条还没有程序接受的连接：accept 照样返回它，还能读到 %[1]s，再读就是 ECONNRESET。", bytes(n))
	}
	return c
}

// queueWith returns the listener in whose accept queue the connections to an address
// wait. If several share it, as with SO_REUSEPORT, that is the only one with something
// in its queue; nil if nobody can say.
func queueWith(step *trace.Step, at string) *trace.Socket {
	ln := listener(step, at)
	if ln == nil {
		return nil
	}
	var found *trace.Socket
	for _, s := range twins(step, ln) {
		switch {
		case s.RecvQ == 0:
		case found != nil:
			return nil
		default:
			found = s
		}
	}
	return found
}

// twins lists the listeners at one listener's address, itself among them.
func twins(step *trace.Step, ln *trace.Socket) (list []*trace.Socket) {
	for i := range step.Sockets {
		if s := &step.Sockets[i]; s.Role == trace.RoleListener && s.State == ln.State && s.Local == ln.Local {
			list = append(list, s)
		}
	}
	return list
}

// sharesPort is the evidence of other listeners at the same address; none if there are
// none.
func (l *look) sharesPort(ln *trace.Socket) (list []Sentence) {
	for _, s := range twins(l.step, ln) {
		if s.ID != ln.ID {
			list = append(list, say("%s listens there, too (SO_REUSEPORT); in its queue: %d. The kernel chooses a listener for each SYN", "%s 也在那里监听（SO_REUSEPORT），它的队列里有 %d 条。每个 SYN 归谁，由内核选", End{s}, s.RecvQ))
		}
	}
	return list
}
