package cause

import "tcplab/lab/trace"

// heldBy makes other programs hold a socket, too.
func heldBy(programs ...string) func(*trace.Socket) {
	return func(s *trace.Socket) { s.Also = programs }
}

// writesTo makes a call one that waits for room alone at the sockets of its set.
func writesTo(c trace.Call) trace.Call {
	c.Out = c.Set
	return c
}

// isCalled makes a call another program's.
func isCalled(program string, c trace.Call) trace.Call {
	c.Program = program
	return c
}

// keeps gives a UDP socket datagrams that take memory, of the room that it has, and
// what its kernel has thrown away.
func keeps(used, room, drops int) func(*trace.Socket) {
	return func(s *trace.Socket) {
		s.RecvQ, s.Memory = used, &trace.Memory{RecvUsed: used, RecvRoom: room, Drops: drops}
	}
}

// twin is a listener at the same address, as with SO_REUSEPORT.
func twin(queue int) trace.Socket {
	s := listens(queue, 5)
	s.ID, s.Program = 9, "twin.py"
	return s
}

// stuck makes an end one whose bytes wait because the other window is 0, while so many
// that came in lie there unread.
func stuck(unread int) func(*trace.Socket) {
	return func(s *trace.Socket) {
		fills(5000, 5000, 0, 0, 10)(s)
		s.RecvQ = unread
	}
}

// probe is a keepalive probe of the server, sent so often.
func probe(copies int, fate string) trace.Packet {
	p := ack(server, 0, 1)
	p.Probe, p.Copies, p.Fate = trace.ProbeKeepalive, copies, fate
	return p
}

