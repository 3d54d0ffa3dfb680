package cause

import (
	"slices"
	"strings"

	"tcplab/lab/tcp"
	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// The causes of a RST that a kernel sends.

// resetAtClose returns the RST by which a connection's end was torn down that its
// program held until then, and that end before the step. Its kernel sends such a
// RST with an ACK and no FIN before it in the step. It returns nil if the step has
// none. A kernel also sends one if keepalive probes got no answer.
func (l *look) resetAtClose() (rst *trace.Packet, was *trace.Socket) {
	for _, p := range l.sent {
		if !has(p, "R") || !has(p, "A") {
			continue
		}
		s := l.was(p.Src, p.Dst)
		if s == nil || l.now(p.Src, p.Dst) != nil || l.silent(s) {
			continue
		}
		// A connection can come out of the accept queue and be closed within one
		// step; one that nobody accepts sends no data.
		accepted := stateIn(s, tcp.SynRcvd, tcp.Established) && slices.ContainsFunc(l.sent, func(d *trace.Packet) bool { return d.Src == p.Src && d.Dst == p.Dst && d.Len > 0 })
		if !accepted && !(s.Owned && stateIn(s, tcp.Established, tcp.CloseWait, tcp.FinWait1, tcp.FinWait2)) {
			continue
		}
		if slices.ContainsFunc(l.sent, func(f *trace.Packet) bool { return f.Src == p.Src && f.Dst == p.Dst && has(f, "F") }) {
			continue
		}
		return p, s
	}
	return nil, nil
}

// probes returns the number of probes of a socket's kernel to which no answer has
// come.
func probes(s *trace.Socket) int {
	n := 0
	if s.Info != nil {
		n = s.Info.Probes
	}
	if s.Timer != nil && s.Timer.Kind == trace.TimerKeepalive {
		n = max(n, s.Timer.Retransmits)
	}
	return n
}

// silent reports whether in this step a socket's kernel may have given up a peer
// that has answered no probe.
func (l *look) silent(s *trace.Socket) bool { return probes(s) > 0 && (s.Timer == nil || l.ranOut(s)) }

// camePast returns the bytes that the step brought to a connection's end.
func (l *look) camePast(s *trace.Socket) int {
	if p := l.arrived; p != nil && p.Src == s.Remote && p.Dst == s.Local {
		return p.Len
	}
	return 0
}

func unreadAtClose(l *look) *Cause {
	rst, was := l.resetAtClose()
	if rst == nil {
		return nil
	}
	n, came := unread(was), l.camePast(was)
	c := &Cause{
		Evidence: append(l.closing(was), queueWas(was), itsPacket(rst)),
		Source:   "RFC 9293, section 3.6.1; RFC 2525, section 2.17",
	}
	switch {
	case n > 0 && (came > 0 || l.mayHaveRead(was)): // before it closed, all within the step
		c.Say = say("%[1]s %[3]s; %[2]s stood in its queue. It sends RST, not FIN: so they were not all read, or SO_LINGER 0 was set.",
			"%[1]s %[3]s了，它的队列里有过 %[2]s。它发 RST 而不发 FIN：说明没有全部读完，或者设了 SO_LINGER 0。", End{was}, bytes(n+came), l.ending(was))
		c.Evidence = append(c.Evidence, looksTheSame)
	case n > 0 && stateIn(was, tcp.FinWait1, tcp.FinWait2):
		c.Say = say("%[1]s %[3]s with %[2]s unread: so its kernel sends RST, though its FIN is out. What it had sent may be lost with it.",
			"%[1]s %[3]s时还有 %[2]s未读：先前虽已发过 FIN，这时内核还是发 RST。它先前发出的数据可能一并丢失。", End{was}, bytes(n), l.ending(was))
	case n > 0 && rst.Seq == 1: // it has sent nothing that could be lost
		c.Say = say("%[1]s %[3]s with %[2]s unread: so its kernel sends RST instead of FIN, so that the other end learns that they were lost.",
			"%[1]s %[3]s时还有 %[2]s未读：这时内核发 RST 而不发 FIN，好让对端知道它们丢了。", End{was}, bytes(n), l.ending(was))
	case n > 0:
		c.Say = say("%[1]s %[3]s with %[2]s unread: so its kernel sends RST instead of FIN. What it had sent before may be lost with it.",
			"%[1]s %[3]s时还有 %[2]s未读：这时内核发 RST 而不发 FIN。它先前发出的数据可能一并丢失。", End{was}, bytes(n), l.ending(was))
	case came > 0:
		c.Say = say("%[1]s %[3]s when %[2]s had just come in. A RST instead of FIN: not all were read, or SO_LINGER 0 was set.",
			"刚到 %[2]s，%[1]s 就%[3]s了。发 RST 而不发 FIN：不是没读完，就是设了 SO_LINGER 0。", End{was}, bytes(came), l.ending(was))
		c.Evidence = append(c.Evidence, looksTheSame)
	default:
		return nil
	}
	return c
}

// mayHaveRead reports whether a socket's program may have read from it within the
// step. In a lesson every read is a call of its own.
func (l *look) mayHaveRead(s *trace.Socket) bool {
	return l.header.Open || slices.ContainsFunc(l.step.Events, func(e trace.Event) bool {
		return e.Kind == trace.EventEnded && e.Host == s.Host && strings.HasPrefix(e.Name, "Read")
	})
}

// ending says what a program did to a socket that is gone: it closed it, or has
// ended itself. In an open lab only a program that still holds a socket is known not
// to have ended.
func (l *look) ending(s *trace.Socket) words.Word {
	if l.header.Open && !l.lives(s) {
		return words.Word{"closed or ended", "关闭或结束"}
	}
	if slices.ContainsFunc(l.step.Events, func(e trace.Event) bool { return e.Kind == trace.EventExit && e.Host == s.Host }) {
		return words.Word{"ended", "结束"}
	}
	return words.Word{"closed", "关闭"}
}

// lives reports whether the program of a socket holds another one after the step, in an
// open lab.
func (l *look) lives(s *trace.Socket) bool {
	return s.Program != "" && slices.ContainsFunc(l.step.Sockets, func(o trace.Socket) bool {
		return o.ID != s.ID && o.Owned && o.Program == s.Program
	})
}

// looksTheSame is what a step cannot tell from a close that resets.
var looksTheSame = say("ss -K, and a connect to AF_UNSPEC, would look the same", "ss -K 和对 AF_UNSPEC 的 connect 看起来也是这样")

func abortiveClose(l *look) *Cause {
	rst, was := l.resetAtClose()
	if rst == nil || unread(was) > 0 || l.camePast(was) > 0 {
		return nil
	}
	c := &Cause{
		Say: say("%s %s with nothing unread, and its kernel sends RST all the same: an abortive close, as SO_LINGER 0 asks for.",
			"%s %s时没有未读数据，内核却还是发 RST：这是 SO_LINGER 0 要求的突然关闭。", End{was}, l.ending(was)),
		Evidence: append(l.closing(was), queueWas(was), itsPacket(rst), looksTheSame),
		Source:   "RFC 9293, section 3.9.1.6; socket(7)",
	}
	if n := data(was, was.SendQ); n > 0 {
		c.Evidence = append(c.Evidence, say("Send-Q of %s before this step: %s, thrown away", "这一步之前，%s 的 Send-Q：%s，都被丢掉", End{was}, bytes(n)))
	}
	return c
}

// closing is the evidence of the call with which a lesson's program closed.
func (l *look) closing(s *trace.Socket) []Sentence {
	for _, e := range l.step.Events {
		if e.Kind == trace.EventExit && e.Host == s.Host {
			return []Sentence{say("%s has ended: %s", "%s 已结束：%s", Host(e.Host), e.Text)}
		}
	}
	if m := l.step.Move; m.Kind == trace.MoveCall && m.Host == s.Host {
		return []Sentence{say("call: %s of %s", "调用：%[2]s 的 %[1]s", m.Name, Host(m.Host))}
	}
	return nil
}

func listenerClosed(l *look) *Cause {
	for _, p := range l.sent {
		was := l.was(p.Src, p.Dst)
		if !has(p, "R") || !has(p, "A") || was == nil || was.Owned || l.now(p.Src, p.Dst) != nil || !stateIn(was, tcp.SynRcvd, tcp.Established, tcp.CloseWait) {
			continue
		}
		ln := listener(l.before, p.Src)
		if ln == nil || listener(l.step, p.Src) != nil {
			continue
		}
		c := &Cause{
			Say: say("The listener of %[1]s is gone: the connection of %[2]s, which nobody had accepted, is reset.",
				"%[1]s 的监听套接字没有了：%[2]s 那条连接还没有被接受，所以被重置。", End{ln}, was.Remote),
			Evidence: []Sentence{
				say("listener at %s: LISTEN before this step, gone now; accept queue: %d", "%s 的监听套接字：这一步之前是 LISTEN，现在没有了；全连接队列：%d", ln.Local, ln.RecvQ),
				itsPacket(p),
			},
			Source: "RFC 9293, section 3.10.5; listen(2)",
		}
		if n := l.resetBeside(p); n > 1 {
			c.Say = say("The listener of %[1]s is gone: the %[2]d connections in its accept queue, which nobody had accepted, are reset.",
				"%[1]s 的监听套接字没有了：它的全连接队列里有 %[2]d 条连接还没有被接受，所以都被重置。", End{ln}, n)
		}
		return c
	}
	return nil
}

// resetBeside counts the connections at the address of a RST's sender that no
// program had accepted and that were reset in this step.
func (l *look) resetBeside(rst *trace.Packet) (n int) {
	for _, p := range l.sent {
		if was := l.was(p.Src, p.Dst); has(p, "R") && p.Src == rst.Src && was != nil && !was.Owned && l.now(p.Src, p.Dst) == nil {
			n++
		}
	}
	return n
}

func nobodyReads(l *look) *Cause {
	p := l.arrived
	if p == nil || p.Proto != "tcp" || p.Len == 0 && !has(p, "F") {
		return nil
	}
	was, rst := l.was(p.Dst, p.Src), l.answer(p, "RST")
	if was == nil || rst == nil || !orphan(was) {
		return nil
	}
	if p.Len == 0 { // a FIN that is the next thing to come is acknowledged
		return &Cause{
			Say: say("A RST answers: bytes before this FIN are missing, and nobody is left to read them. %s %s.",
				"这个 FIN 之前还缺字节，也没有人来读了：%s %s。所以内核用 RST 回答。", End{was}, l.left(was)),
			Evidence: []Sentence{
				itsPacket(p),
				say("%s was in %s, and no program held it", "%s 处于 %s，没有程序持有它", End{was}, was.State),
				itsPacket(rst),
			},
			Source: "RFC 9293, section 3.6.1",
		}
	}
	c := &Cause{
		Say: say("Nobody is left to read %s: %s %s. So its kernel answers with RST.",
			"没有人来读这 %s了：%s %s。所以内核用 RST 回答。", plural(p.Len, "this byte", "these %d bytes", "%d 字节"), End{was}, l.left(was)),
		Evidence: []Sentence{
			itsPacket(p),
			say("%s was in %s, and no program held it", "%s 处于 %s，没有程序持有它", End{was}, was.State),
			itsPacket(rst),
		},
		Source: "RFC 9293, section 3.6.1",
	}
	if f := l.crossed(p); f != nil {
		c.Say = say("Nobody is left to read %[1]s: %[2]s %[3]s. %[4]s its FIN on the way: a RST answers.",
			"没有人来读这 %[1]s了：%[2]s %[3]s。这些数据和它的 FIN 在路上交错，得到的回答是 RST。", plural(p.Len, "this byte", "these %d bytes", "%d 字节"), End{was}, l.left(was), plural(p.Len, "It met", "They met", ""))
		c.Evidence = append(c.Evidence, say("that FIN: %s; ack %d says that it had not come in when the bytes left", "那个 FIN：%s；ack %d 说明，数据发出时它还没到", f.Numbers(), p.Ack))
	}
	return c
}

// crossed returns the FIN of the end that a segment goes to, if the segment left before
// that FIN came in; nil if it did not, or if that is not known. A segment acknowledges
// all that its sender has got.
func (l *look) crossed(p *trace.Packet) *trace.Packet {
	var f *trace.Packet // the newest one: the ports may have had another connection before
	for _, list := range [][]trace.Packet{l.step.Held, l.step.Wire} {
		for i := range list {
			if o := &list[i]; has(o, "F") && o.Src == p.Dst && o.Dst == p.Src && (f == nil || o.ID > f.ID) {
				f = o
			}
		}
	}
	if f == nil || f.Fate == trace.FateDropped || f.Fate == trace.FateLost || !isBefore(p.Ack, end(f)) {
		return nil
	}
	return f
}

// left says how a program left its connection: in a lesson it lives still or it has
// ended, and in an open lab one that holds another socket lives.
func (l *look) left(s *trace.Socket) words.Word {
	if l.header.Open && l.lives(s) {
		return words.Word{"has closed the connection", "已经关闭了连接"}
	}
	for _, h := range l.step.Hosts {
		switch {
		case l.header.Open || h.Host != s.Host:
		case h.Alive:
			return words.Word{"has closed the connection", "已经关闭了连接"}
		default:
			return words.Word{"has ended", "已经结束"}
		}
	}
	return words.Word{"had closed the connection or ended", "早已关闭连接或已结束"}
}

func nobodyListens(l *look) *Cause {
	p := l.arrived
	if p == nil || !has(p, "S") || has(p, "A") {
		return nil
	}
	rst := l.answer(p, "RST")
	if rst == nil || listener(l.step, p.Dst) != nil || listener(l.before, p.Dst) != nil || l.was(p.Dst, p.Src) != nil {
		return nil
	}
	c := &Cause{
		Say: say("Nobody listens on %s: its kernel answers the SYN with RST, without asking any program.",
			"没有程序在 %s 上监听：内核不问任何程序，直接用 RST 回答 SYN。", p.Dst),
		Evidence: []Sentence{itsPacket(p), itsPacket(rst)},
		Source:   "RFC 9293, section 3.10.7.1",
	}
	var others []*trace.Socket
	for i := range l.step.Sockets {
		if s := &l.step.Sockets[i]; s.Role == trace.RoleListener && s.State == string(tcp.Listen) && port(s.Local) == port(p.Dst) {
			others = append(others, s)
			c.Evidence = append(c.Evidence, listensElsewhere(s, p.Dst))
		}
	}
	if len(others) == 1 {
		c.Say = say("Nobody listens on %[1]s: %[2]s does so only at %[3]s. So its kernel answers the SYN with RST.",
			"没有程序在 %[1]s 上监听：%[2]s 只在 %[3]s 上监听。所以内核用 RST 回答 SYN。", p.Dst, End{others[0]}, others[0].Local)
		if o := others[0]; o.V6Only && otherFamily(o, p.Dst) {
			c.Say = say("Nobody listens on %[1]s: %[2]s listens on that port, but takes IPv6 alone. So its kernel answers the SYN with RST.",
				"没有程序在 %[1]s 上监听：%[2]s 在这个端口监听，但只收 IPv6。所以内核用 RST 回答 SYN。", p.Dst, End{o})
		}
	}
	return c
}

// listensElsewhere says where a listener listens that has the port of an address, but
// does not take that address.
func listensElsewhere(s *trace.Socket, at string) Sentence {
	if s.V6Only && otherFamily(s, at) {
		return say("%s listens on that port, but takes IPv6 alone (IPV6_V6ONLY)", "%s 在这个端口监听，但只收 IPv6（IPV6_V6ONLY）", End{s})
	}
	return say("%s listens on that port, but only at %s", "%s 在这个端口监听，但只在 %s 上", End{s}, s.Local)
}

// listenerGone tells of a connection in SYN_RCVD whose listener was closed: the
// kernel finds out when the ACK comes that would complete it, or when the timer
// of its SYN ACK runs out.
func listenerGone(l *look) *Cause {
	for _, was := range l.ended() {
		if was.Owned || !stateIn(was, tcp.SynRcvd) || !l.ranOut(was) || listener(l.before, was.Local) != nil {
			continue
		}
		return &Cause{
			Say: say("Nobody listens on %[1]s any more: when the timer ran out, its kernel dropped this connection in SYN_RCVD. No packet tells %[2]s.",
				"%[1]s 上已经没有程序在监听：定时器到期时，内核丢掉了这条处于 SYN_RCVD 的连接。没有报文段告知 %[2]s。", was.Local, was.Remote),
			Evidence: []Sentence{say("%s was in SYN_RCVD, and its timer had %s left before this step", "%s 先前处于 SYN_RCVD；这一步之前，它的定时器还剩 %s", End{was}, Millis(was.Timer.Millis))},
			Source:   "RFC 9293, section 3.10.4; listen(2)",
		}
	}
	p := l.arrived
	if p == nil || has(p, "R") || has(p, "S") == has(p, "A") {
		return nil
	}
	was, rst := l.was(p.Dst, p.Src), l.answer(p, "RST")
	if rst == nil || was == nil || was.Owned || !stateIn(was, tcp.SynRcvd) || l.now(p.Dst, p.Src) != nil || listener(l.before, p.Dst) != nil {
		return nil
	}
	return &Cause{
		Say: say("Nobody listens on %[1]s any more, so nobody could accept this connection, which was in SYN_RCVD. Its kernel answers %[2]s with RST.",
			"%[1]s 上已经没有程序在监听，这条处于 SYN_RCVD 的连接没有谁能接受了。所以内核用 RST 回答 %[2]s。", p.Dst, Packet{p}),
		Evidence: []Sentence{
			say("%s was in SYN_RCVD, and no program held it", "%s 先前处于 SYN_RCVD，没有程序持有它", End{was}),
			itsPacket(p), itsPacket(rst),
		},
		Source: "RFC 9293, section 3.10.7.1",
	}
}

func notKnown(l *look) *Cause {
	p := l.arrived
	if !l.known || p == nil || p.Proto != "tcp" || has(p, "R") || has(p, "S") && !has(p, "A") || l.was(p.Dst, p.Src) != nil {
		return nil
	}
	rst := l.answer(p, "RST")
	if rst == nil {
		return nil
	}
	c := &Cause{Evidence: []Sentence{itsPacket(p), itsPacket(rst)}, Source: "RFC 9293, section 3.10.7.1"}
	if listener(l.before, p.Dst) != nil {
		c.Source = "RFC 9293, section 3.10.7.2"
	}
	if old := l.earlier(p.Dst, p.Src); old != nil {
		c.Say = say("For %[1]s this connection is over, and its kernel has kept nothing of it. So it answers %[2]s with RST.",
			"在 %[1]s 那里，这条连接已经结束，内核什么也没留下。所以它用 RST 回答 %[2]s。", Program{old}, Packet{p})
		if n := len(old.Been); n > 0 {
			c.Evidence = append(c.Evidence, say("its last state: %s", "它最后的状态：%s", old.Been[n-1]))
		}
		return c
	}
	c.Say = say("The kernel at %s knows of no such connection. So it answers %s with RST.",
		"%s 处的内核不知道有这条连接。所以它用 RST 回答 %s。", p.Dst, Packet{p})
	return c
}
