package cause

import (
	"slices"

	"tcplab/lab/tcp"
	"tcplab/lab/trace"
)

// The causes of what becomes of a connection that a program is to accept: it waits in the
// accept queue, finds no room there, or is reset there.

// full reports whether a listener's kernel takes no further connection. Linux
// takes one more than the limit.
func full(ln *trace.Socket) bool { return ln != nil && ln.RecvQ > ln.SendQ }

func acceptQueueFull(l *look) *Cause {
	p := l.arrived
	if p == nil || p.Proto != "tcp" || has(p, "R") {
		return nil
	}
	ln, was, is := queue(l.step, p.Dst), l.was(p.Dst, p.Src), l.now(p.Dst, p.Src)
	if !full(ln) || l.answer(p, "") != nil {
		return nil
	}
	c := &Cause{
		Evidence: []Sentence{
			say("accept queue of %s at %s: %d; its limit: %d; its kernel lets in one more", "%s 在 %s 的全连接队列：%d；上限：%d；内核多放进一个", End{ln}, ln.Local, ln.RecvQ, ln.SendQ),
			itsPacket(p),
		},
		Source: "listen(2)",
	}
	if call := l.inside(ln); call != nil {
		c.Evidence = append(c.Evidence, say("its program is in %s", "它的程序在 %s 里", Call{call}))
	}
	waits := plural(ln.RecvQ, "1 waits", "%d wait", "里面有 %d 条")
	switch {
	case has(p, "S") && !has(p, "A") && was == nil && is == nil:
		c.Say = say("The accept queue is full: %[2]s, the limit is %[3]d and one more. The SYN is dropped unanswered; an accept of %[1]s makes room.",
			"全连接队列满了：%[2]s，上限是 %[3]d，内核多放一条。内核丢掉 SYN，不回答；要 %[1]s 调用 accept，才会腾出位置。", End{ln}, waits, ln.SendQ)
	case !has(p, "S") && stateIn(was, tcp.SynRcvd) && stateIn(is, tcp.SynRcvd):
		c.Say = say("The accept queue is full: %[2]s, the limit is %[3]d and one more. %[4]s is passed over; SYN_RCVD lasts until %[1]s accepts.",
			"全连接队列满了：%[2]s，上限是 %[3]d，内核多放一条。所以内核不理会 %[4]s：要等 %[1]s 调用 accept 才离开 SYN_RCVD。", End{ln}, waits, ln.SendQ, Packet{p})
	case !has(p, "S") && was == nil && is == nil && stateIn(l.now(p.Src, p.Dst), tcp.Established): // of a SYN cookie: any other gets a RST
		c.Say = say("The accept queue is full: %[1]s, the limit is %[2]d and one more. %[3]s is dropped unanswered: %[4]s alone is connected.",
			"全连接队列满了：%[1]s，上限是 %[2]d，内核多放一条。内核丢掉 %[3]s，不回答：只有 %[4]s 以为连上了。", waits, ln.SendQ, Packet{p}, End{l.now(p.Src, p.Dst)})
	default:
		return nil
	}
	return c
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

func notAccepted(l *look) *Cause {
	s, ln := l.unaccepted()
	if s == nil {
		return nil
	}
	calls, _ := l.callsOf(ln)
	accepts := slices.ContainsFunc(calls, func(c *trace.Call) bool { return about(c, ln) })
	if accepts && l.header.Open {
		return nil // it is just taking it
	}
	p, was := l.arrived, l.was(l.arrived.Dst, l.arrived.Src)
	if p.Len == 0 && (!l.known || was != nil && was.State == s.State) {
		return nil // it was said when the connection came into the queue
	}
	call := l.inside(ln)
	if accepts {
		call = nil
	}
	c := &Cause{
		Evidence: append([]Sentence{queueOf(ln)}, l.sharesPort(ln)...),
		Source:   "accept(2); listen(2)",
	}
	n := unread(s)
	waits := plural(n, "its byte waits", "its %d bytes wait", "它的 %d 字节")
	switch {
	case call != nil && n > 0:
		c.Say = say("Nobody has accepted this connection: %[1]s in the kernel, and %[3]s is in %[4]s%[5]s. Accept queue: %[2]d.",
			"没有程序接受这条连接：%[1]s留在内核里，而 %[3]s 在 %[4]s%[5]s里。全连接队列：%[2]d 条。", waits, ln.RecvQ, End{ln}, Call{call}, l.aside(call, ln))
	case n > 0:
		c.Say = say("No program has accepted this connection yet: %s in the kernel. Accept queue: %d.",
			"还没有程序接受这条连接：%s留在内核里。全连接队列：%d 条。", waits, ln.RecvQ)
	case call != nil:
		c.Say = say("The kernel has made this connection by itself. It is in the accept queue (%[1]d of at most %[2]d); %[3]s is in %[4]s%[5]s.",
			"这条连接是内核自己建立的。它在全连接队列里等，共 %[1]d 条，最多 %[2]d 条；%[3]s 在 %[4]s%[5]s里。", ln.RecvQ, ln.SendQ+1, End{ln}, Call{call}, l.aside(call, ln))
	default:
		c.Say = say("The kernel has made this connection by itself. It is in the accept queue (%d of at most %d) until a program accepts it.",
			"这条连接是内核自己建立的。它在全连接队列里等程序来接受，共 %d 条，最多 %d 条。", ln.RecvQ, ln.SendQ+1)
	}
	return c
}

// unaccepted returns the connection that the arrived packet belongs to if no
// program has accepted it, and the listener in whose queue it is; nil if it is
// another program's, or if that is not known.
func (l *look) unaccepted() (s, ln *trace.Socket) {
	if p := l.arrived; p != nil && p.Proto == "tcp" {
		s = l.now(p.Dst, p.Src)
	}
	if s == nil || s.Owned || !stateIn(s, tcp.Established, tcp.CloseWait) {
		return nil, nil
	}
	if ln = queueWith(l.step, s.Local); ln == nil {
		return nil, nil
	}
	return s, ln
}

// queueOf is the evidence of a listener's accept queue.
func queueOf(ln *trace.Socket) Sentence {
	return say("accept queue of %s at %s: %d, limit %d", "%s 在 %s 的全连接队列：%d，上限 %d", End{ln}, ln.Local, ln.RecvQ, ln.SendQ)
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
