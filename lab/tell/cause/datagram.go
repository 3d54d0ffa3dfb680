package cause

import (
	"strings"

	"tcplab/lab/pattern"
	"tcplab/lab/trace"
)

// The causes of what becomes of a datagram.

// refusal returns the ICMP message by which a kernel refused a datagram in this
// step; nil if there is none.
func (l *look) refusal(p *trace.Packet) *trace.Packet {
	for _, a := range l.sent {
		if a.Proto != "icmp" || !strings.HasSuffix(a.Name, "port unreachable") {
			continue
		}
		if about := refusedOf().FindStringSubmatch(a.Detail); about != nil && (about[1] == p.Name || isFragment(p)) && about[2] == p.Src && about[3] == p.Dst {
			return a
		}
	}
	return nil
}

// isFragment reports whether a packet is a part of a larger datagram.
func isFragment(p *trace.Packet) bool { return strings.Contains(p.Name, " fragment ") }

// datagram returns the UDP datagram that has arrived; nil if there is none.
func (l *look) datagram() *trace.Packet {
	if p := l.arrived; p != nil && p.Proto == "udp" && !isFragment(p) {
		return p
	}
	return nil
}

// refused returns the datagram that has arrived and that a kernel refused, or the
// fragment which was the last one to come, and the ICMP message that says so; nil if
// there is none.
func (l *look) refused() (p, no *trace.Packet) {
	if p = l.arrived; p == nil || p.Proto != "udp" {
		return nil, nil
	}
	if no = l.refusal(p); no == nil {
		return nil, nil
	}
	return p, no
}

func wrongSource(l *look) *Cause {
	p, no := l.refused()
	if p == nil {
		return nil
	}
	for i := range l.step.Sockets {
		s := &l.step.Sockets[i]
		if s.Proto != "udp" || s.State == closed || s.Remote == "" || s.Remote == p.Src || port(s.Local) != port(p.Dst) || s.Local != p.Dst && !hearsAll(s, p.Dst) {
			continue
		}
		return &Cause{
			Say: say("%[1]s, connected to %[2]s, takes datagrams from there alone; this one comes from %[3]s and is refused.",
				"%[1]s 连接到 %[2]s，只收从那里来的数据报；这一个来自 %[3]s。所以内核拒收。", End{s}, s.Remote, p.Src),
			Evidence: []Sentence{
				say("UDP socket: local %s, remote %s", "UDP 套接字：本地 %s，远端 %s", s.Local, s.Remote),
				say("packet: %s from %s", "包：%s，来自 %s", Packet{p}, p.Src),
				say("answer: %s", "回答：%s", Packet{no}),
			},
			Source: "udp(7); connect(2)",
		}
	}
	return nil
}

func nobodyHasPort(l *look) *Cause {
	p, no := l.refused()
	if p == nil {
		return nil
	}
	for i := range l.step.Sockets {
		if s := &l.step.Sockets[i]; s.Proto == "udp" && s.State != closed && port(s.Local) == port(p.Dst) && !otherFamily(s, p.Dst) {
			return nil
		}
	}
	return &Cause{
		Say: say("No program has a UDP socket at %s: the kernel throws the datagram away and says so with an ICMP message.",
			"没有程序在 %s 上有 UDP 套接字：内核丢掉这个数据报，并用 ICMP 报文告知。", p.Dst),
		Evidence: []Sentence{say("packet: %s from %s", "包：%s，来自 %s", Packet{p}, p.Src), say("answer: %s", "回答：%s", Packet{no})},
		Source:   "RFC 1122, section 4.1.3.1; udp(7)",
	}
}

// refusedOf matches what an ICMP message says of the datagram that was refused.
var refusedOf = pattern.New(`^about (UDP \d+) from (\S+) to (\S+)$`)

