package cause

import (
	"strings"

	"tcplab/lab/pattern"
	"tcplab/lab/tcp"
	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// The causes of how a connection opens, or does not.

// boundAt matches the address in the error of a bind: of a call that connects, its
// own one.
var boundAt = pattern.New(`^(?:listen|dial) (tcp|udp)\d? (\S+?)(?:->\S+)?: bind: `)

// portHeld tells who holds the address that a program wanted to listen on. A live
// socket keeps it, whatever SO_REUSEADDR says; a TIME_WAIT may or may not.
func portHeld(l *look) *Cause {
	for i := range l.step.Events {
		e := &l.step.Events[i]
		if e.Kind != trace.EventEnded || e.Errno != "EADDRINUSE" {
			continue
		}
		at := boundAt().FindStringSubmatch(e.Err)
		if at == nil {
			continue
		}
		who := listener(l.before, at[2])
		rule := words.Word{"a port takes one listener", "一个端口只容得下一个监听套接字"}
		if strings.HasPrefix(e.Err, "dial") {
			rule = words.Word{"a listener keeps its port to itself", "监听套接字独占自己的端口"}
		}
		c := &Cause{
			Say: say("%[1]s listens on %[2]s already, and %[4]s: so %[3]s fails with EADDRINUSE.",
				"%[1]s 已经在 %[2]s 上监听，而%[4]s：所以 %[3]s 以 EADDRINUSE 失败。", End{who}, at[2], e.Name, rule),
			Source: "bind(2); socket(7)",
		}
		if at[1] == "udp" {
			who = l.udpAt(at[2])
			c.Say = say("%[1]s has a UDP socket at %[2]s already, and a port takes one: so %[3]s fails with EADDRINUSE.",
				"%[1]s 在 %[2]s 上已经有 UDP 套接字，而一个端口只容得下一个：所以 %[3]s 以 EADDRINUSE 失败。", End{who}, at[2], e.Name)
		}
		if who == nil && at[1] == "tcp" {
			if c := l.heldByConnections(at[2], e.Name); c != nil {
				return c
			}
		}
		if who == nil {
			continue
		}
		c.Evidence = []Sentence{
			say("%s before this step: %s, %s", "这一步之前的 %s：%s，%s", End{who}, who.Local, who.State),
			say("several may share a port if all of them set SO_REUSEPORT", "只有全都设了 SO_REUSEPORT，才能共用一个端口"),
		}
		return c
	}
	return nil
}

// heldByConnections tells which connections hold an address at which nobody listens
// any more; nil if there are none.
func (l *look) heldByConnections(at, call string) *Cause {
	var c *Cause
	for i := range l.before.Sockets {
		s := &l.before.Sockets[i]
		if s.Proto != "tcp" || s.Role != trace.RoleConnection || s.State == closed || s.Local != at && !(port(s.Local) == port(at) && hearsAll(&trace.Socket{Local: at}, s.Local)) {
			continue
		}
		if c == nil {
			c = &Cause{
				Say: say("A connection of %[1]s has %[2]s still, in %[3]s. Unless both set SO_REUSEADDR, %[4]s fails with EADDRINUSE.",
					"%[1]s 的一条连接还占着 %[2]s，处于 %[3]s。除非两者都设了 SO_REUSEADDR，否则 %[4]s 以 EADDRINUSE 失败。", Program{s}, at, s.State, call),
				Source: "bind(2); socket(7)",
			}
		}
		if len(c.Evidence) < 4 {
			c.Evidence = append(c.Evidence, say("%s before this step: %s, %s", "这一步之前的 %s：%s，%s", End{s}, s.Local, s.State))
		}
	}
	return c
}

// udpAt returns the UDP socket that had an address before the step; nil if there
// was none.
func (l *look) udpAt(at string) *trace.Socket {
	for i := range l.before.Sockets {
		if s := &l.before.Sockets[i]; s.Proto == "udp" && s.State != closed && (s.Local == at || port(s.Local) == port(at) && hearsAll(s, at)) {
			return s
		}
	}
	return nil
}

func synCookie(l *look) *Cause {
	p := l.arrived
	if p == nil || !has(p, "S") || has(p, "A") {
		return nil
	}
	ln, a := listener(l.step, p.Dst), l.answer(p, "SYN ACK")
	if ln == nil || a == nil || l.now(p.Dst, p.Src) != nil {
		return nil
	}
	return &Cause{
		Say: say("A SYN cookie: %s keeps nothing of this SYN. The number in its SYN ACK holds all that it needs when the ACK comes back.",
			"这是 SYN cookie：%s 的内核没有为这个 SYN 记下任何东西。等 ACK 回来时，要用的都在 SYN ACK 的序号里。", End{ln}),
		Evidence: []Sentence{say("the kernel has no row for %s and %s", "内核里没有 %s 和 %s 这一行", p.Dst, p.Src), itsPacket(a)},
		Source:   "RFC 4987, section 3.6; tcp(7), tcp_syncookies",
	}
}

func toItself(l *look) *Cause {
	for _, state := range []tcp.State{tcp.SynRcvd, tcp.Established} {
		s := l.changed(state, func(_ *trace.Event, s *trace.Socket) bool { return s.Local != "" && s.Local == s.Remote })
		if s == nil {
			continue
		}
		return &Cause{
			Say: say("%s is connected to itself: both ends are %s, since its own port is the one that it connects to.",
				"%s 连到了自己：两端都是 %s，因为它自己的端口正好是它要连的端口。", End{s}, s.Local),
			Evidence: []Sentence{say("one socket, local %s, remote %s", "一个套接字，本地 %s，远端 %s", s.Local, s.Remote)},
			Source:   "RFC 9293, section 3.5",
		}
	}
	return nil
}

func bothDialled(l *look) *Cause {
	p := l.arrived
	if p == nil || !has(p, "S") || has(p, "A") || l.comesHome(p) {
		return nil
	}
	s := l.changed(tcp.SynRcvd, func(e *trace.Event, s *trace.Socket) bool {
		return e.From == string(tcp.SynSent) && p.Dst == s.Local && p.Src == s.Remote
	})
	if s == nil {
		return nil
	}
	return &Cause{
		Say: say("Both ends asked to connect: %s met a SYN while it waited for the answer to its own. A simultaneous open: it needs no listener.",
			"两端都发起了连接：%s 还在等自己 SYN 的回答，就碰上了对方的 SYN。这是同时打开，不需要谁在监听。", End{s}),
		Evidence: []Sentence{itsPacket(p), say("%s: SYN_SENT → SYN_RCVD", "%s：SYN_SENT → SYN_RCVD", End{s})},
		Source:   "RFC 9293, section 3.5, figure 7",
	}
}
