package cause

import (
	"slices"
	"strings"

	"tcplab/lab/tcp"
	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// The causes of a connection on which nothing moves though no end has closed it: both
// ends read, both write, or one waits for the other, which does something else.

// reads are the calls that wait for bytes of a connection: those of package net
// in a lesson, and the system calls of Linux in an open lab.
var reads = []string{"Read", "ReadAll", "recvfrom", "recvmsg", "recvmmsg", "read", "readv"}

// watches are the system calls that wait until one of several descriptors is
// ready.
var watches = []string{"poll", "ppoll", "select", "pselect6", "epoll_wait", "epoll_pwait", "epoll_pwait2"}

// onlyReads returns the call in which a program waits for bytes of a connection,
// if none of its calls can do anything else before such bytes come; else nil.
func (l *look) onlyReads(s *trace.Socket) *trace.Call {
	return l.only(s, reads, func(watch *trace.Call) bool { return !slices.Contains(watch.Out, s.ID) })
}

// onlyWrites returns the call in which a program waits for room to send on a
// connection, if none of its calls can read from it before there is some; else nil.
func (l *look) onlyWrites(s *trace.Socket) *trace.Call {
	return l.only(s, writes, func(watch *trace.Call) bool { return slices.Contains(watch.Out, s.ID) })
}

// only returns the call in which a program waits at a connection: one of those names,
// or a watch of that connection alone that fits. It returns nil if another call of the
// program may do something first.
func (l *look) only(s *trace.Socket, names []string, fits func(watch *trace.Call) bool) *trace.Call {
	calls, sure := l.callsOf(s)
	if !sure {
		return nil
	}
	var found *trace.Call
	for _, c := range calls {
		switch {
		case c.Status != trace.CallRunning:
			return nil
		case c.Socket == s.ID && slices.Contains(names, c.Name),
			c.Socket == s.ID && len(c.Set) == 1 && !c.Input && slices.Contains(watches, c.Name) && fits(c):
			found = c
		case !l.idle(c):
			return nil
		}
	}
	return found
}

// idle reports whether a call of another goroutine or thread waits at a listener
// to which nobody comes.
func (l *look) idle(c *trace.Call) bool {
	s := byID(l.step, c.Socket)
	return s != nil && s.Role == trace.RoleListener && s.RecvQ == 0
}

func bothWait(l *look) *Cause {
	if len(l.step.Held) > 0 || l.step.HeldMore > 0 {
		return nil
	}
	for i := range l.step.Sockets {
		a := &l.step.Sockets[i]
		b := l.peer(a)
		if !stateIn(a, tcp.Established) || !stateIn(b, tcp.Established) || a.ID >= b.ID {
			continue
		}
		if !a.Owned || !b.Owned || a.RecvQ+a.SendQ+b.RecvQ+b.SendQ > 0 {
			continue
		}
		if a.Host == b.Host && a.Program == b.Program {
			continue // one program may wait at both ends for something else
		}
		ca, cb := l.onlyReads(a), l.onlyReads(b)
		if ca == nil || cb == nil {
			continue
		}
		c := &Cause{
			Say: say("Both wait for the other to speak: %s in %s, %s in %s. Queues and wire are empty.",
				"两边都在等对方先说话：%s 在 %s 里，%s 在 %s 里。队列和线路都空。", End{a}, Call{ca}, End{b}, Call{cb}),
			Evidence: []Sentence{
				say("%s and %s: ESTABLISHED, Recv-Q 0, Send-Q 0, so neither has sent a FIN", "%s 和 %s：ESTABLISHED，Recv-Q 0，Send-Q 0，所以谁也没发 FIN", End{a}, End{b}),
				say("a program that waits for EOF hears of it only when the other end closes or shuts down its sending side", "等 EOF 的程序，要到对端关闭、或关掉发送方向时才会知道"),
			},
			Source: "RFC 9293, section 3.6; shutdown(2)",
		}
		for _, call := range []*trace.Call{ca, cb} {
			if call.Timed {
				c.Evidence = append(c.Evidence, say("%s of %s ends by itself after a time that its program gave it", "%[2]s 的 %[1]s 等到程序给定的时间就会自己结束", Call{call}, End{byID(l.step, call.Socket)}))
			}
		}
		return c
	}
	return nil
}

// writes are the calls that wait for room to send on a connection, and hear of a RST:
// those of package net in a lesson, and the system calls of Linux in an open lab.
var writes = []string{"Write", "ReadFrom", "sendto", "sendmsg", "sendmmsg", "write", "writev", "sendfile", "sendfile64", "splice"}

// stuffed reports whether bytes wait at one end of a connection because the other
// end's window is 0, and bytes that came in lie there unread.
func stuffed(s *trace.Socket) bool {
	i := s.Info
	return s.Owned && stateIn(s, tcp.Established) && unread(s) > 0 && i != nil && i.NotSent != nil && *i.NotSent > 0 && i.SendWindow != nil && *i.SendWindow == 0
}

func bothWrite(l *look) *Cause {
	for i := range l.step.Sockets {
		a := &l.step.Sockets[i]
		if !stuffed(a) {
			continue
		}
		b := l.peer(a)
		if b == nil || a.ID >= b.ID || !stuffed(b) || !l.touches(a) && !l.touches(b) || l.oneProgram(a, b) {
			continue
		}
		ca, cb := l.onlyWrites(a), l.onlyWrites(b)
		if ca == nil || cb == nil {
			continue
		}
		c := &Cause{
			Say: say("Both write, neither reads: %s in %s, %s in %s. %d and %d bytes lie unread.",
				"两边都在写，谁也不读：%s 在 %s 里，%s 在 %s 里。没读的有 %d 和 %d 字节。", End{a}, Call{ca}, End{b}, Call{cb}, unread(a), unread(b)),
			Evidence: []Sentence{
				say("%s: window that it was given 0, never sent %s", "%s：得到的窗口 0，从未发出 %s", End{a}, bytes(*a.Info.NotSent)),
				say("%s: window that it was given 0, never sent %s", "%s：得到的窗口 0，从未发出 %s", End{b}, bytes(*b.Info.NotSent)),
			},
			Source: "RFC 9293, section 3.8.6; send(2)",
		}
		return c.endsByItself(ca, cb)
	}
	return nil
}

// oneProgram reports whether one program holds both ends of a connection.
func (l *look) oneProgram(a, b *trace.Socket) bool { return a.Host == b.Host && a.Program == b.Program }

// endsByItself adds to a cause which calls end after a time that their program gave
// them.
func (c *Cause) endsByItself(calls ...*trace.Call) *Cause {
	for _, call := range calls {
		if call.Timed {
			c.Evidence = append(c.Evidence, say("%s ends by itself after a time that its program gave it", "%s 等到程序给定的时间就会自己结束", Call{call}))
		}
	}
	return c
}

// elsewhere returns a call of the program that holds a connection, if all calls of all
// programs that hold it are known and none has to do with it; else nil. Several hold it
// after a fork.
func (l *look) elsewhere(s *trace.Socket) *trace.Call {
	if len(s.Also) >= trace.MaxAlso {
		return nil // there may be more
	}
	var found *trace.Call
	for _, program := range append([]string{s.Program}, s.Also...) {
		calls, sure := l.callsOf(&trace.Socket{ID: s.ID, Host: s.Host, Program: program})
		if !sure || slices.ContainsFunc(calls, func(c *trace.Call) bool { return c.Status != trace.CallRunning || about(c, s) }) {
			return nil
		}
		if found == nil {
			found = calls[0]
		}
	}
	return found
}

// also lists the programs that hold a socket beside the one that it is named by.
func also(s *trace.Socket) words.Word {
	return words.Word{strings.Join(s.Also, ", "), strings.Join(s.Also, "、")}
}

// sharedCloseWait tells of a connection in CLOSE_WAIT that several programs hold, as
// after a fork: one that closes it ends nothing.
func (l *look) sharedCloseWait(s *trace.Socket) *Cause {
	call := l.elsewhere(s)
	if call == nil {
		return nil // one of them may be about to close
	}
	return &Cause{
		Say: say("CLOSE_WAIT lasts until all %[2]d programs that hold this connection have closed it: not only %[1]s, which is in %[3]s.",
			"CLOSE_WAIT 要等持有这条连接的 %[2]d 个程序全都关闭才结束，不只是 %[1]s（它在 %[3]s 里）。", End{s}, len(s.Also)+1, Call{call}),
		Evidence: []Sentence{heldToo(s), onlyLast, say("%s: CLOSE_WAIT, Recv-Q %d", "%s：CLOSE_WAIT，Recv-Q %d", End{s}, s.RecvQ)},
		Source:   "close(2); fork(2)",
	}
}

// onlyLast is what a close and a shutdown do to a socket that several programs hold.
var onlyLast = say("a close before the last one sends nothing; a shutdown by any of them would send the FIN at once", "最后一个之前的 close 什么也不发；其中任何一个调用 shutdown，都会马上发出 FIN")

// heldToo is the evidence of the other programs that hold a socket.
func heldToo(s *trace.Socket) Sentence {
	return say("%s is held by %s, too", "%s 也由 %s 持有", End{s}, also(s))
}

// oneWaits tells of an end that waits for bytes while the other end's program is in
// another call. In a lesson a program stands where the student lets it stand, so
// this is of open labs.
func oneWaits(l *look) *Cause {
	if !l.header.Open || len(l.step.Held) > 0 || l.step.HeldMore > 0 {
		return nil
	}
	for i := range l.step.Sockets {
		a := &l.step.Sockets[i]
		if !a.Owned || !stateIn(a, tcp.Established, tcp.FinWait2) || a.RecvQ+a.SendQ > 0 || !l.touches(a) {
			continue
		}
		ca, b := l.onlyReads(a), l.peer(a)
		if ca == nil || !stateIn(b, tcp.Established, tcp.CloseWait) || b.SendQ > 0 || l.oneProgram(a, b) {
			continue
		}
		if ln := queueWith(l.step, b.Local); !b.Owned && ln != nil {
			if cb := l.elsewhere(ln); cb != nil {
				return l.waitsInQueue(a, b, ln, ca, cb)
			}
		}
		if cb := l.elsewhere(b); cb != nil && b.Owned {
			return l.waitsFor(a, b, ca, cb)
		}
	}
	return nil
}

// waitsFor says that end a waits in a call for end b, whose program is in another one.
func (l *look) waitsFor(a, b *trace.Socket, ca, cb *trace.Call) *Cause {
	c := &Cause{
		Say: say("%[1]s waits in %[2]s for %[3]s, which is in %[4]s, not on this connection.",
			"%[1]s 在 %[2]s 里等 %[3]s；后者在 %[4]s 里，没有在用这条连接。", End{a}, Call{ca}, End{b}, Call{cb}),
		Evidence: []Sentence{say("%s: %s, Recv-Q 0, Send-Q 0", "%s：%s，Recv-Q 0，Send-Q 0", End{a}, a.State), say("%s: %s, Recv-Q %d, Send-Q 0", "%s：%s，Recv-Q %d，Send-Q 0", End{b}, b.State, b.RecvQ)},
		Source:   "RFC 9293, section 3.9.1; recv(2)",
	}
	if b.RecvQ > 0 {
		has, where := words.Word{"the EOF lies", "EOF 还没读"}, words.Word{}
		if n := unread(b); n > 0 {
			has = plural(n, "1 byte lies", "%d bytes lie", "还有 %d 字节没读")
		}
		if cb.Socket != 0 || slices.Contains(reads, cb.Name) { // "in read: 7 bytes lie unread" would be read as a read of these
			where = words.Word{" elsewhere", "（不在这条连接上）"}
		}
		c.Say = say("%[1]s waits in %[2]s for %[3]s, which is in %[4]s%[6]s: %[5]s unread.",
			"%[1]s 在 %[2]s 里等 %[3]s；后者在 %[4]s 里%[6]s，%[5]s。", End{a}, Call{ca}, End{b}, Call{cb}, has, where)
	}
	if len(b.Also) > 0 {
		c.Say = say("%[1]s waits in %[2]s. %[5]d programs hold the other end, and none is in a call on it: a FIN goes out once all have closed it.",
			"%[1]s 在 %[2]s 里等。对端由 %[5]d 个程序共同持有，谁也没有在用它：要等全都关闭，才会发 FIN。", End{a}, Call{ca}, End{b}, Call{cb}, len(b.Also)+1)
		c.Evidence = append(c.Evidence, heldToo(b), onlyLast)
		c.Source = "close(2); fork(2)"
	}
	c.Evidence = append(c.Evidence, l.isOn(cb, b)...)
	return c.endsByItself(ca)
}

// isOn is the evidence of the socket that a call of the program that holds s is about;
// none if it is about none.
func (l *look) isOn(c *trace.Call, s *trace.Socket) []Sentence {
	o := byID(l.step, c.Socket)
	if o == nil {
		return nil
	}
	return []Sentence{say("%s of %s is on %s%s", "%[2]s 的 %[1]s 是在 %[3]s%[4]s 上", Call{c}, Program{s}, o.Local, onward(o))}
}

// waitsInQueue says that end a waits in a call for end b, which no program has accepted.
// The program that listens there is in another call.
func (l *look) waitsInQueue(a, b, ln *trace.Socket, ca, cb *trace.Call) *Cause {
	c := &Cause{
		Say: say("%[1]s waits in %[2]s, and nobody has accepted the other end: %[3]s listens there and is in %[4]s.",
			"%[1]s 在 %[2]s 里等，而对端还没有程序接受：在那里监听的 %[3]s 在 %[4]s 里。", End{a}, Call{ca}, Program{ln}, Call{cb}),
		Evidence: append([]Sentence{
			say("%s: %s, Recv-Q 0, Send-Q 0", "%s：%s，Recv-Q 0，Send-Q 0", End{a}, a.State),
			say("the other end: no program holds it, unread %s", "对端：没有程序持有它，未读 %s", bytes(unread(b))),
			queueOf(ln),
		}, l.sharesPort(ln)...),
		Source: "accept(2); listen(2)",
	}
	c.Evidence = append(c.Evidence, l.isOn(cb, ln)...)
	return c.endsByItself(ca)
}

// onward names the address that a socket is connected to.
func onward(s *trace.Socket) words.Word {
	if s.Remote == "" {
		return words.Word{}
	}
	return words.Word{" → " + s.Remote, " → " + s.Remote}
}
