package cause

import (
	"slices"

	"tcplab/lab/tcp"
	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// The causes of how a connection closes: which end was first, and what it waits for.

func closeWait(l *look) *Cause {
	s := l.changed(tcp.CloseWait, func(_ *trace.Event, s *trace.Socket) bool {
		return stateIn(s, tcp.CloseWait) && s.Owned
	})
	if s == nil {
		return nil
	}
	if len(s.Also) > 0 {
		return l.sharedCloseWait(s)
	}
	calls, _ := l.callsOf(s)
	call := l.inside(s)
	n, all := l.inCloseWait(s)
	if call == nil || slices.ContainsFunc(calls, func(c *trace.Call) bool { return l.maySoonClose(c, all) }) {
		return nil
	}
	aside := l.aside(call, s)
	c := &Cause{
		Evidence: []Sentence{say("%s: CLOSE_WAIT, Recv-Q %d", "%s：CLOSE_WAIT，Recv-Q %d", End{s}, s.RecvQ)},
		Source:   "RFC 9293, section 3.6; close(2)",
	}
	switch {
	case n > 1:
		c.Say = say("CLOSE_WAIT lasts until its program closes: %[3]d connections of %[1]s stand in it now, and it is in %[2]s%[4]s.",
			"CLOSE_WAIT 要等程序关闭才结束：%[1]s 现在有 %[3]d 条连接停在这里，而它在 %[2]s%[4]s里。", Program{s}, Call{call}, n, aside)
	case s.FIN:
		c.Say = say("CLOSE_WAIT lasts until %[1]s closes. It has not read the EOF yet: it is in %[2]s%[3]s.",
			"CLOSE_WAIT 要等 %[1]s 关闭才结束。它还没读到 EOF：它在 %[2]s%[3]s里。", End{s}, Call{call}, aside)
	default:
		c.Say = say("CLOSE_WAIT lasts until %[1]s closes. It has read the EOF and has not closed: it is in %[2]s%[3]s.",
			"CLOSE_WAIT 要等 %[1]s 关闭才结束。它读到了 EOF，却没有关闭：它在 %[2]s%[3]s里。", End{s}, Call{call}, aside)
	}
	return c
}

// inCloseWait lists the connections of a program in CLOSE_WAIT, by their ids, and
// counts them.
func (l *look) inCloseWait(of *trace.Socket) (n int, ids []int) {
	for i := range l.step.Sockets {
		if s := &l.step.Sockets[i]; s.State == string(tcp.CloseWait) && s.Host == of.Host && s.Program == of.Program && s.Owned {
			ids = append(ids, s.ID)
		}
	}
	return len(ids), ids
}

// maySoonClose reports whether a call is about one of the connections with these
// ids, or has not begun and is about no other connection, so that nobody knows what
// its goroutine does next.
func (l *look) maySoonClose(c *trace.Call, ids []int) bool {
	if slices.ContainsFunc(ids, func(id int) bool { return c.Socket == id || slices.Contains(c.Set, id) }) {
		return true
	}
	s := byID(l.step, c.Socket)
	return c.Status == trace.CallWaiting && (s == nil || s.Role != trace.RoleConnection)
}

// aside says that a call is about another connection than s, or about a listener
// at another address than s; it is empty if the call is about none, or about
// several, or if s is no listener and the call waits for whoever comes.
func (l *look) aside(c *trace.Call, s *trace.Socket) words.Word {
	o := byID(l.step, c.Socket)
	switch {
	case o == nil || o.ID == s.ID || len(c.Set) > 0:
	case o.Role == trace.RoleConnection:
		return words.Word{" on another connection", "（另一条连接）"}
	case o.Role == trace.RoleListener && s.Role == trace.RoleListener:
		return words.Word{" at " + o.Local, "（" + o.Local + "）"}
	}
	return words.Word{"", " "}
}

// path lists the states that a connection has been in, the present one last.
func path(s *trace.Socket) []string { return append(slices.Clone(s.Been), s.State) }

// hasBeen reports whether a connection's end has been in one of these states.
func hasBeen(s *trace.Socket, states ...tcp.State) bool {
	return s != nil && slices.ContainsFunc(states, func(state tcp.State) bool { return slices.Contains(path(s), string(state)) })
}

// finsCrossed tells why an end goes to CLOSING: the FIN that came in was sent before
// the other end had this end's own.
func finsCrossed(l *look) *Cause {
	p := l.arrived
	if p == nil || !has(p, "F") {
		return nil
	}
	s := l.changed(tcp.Closing, func(e *trace.Event, s *trace.Socket) bool {
		return e.From == string(tcp.FinWait1) && p.Dst == s.Local && p.Src == s.Remote && s.Local != s.Remote
	})
	if s == nil {
		return nil
	}
	return &Cause{
		Say: say("Both have sent a FIN, and they crossed: this one (ack %[2]d) does not acknowledge that of %[1]s. CLOSING lasts until then.",
			"两端都发了 FIN，而且交错了：这一个（ack %[2]d）还没有确认 %[1]s 的那个。要等到那个确认，才离开 CLOSING。", End{s}, p.Ack),
		Evidence: []Sentence{itsPacket(p), itsWay(s), say("Send-Q of %s: %d, its FIN among them", "%s 的 Send-Q：%d，它的 FIN 也在内", End{s}, s.SendQ)},
		Source:   "RFC 9293, section 3.6, figure 13",
	}
}

func closedFirst(l *look) *Cause {
	s := l.changed(tcp.TimeWait, func(_ *trace.Event, s *trace.Socket) bool {
		return hasBeen(s, tcp.FinWait1) && !hasBeen(s, tcp.Closing) && !hasBeen(l.other(s), tcp.FinWait1)
	})
	if s == nil {
		return nil
	}
	c := &Cause{
		Say: say("The FIN of %[1]s went out before the other's came in: so TIME_WAIT is at its end.",
			"%[1]s 的 FIN 发出时，对端的 FIN 还没到：所以 TIME_WAIT 在它这一端。", End{s}),
		Evidence: []Sentence{itsWay(s)},
		Source:   "RFC 9293, section 3.6, figure 12",
	}
	other := l.other(s)
	first := hasBeen(other, tcp.CloseWait, tcp.LastAck)
	if first {
		c.Say = say("%s closed first: its FIN went out before the other's came in. So TIME_WAIT is at its end, and not at the other's.",
			"%s 先关闭：它的 FIN 发出时，对端的 FIN 还没到。所以 TIME_WAIT 在它这一端，不在对端。", End{s})
		c.Evidence = append(c.Evidence, itsWay(other))
	}
	if first {
		return l.holdsPort(c, s, words.Word{"%[1]s closed first, so TIME_WAIT is at its end.", "%[1]s 先关闭，所以 TIME_WAIT 在它这一端。"})
	}
	return l.holdsPort(c, s, words.Word{"TIME_WAIT is at the end of %[1]s.", "TIME_WAIT 在 %[1]s 这一端。"})
}

func closedTogether(l *look) *Cause {
	s := l.changed(tcp.TimeWait, func(_ *trace.Event, s *trace.Socket) bool {
		return s.Local != s.Remote && (hasBeen(s, tcp.Closing) || hasBeen(s, tcp.FinWait1) && hasBeen(l.other(s), tcp.FinWait1))
	})
	if s == nil {
		return nil
	}
	c := &Cause{
		Say: say("Both closed before either had the other's FIN: so neither passes CLOSE_WAIT, and TIME_WAIT is due at both ends; here %s has it.",
			"两端都在收到对方的 FIN 之前就关闭了：所以谁也不经过 CLOSE_WAIT，两端都该有 TIME_WAIT；这里是 %s 到了。", End{s}),
		Evidence: []Sentence{itsWay(s)},
		Source:   "RFC 9293, section 3.6, figure 13",
	}
	if other := l.other(s); other != nil {
		c.Evidence = append(c.Evidence, itsWay(other))
	}
	return l.holdsPort(c, s, words.Word{"The FINs crossed, so %[1]s has TIME_WAIT, too.", "两个 FIN 交错，所以 %[1]s 也有 TIME_WAIT。"})
}

// other returns the socket at the other end of a connection, also if that has
// ended; nil if the step has none.
func (l *look) other(s *trace.Socket) *trace.Socket {
	if o := l.peer(s); o != nil {
		return o
	}
	return l.earlier(s.Remote, s.Local)
}

// itsWay is the evidence of the states in which a connection has been.
func itsWay(s *trace.Socket) Sentence {
	text := ""
	for i, state := range path(s) {
		if i > 0 {
			text += " → "
		}
		text += state
	}
	return say("states of %s: %s", "%s 经过的状态：%s", End{s}, text)
}

// holdsPort adds to a cause that a TIME_WAIT keeps a port from being bound again
// on which somebody has listened. It says nothing else if nobody listens there any
// more. Then why is the short form of the cause, with the program as %[1]s.
func (l *look) holdsPort(c *Cause, s *trace.Socket, why words.Word) *Cause {
	ln := slices.ContainsFunc(l.step.Sockets, func(o trace.Socket) bool {
		return o.Role == trace.RoleListener && port(o.Local) == port(s.Local)
	})
	if !ln {
		return c
	}
	if listener(l.step, s.Local) == nil && s.Timer != nil {
		c.Say = say(why[0]+" For %[3]s, %[2]s can be bound only if old and new listener set SO_REUSEADDR.",
			why[1]+"%[3]s 之内，只有新旧两个监听套接字都设了 SO_REUSEADDR，%[2]s 才能再 bind。", Program{s}, s.Local, Millis(s.Timer.Millis))
	}
	c.Evidence = append(c.Evidence, say("if one of the old and the new listener does not set SO_REUSEADDR, bind fails with EADDRINUSE meanwhile", "新旧两个监听套接字只要有一个没设 SO_REUSEADDR，这期间 bind 就以 EADDRINUSE 失败"))
	c.Source += "; socket(7)"
	return c
}