// refusalCame tells who hears of an ICMP message that has come in. Linux hands it
// to a connected socket as the error of one call, and to no other one, unless its
// program has asked for that by IP_RECVERR, which nobody tells.
func refusalCame(l *look) *Cause {
	p := l.arrived
	if p == nil || p.Proto != "icmp" || !strings.HasSuffix(p.Name, "port unreachable") {
		return nil
	}
	about := refusedOf().FindStringSubmatch(p.Detail)
	if about == nil {
		return nil
	}
	src, dst := about[2], about[3]
	var of *trace.Socket
	for i := range l.before.Sockets {
		s := &l.before.Sockets[i]
		if s.Proto != "udp" || s.State == closed || port(s.Local) != port(src) || s.Local != src && !hearsAll(s, src) || s.Remote != "" && s.Remote != dst {
			continue
		}
		if of != nil {
			return nil // two share the port
		}
		of = s
	}
	if of == nil {
		return nil
	}
	c := &Cause{
		Say: say("%[1]s is connected to %[2]s, so it is told: the read in which it waits, or its next call there, fails with ECONNREFUSED.",
			"%[1]s 连接到 %[2]s，所以内核会告诉它：它如果正等在读里，那次读就以 ECONNREFUSED 失败；否则是下一次读写。", End{of}, dst),
		Evidence: []Sentence{
			say("packet: %s", "包：%s", Packet{p}),
			say("UDP socket: local %s, remote %s", "UDP 套接字：本地 %s，远端 %s", of.Local, of.Remote),
		},
		Source: "udp(7)",
	}
	if of.Remote == "" {
		option := "IP_RECVERR"
		if strings.HasPrefix(src, "[") {
			option = "IPV6_RECVERR"
		}
		c.Say = say("%[1]s never hears of it: its UDP socket is not connected and would need %[2]s to be told. A read goes on waiting.",
			"%[1]s 不会知道：它的 UDP 套接字没有连接，只有设了 %[2]s 才会被告知。读调用会一直等下去。", End{of}, option)
		c.Evidence[1] = say("UDP socket: local %s, not connected", "UDP 套接字：本地 %s，没有连接", of.Local)
		c.Source = "udp(7); ip(7)"
	}
	return c
}

// readOf matches the result of a call that has read a datagram.
var readOf = pattern.New(`^(\d+) bytes\b`)

// takes reports whether a UDP socket is one that a datagram may go to.
func takes(s *trace.Socket, p *trace.Packet) bool {
	return s.Proto == "udp" && s.State != closed && port(s.Local) == port(p.Dst) && (s.Local == p.Dst || hearsAll(s, p.Dst)) && (s.Remote == "" || s.Remote == p.Src)
}

// taker returns the socket that got a datagram, and the one call that waited for
// it there; nil if nobody can say which it was.
func (l *look) taker(p *trace.Packet) (s *trace.Socket, call *trace.Call) {
	for i := range l.before.Sockets {
		if o := &l.before.Sockets[i]; takes(o, p) {
			if s != nil {
				return nil, nil
			}
			s = o
		}
	}
	if s == nil || s.RecvQ > 0 {
		return nil, nil
	}
	if is := byID(l.step, s.ID); is != nil && is.RecvQ > 0 {
		return nil, nil // nobody took it
	}
	for i := range l.before.Calls {
		if c := &l.before.Calls[i]; about(c, s) && c.Status == trace.CallRunning {
			if call != nil {
				return nil, nil
			}
			call = c
		}
	}
	return s, call
}

func cutOff(l *look) *Cause {
	p := l.datagram()
	if p == nil {
		return nil
	}
	s, call := l.taker(p)
	if call == nil {
		return nil
	}
	took := l.took(call)
	if took < 0 || took >= p.Len {
		return nil
	}
	return &Cause{
		Say: say("The datagram had %[2]s, the buffer of %[1]s has room for %[3]d: the rest (%[4]d) is gone, and the next read gets the next datagram.",
			"数据报有 %[2]s，而 %[1]s 的缓冲区只放得下 %[3]d：放不下的 %[4]d 字节没有了，下次读到的是下一个数据报。", End{s}, bytes(p.Len), took, p.Len-took),
		Evidence: []Sentence{
			say("packet: %s", "包：%s", Packet{p}),
			say("%s was waiting in %s, with nothing else in its queue", "%s 正在 %s 里等，队列里没有别的", End{s}, Call{call}),
		},
		Source: "udp(7); recv(2)",
	}
}

// took returns the bytes that a call took which waited for a datagram: what it
// returned in a lesson, and in an open lab the room that it had; -1 if that is
// not known.
func (l *look) took(c *trace.Call) int {
	if l.header.Open {
		if c.Room > 0 {
			return c.Room
		}
		return -1
	}
	for _, e := range l.step.Events {
		if e.Kind != trace.EventEnded || e.ID != c.ID || e.Err != "" {
			continue
		}
		if n := readOf().FindStringSubmatch(e.Text); n != nil {
			return number(n[1])
		}
	}
	return -1
}

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
