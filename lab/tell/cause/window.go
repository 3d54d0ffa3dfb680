package cause

import (
	"tcplab/lab/tcp"
	"tcplab/lab/trace"
)

// The causes of where bytes wait: at home for a window, for an ACK or for more of them,
// or in a queue with others.

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