// standstills are sights of connections on which nothing moves, and of what a kernel
// throws away.
var standstills = []sight{
	// Neither end reads.
	{"both programs write, and no window has room", "both-write", "both-write", func(w *world) {
		w.open()
		w.both(atClient("ESTABLISHED", stuck(100)), atServer("ESTABLISHED", stuck(200)))
		w.calls(call(client, running, "sendto", 2), call(server, running, "write", 3))
		w.arrives(ack(server, 1, 1))
	}, []string{"Both write, neither reads", "in sendto", "in write", "100 and 200 bytes", "100 和 200 字节"}},
	{"in a lesson both stand in Write", "both-write", "both-write", func(w *world) {
		w.both(atClient("ESTABLISHED", stuck(100)), atServer("ESTABLISHED", stuck(200)))
		w.calls(call(client, running, "Write", 2), call(server, running, "Write", 3))
		w.arrives(ack(server, 1, 1))
	}, []string{"in Write"}},
	{"one waits for room by poll, and its time will end that", "both-write", "both-write", func(w *world) {
		w.open()
		w.both(atClient("ESTABLISHED", stuck(100)), atServer("ESTABLISHED", stuck(200)))
		w.calls(writesTo(call(client, running, "poll", 2, 2)), call(server, running, "sendmsg", 3))
		w.arrives(ack(server, 1, 1))
	}, []string{"in poll"}},
	{"its poll waits for its user, too, who may have it read", "both-write", "window-closed", func(w *world) {
		w.open()
		w.both(atClient("ESTABLISHED", stuck(100)), atServer("ESTABLISHED", stuck(200)))
		poll := writesTo(call(client, running, "poll", 2, 2))
		poll.Input = true
		w.calls(poll, call(server, running, "sendmsg", 3))
		w.arrives(ack(server, 1, 1))
	}, nil},
	{"its poll waits for data, too: it will read them", "both-write", "window-closed", func(w *world) {
		w.open()
		w.both(atClient("ESTABLISHED", stuck(100)), atServer("ESTABLISHED", stuck(200)))
		w.calls(call(client, running, "poll", 2, 2), call(server, running, "sendmsg", 3))
		w.arrives(ack(server, 1, 1))
	}, nil},
	{"another thread may read", "both-write", "window-closed", func(w *world) {
		w.open()
		w.both(atClient("ESTABLISHED", stuck(100)), atServer("ESTABLISHED", stuck(200)))
		w.calls(call(client, running, "sendto", 2), call(client, running, "recvfrom", 2), call(server, running, "write", 3))
		w.arrives(ack(server, 1, 1))
	}, nil},
	{"one end has room still", "both-write", "window-closed", func(w *world) {
		w.open()
		w.both(atClient("ESTABLISHED", stuck(100)), atServer("ESTABLISHED", fills(5000, 5000, 9000, 5, 5), recvQ(100)))
		w.calls(call(client, running, "sendto", 2), call(server, running, "write", 3))
		w.arrives(ack(server, 1, 1))
	}, nil},

	// One end waits for another, which does something else.
	{"the other program sleeps", "one-waits", "one-waits", func(w *world) {
		w.open()
		w.both(listens(0, 5), atClient("ESTABLISHED"), atServer("ESTABLISHED"))
		w.calls(call(client, running, "recvfrom", 2), call(server, running, "clock_nanosleep", 0))
		w.arrives(ack(client, 1, 1))
	}, []string{"waits in recvfrom for", "which is in clock_nanosleep, not on this connection", "没有在用这条连接"}},
	{"a request lies there unread", "one-waits", "one-waits", func(w *world) {
		w.open()
		w.both(listens(0, 5), atClient("ESTABLISHED"), atServer("ESTABLISHED", recvQ(7)))
		w.calls(call(client, running, "recvfrom", 2), call(server, running, "clock_nanosleep", 0))
		w.arrives(ack(server, 1, 1))
	}, []string{"which is in clock_nanosleep: 7 bytes lie unread", "还有 7 字节没读"}},
	{"half-closed, and the EOF lies there unread", "one-waits", "one-waits", func(w *world) {
		w.open()
		w.both(listens(0, 5), atClient("FIN_WAIT_2"), atServer("CLOSE_WAIT", withFIN))
		w.calls(call(client, running, "recvfrom", 2), call(server, running, "recvfrom", 7))
		w.arrives(ack(server, 1, 1))
	}, []string{"which is in recvfrom elsewhere: the EOF lies unread", "EOF 还没读"}},
	{"a server and its child hold the connection after a fork", "one-waits", "one-waits", func(w *world) {
		w.open()
		w.both(listens(0, 5), atClient("ESTABLISHED"), atServer("ESTABLISHED", heldBy("child.py")))
		w.calls(call(client, running, "recvfrom", 2), call(server, running, "accept4", 1), isCalled("child.py", call(server, running, "clock_nanosleep", 0)))
		w.arrives(ack(client, 1, 1))
	}, []string{"2 programs hold the other end", "once all have closed it", "由 2 个程序共同持有"}},
	{"the child reads from it", "one-waits", "", func(w *world) {
		w.open()
		w.both(listens(0, 5), atClient("ESTABLISHED"), atServer("ESTABLISHED", heldBy("child.py")))
		w.calls(call(client, running, "recvfrom", 2), call(server, running, "accept4", 1), isCalled("child.py", call(server, running, "read", 3)))
		w.arrives(ack(client, 1, 1))
	}, nil},
	{"what the child does is not known", "one-waits", "", func(w *world) {
		w.open()
		w.both(listens(0, 5), atClient("ESTABLISHED"), atServer("ESTABLISHED", heldBy("child.py")))
		w.calls(call(client, running, "recvfrom", 2), call(server, running, "accept4", 1))
		w.arrives(ack(client, 1, 1))
	}, nil},
	{"the other program watches this connection among others", "one-waits", "", func(w *world) {
		w.open()
		w.both(listens(0, 5), atClient("ESTABLISHED"), atServer("ESTABLISHED"))
		w.calls(call(client, running, "recvfrom", 2), call(server, running, "epoll_wait", 0, 1, 3))
		w.arrives(ack(client, 1, 1))
	}, nil},
	{"bytes are on their way", "one-waits", "", func(w *world) {
		w.open()
		w.both(listens(0, 5), atClient("ESTABLISHED"), atServer("ESTABLISHED", sendQ(5)))
		w.calls(call(client, running, "recvfrom", 2), call(server, running, "clock_nanosleep", 0))
		w.arrives(ack(client, 1, 1))
	}, nil},
	{"a packet is held, which may bring what it waits for", "one-waits", "", func(w *world) {
		w.open()
		w.both(listens(0, 5), atClient("ESTABLISHED"), atServer("ESTABLISHED"))
		w.calls(call(client, running, "recvfrom", 2), call(server, running, "clock_nanosleep", 0))
		w.arrives(ack(client, 1, 1))
		w.sends(ack(server, 1, 1))
	}, nil},
	{"in a lesson a program stands where the student lets it", "one-waits", "", func(w *world) {
		w.both(listens(0, 5), atClient("ESTABLISHED"), atServer("ESTABLISHED"))
		w.calls(call(client, running, "Read", 2), call(server, running, "Accept", 1))
		w.arrives(ack(client, 1, 1))
	}, nil},
	{"nobody has accepted the other end", "one-waits", "one-waits", func(w *world) {
		w.open()
		w.both(listens(1, 5), atClient("ESTABLISHED"), atServer("ESTABLISHED", unowned, recvQ(2)))
		w.calls(call(client, running, "recvfrom", 2), call(server, running, "read", 0))
		w.arrives(ack(server, 1, 3))
	}, []string{"nobody has accepted the other end", "listens there and is in read", "还没有程序接受"}},
	{"its program is in accept, and just takes it", "one-waits", "", func(w *world) {
		w.open()
		w.both(listens(1, 5), atClient("ESTABLISHED"), atServer("ESTABLISHED", unowned, recvQ(2)))
		w.calls(call(client, running, "recvfrom", 2), call(server, running, "accept4", 1))
		w.arrives(ack(server, 1, 3))
	}, nil},
	{"two programs hold a connection in CLOSE_WAIT, as after a fork", "close-wait", "close-wait", func(w *world) {
		w.open()
		w.was(atServer("ESTABLISHED", heldBy("child.py")))
		w.is(atServer("CLOSE_WAIT", heldBy("child.py"), withFIN))
		w.calls(call(server, running, "accept4", 1), isCalled("child.py", call(server, running, "clock_nanosleep", 0)))
		w.arrives(fin(client, 1, 1))
	}, []string{"until all 2 programs that hold this connection", "持有这条连接的 2 个程序"}},
	{"one of the two reads from it, and may be about to close", "close-wait", "", func(w *world) {
		w.open()
		w.was(atServer("ESTABLISHED", heldBy("child.py")))
		w.is(atServer("CLOSE_WAIT", heldBy("child.py"), withFIN))
		w.calls(call(server, running, "accept4", 1), isCalled("child.py", call(server, running, "recvfrom", 3)))
		w.arrives(fin(client, 1, 1))
	}, nil},

	// A kernel throws away what came in.
	{"no room is left for a datagram", "buffer-full", "buffer-full", func(w *world) {
		w.was(udp(7, client, cAt, "", keeps(4608, 4608, 2)))
		w.is(udp(7, client, cAt, "", keeps(4608, 4608, 3)))
		w.arrives(datagram(1000, sAt, cAt))
	}, []string{"is full: 4608 of 4608 bytes of memory", "throws away the 1000 bytes", "内存 4608/4608 字节"}},
	{"the kernel has thrown nothing away", "buffer-full", "", func(w *world) {
		w.was(udp(7, client, cAt, "", keeps(2304, 4608, 2)))
		w.is(udp(7, client, cAt, "", keeps(4608, 4608, 2)))
		w.arrives(datagram(1000, sAt, cAt))
	}, nil},
	{"there was room for much more: a filter has thrown it away", "buffer-full", "", func(w *world) {
		w.was(udp(7, client, cAt, "", keeps(2304, 212992, 2)))
		w.is(udp(7, client, cAt, "", keeps(2304, 212992, 3)))
		w.arrives(datagram(1000, sAt, cAt))
	}, nil},
	{"the queue was empty", "buffer-full", "", func(w *world) {
		w.was(udp(7, client, cAt, "", keeps(0, 2304, 2)))
		w.is(udp(7, client, cAt, "", keeps(0, 2304, 3)))
		w.arrives(datagram(1000, sAt, cAt))
	}, nil},
	{"two sockets may get it", "buffer-full", "", func(w *world) {
		w.was(udp(7, client, cAt, "", keeps(4608, 4608, 2)), udp(8, client, cAt, "", keeps(0, 4608, 0)))
		w.is(udp(7, client, cAt, "", keeps(4608, 4608, 3)), udp(8, client, cAt, "", keeps(0, 4608, 0)))
		w.arrives(datagram(1000, sAt, cAt))
	}, nil},
	{"the kernel passes the ACK over, as it does unless it is told otherwise", "overflow-reset", "accept-queue-full", func(w *world) {
		w.both(listens(2, 1), atServer("SYN_RCVD", unowned))
		w.arrives(ack(client, 1, 1))
	}, nil},
	{"the ACK of a SYN cookie finds it full: nobody answers", "accept-queue-full", "accept-queue-full", func(w *world) {
		w.both(listens(2, 1), atClient("ESTABLISHED"))
		w.arrives(ack(client, 1, 1))
	}, []string{"is dropped unanswered", "alone is connected", "以为连上了"}},
	{"the queue has room: the ACK is wrong", "overflow-reset", "", func(w *world) {
		w.was(listens(1, 1), atServer("SYN_RCVD", unowned))
		w.is(listens(1, 1), atServer("SYN_RCVD", gone))
		w.arrives(ack(client, 1, 9))
		w.sends(rst(server, 9))
	}, nil},
	{"the queue is full and resets", "overflow-reset", "overflow-reset", func(w *world) {
		w.was(listens(2, 1), atServer("SYN_RCVD", unowned))
		w.is(listens(2, 1), atServer("SYN_RCVD", gone))
		w.arrives(ack(client, 1, 1))
		w.sends(rst(server, 1))
	}, []string{"tcp_abort_on_overflow"}},
	{"a reset of what nobody has accepted", "reset-in-queue", "reset-in-queue", func(w *world) {
		w.was(listens(1, 5), atServer("ESTABLISHED", unowned, recvQ(2)))
		w.is(listens(1, 5), atServer("ESTABLISHED", gone))
		w.arrives(rstAck(client, 3, 1))
	}, []string{"an accept still gets it", "with 2 bytes to read, then ECONNRESET", "还能读到 2 字节"}},
	{"it has brought nothing", "reset-in-queue", "reset-in-queue", func(w *world) {
		w.was(listens(1, 5), atServer("ESTABLISHED", unowned))
		w.is(listens(1, 5), atServer("ESTABLISHED", gone))
		w.arrives(rstAck(client, 1, 1))
	}, []string{"accept queue (1)", "then a read fails"}},
	{"a program has accepted it in this step", "reset-in-queue", "", func(w *world) {
		w.was(listens(1, 5), atServer("ESTABLISHED", unowned))
		w.is(listens(0, 5), atServer("ESTABLISHED", gone))
		w.arrives(rstAck(client, 1, 1))
	}, nil},
	{"a program had accepted it before", "reset-in-queue", "reset-arrived", func(w *world) {
		w.was(listens(1, 5), atServer("ESTABLISHED", recvQ(2)))
		w.is(listens(1, 5), atServer("ESTABLISHED", gone))
		w.arrives(rstAck(client, 3, 1))
	}, nil},
	{"two listeners share the port, and one has it in its queue", "not-accepted", "not-accepted", func(w *world) {
		w.open()
		w.both(listens(1, 5), twin(0), atServer("ESTABLISHED", unowned, recvQ(2)))
		w.calls(call(server, running, "clock_nanosleep", 0), isCalled("twin.py", call(server, running, "accept4", 9)))
		w.arrives(payload(client, 1, 2))
	}, []string{"its 2 bytes wait", "is in clock_nanosleep", "Accept queue: 1"}},
	{"both of them have some: nobody can say which has this one", "not-accepted", "", func(w *world) {
		w.open()
		w.both(listens(1, 5), twin(1), atServer("ESTABLISHED", unowned, recvQ(2)))
		w.calls(call(server, running, "clock_nanosleep", 0), isCalled("twin.py", call(server, running, "accept4", 9)))
		w.arrives(payload(client, 1, 2))
	}, nil},

	// Nobody answers a probe.
	{"the wire lost two more probes after the kernel was asked", "given-up", "given-up", func(w *world) {
		w.was(atServer("ESTABLISHED", timer(trace.TimerKeepalive, 300, 1)))
		w.is(atServer("ESTABLISHED", gone))
		w.passes(320)
		w.earlier(probe(3, trace.FateLost))
		w.sends(rstAck(server, 5, 1))
	}, []string{"No answer came to 3 keepalive probes", "3 个保活探测"}},
	{"an answer came since the first of them", "given-up", "given-up", func(w *world) {
		w.was(atServer("ESTABLISHED", timer(trace.TimerKeepalive, 300, 1)))
		w.is(atServer("ESTABLISHED", gone))
		w.passes(320)
		w.earlier(probe(3, trace.FateLost), ack(client, 1, 1))
		w.sends(rstAck(server, 5, 1))
	}, []string{"No answer came to a keepalive probe"}},

	// One end closed, and the other learns of it.
	{"bytes that left before the FIN came in, as on a connection that is used again", "nobody-reads", "nobody-reads", func(w *world) {
		w.was(atServer("FIN_WAIT_1", unowned))
		w.is(atServer("FIN_WAIT_1", gone))
		w.earlier(fin(server, 1, 1))
		w.arrives(payload(client, 1, 8))
		w.sends(rst(server, 1))
	}, []string{"They met its FIN on the way", "在路上交错"}},
	{"bytes that left when the FIN had come in", "nobody-reads", "nobody-reads", func(w *world) {
		w.was(atServer("FIN_WAIT_2", unowned))
		w.is(atServer("FIN_WAIT_2", gone))
		w.earlier(fin(server, 1, 1))
		late := payload(client, 1, 8)
		late.Ack = 2
		w.arrives(late)
		w.sends(rst(server, 2))
	}, []string{"So its kernel answers with RST"}},
	{"the FIN was dropped, so it met nothing", "nobody-reads", "nobody-reads", func(w *world) {
		w.was(atServer("FIN_WAIT_1", unowned))
		w.is(atServer("FIN_WAIT_1", gone))
		lost := fin(server, 1, 1)
		lost.Fate = trace.FateDropped
		w.earlier(lost)
		w.arrives(payload(client, 1, 8))
		w.sends(rst(server, 1))
	}, []string{"So its kernel answers with RST"}},
	{"its program listens on, so it lives", "unread-at-close", "unread-at-close", func(w *world) {
		w.open()
		w.was(listens(0, 5), atServer("ESTABLISHED", recvQ(10)))
		w.is(listens(0, 5), atServer("ESTABLISHED", gone))
		w.passes(50)
		w.sends(rstAck(server, 5, 11))
	}, []string{" closed; 10 bytes", "关闭了"}},
	{"nothing is left of its program: it may have been killed", "unread-at-close", "unread-at-close", func(w *world) {
		w.open()
		w.was(listens(0, 5), atServer("ESTABLISHED", recvQ(10)))
		w.is(edited(listens(0, 5), []func(*trace.Socket){gone}), atServer("ESTABLISHED", gone))
		w.passes(50)
		w.sends(rstAck(server, 5, 11))
	}, []string{"closed or ended; 10 bytes", "关闭或结束了"}},
	{"somebody listens on the port, at another address alone", "nobody-listens", "nobody-listens", func(w *world) {
		elsewhere := listens(0, 5)
		elsewhere.Local = "127.0.0.2:8001"
		w.both(elsewhere, atClient("SYN_SENT"))
		w.arrives(syn(client))
		w.sends(rstAck(server, 0, 1))
	}, []string{"Nobody listens on " + sAt, "does so only at 127.0.0.2:8001", "只在 127.0.0.2:8001 上监听"}},
}
