package cause

import (
	"slices"
	"strings"

	"tcplab/lab/tcp"
	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// The causes of waiting, and which end closed first.

// reads are the calls that wait for bytes of a connection: those of package net
// in a lesson, and the system calls of Linux in an open lab.
var reads = []string{"Read", "ReadAll", "recvfrom", "recvmsg", "recvmmsg", "read", "readv"}

// watches are the system calls that wait until one of several descriptors is
// ready.
var watches = []string{"poll", "ppoll", "select", "pselect6", "epoll_wait", "epoll_pwait", "epoll_pwait2"}

// onlyReads returns the call in which a program waits for bytes of a connection,
// if none of its calls can do anything else before such bytes come; else nil.
func (l *look) onlyReads(s *trace.Socket) *trace.Call {
	calls, sure := l.callsOf(s)
	if !sure {
		return nil
	}
	var found *trace.Call
	for _, c := range calls {
		switch {
		case c.Status != trace.CallRunning:
			return nil
		case c.Socket == s.ID && slices.Contains(reads, c.Name),
			c.Socket == s.ID && len(c.Set) == 1 && !c.Input && !slices.Contains(c.Out, s.ID) && slices.Contains(watches, c.Name):
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

func descriptorsUsedUp(l *look) *Cause {
	_, ln := l.unaccepted()
	if ln == nil || ln.Program == "" {
		return nil
	}
	for _, g := range l.step.Guests {
		if g.Program != ln.Program || g.Allowed == 0 || g.Files < g.Allowed {
			continue
		}
		return &Cause{
			Say: say("%[1]s has %[3]d descriptors open and may have no more: its accept fails with EMFILE until it closes one. Accept queue: %[2]d.",
				"%[1]s 已打开 %[3]d 个描述符，不能再多：它的 accept 会以 EMFILE 失败，直到关掉一个。全连接队列：%[2]d 条。", Program{ln}, ln.RecvQ, g.Files),
			Evidence: []Sentence{queueOf(ln), say("descriptors open: %d, allowed: %d", "打开的描述符：%d，允许：%d", g.Files, g.Allowed)},
			Source:   "accept(2); getrlimit(2)",
		}
	}
	return nil
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

func portsUsedUp(l *look) *Cause {
	r := l.step.PortRange
	if r == nil || r.Last < r.First {
		return nil
	}
	for i := range l.step.Sockets {
		s := &l.step.Sockets[i]
		if s.Proto != "tcp" || s.Role != trace.RoleConnection || s.State == closed || s.Remote == "" || !within(r, s) || !l.touches(s) {
			continue
		}
		used := map[string]bool{}
		for k := range l.step.Sockets {
			o := &l.step.Sockets[k]
			if o.Proto == "tcp" && o.State != closed && o.State != string(tcp.TimeWait) && o.Remote == s.Remote && host(o.Local) == host(s.Local) && within(r, o) {
				used[o.Local] = true
			}
		}
		if len(used) <= r.Last-r.First {
			continue
		}
		return &Cause{
			Say: say("Every port that a kernel may choose (%[1]d to %[2]d) leads to %[3]s: a connect there that names no port fails (EADDRNOTAVAIL).",
				"内核可选的每个端口（%[1]d 到 %[2]d）都已连到 %[3]s：再往那里 connect 而不指定端口，就会失败（EADDRNOTAVAIL）。", r.First, r.Last, s.Remote),
			Evidence: []Sentence{say("ip_local_port_range: %d %d", "ip_local_port_range：%d %d", r.First, r.Last), say("connections from %s to %s: %d", "从 %s 到 %s 的连接：%d 条", host(s.Local), s.Remote, len(used))},
			Source:   "ip(7); connect(2)",
		}
	}
	return nil
}

// within reports whether a socket's local port is one that a kernel may choose.
func within(r *trace.PortRange, s *trace.Socket) bool {
	n := number(strings.TrimPrefix(port(s.Local), ":"))
	return n >= r.First && n <= r.Last
}
