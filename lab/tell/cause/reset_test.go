package cause

import (
	"tcplab/lab/trace"
)

// resets are sights of a RST: at the end of one's own connection, and one that comes in
// or answers.
var resets = []sight{
	// A RST at the end of one's own connection.
	{"the call of a lesson is Close and nothing else, so the bytes are unread", "unread-at-close", "unread-at-close", func(w *world) {
		w.was(atServer("ESTABLISHED", recvQ(10)))
		w.is(atServer("ESTABLISHED", gone))
		w.now.Move = trace.Move{Kind: trace.MoveCall, Host: server, Name: "Close"}
		w.sends(rstAck(server, 5, 11))
	}, []string{"closed with 10 bytes unread", "instead of FIN", "10 字节未读"}},
	{"what was never sent cannot be lost", "unread-at-close", "unread-at-close", func(w *world) {
		w.was(atServer("ESTABLISHED", recvQ(10)))
		w.is(atServer("ESTABLISHED", gone))
		w.now.Move = trace.Move{Kind: trace.MoveCall, Host: server, Name: "Close"}
		w.sends(rstAck(server, 1, 11))
	}, []string{"10 bytes unread", "so that the other end learns that they were lost", "好让对端知道"}},
	{"one byte is no bytes", "unread-at-close", "unread-at-close", func(w *world) {
		w.was(atServer("CLOSE_WAIT", recvQ(1), withFIN))
		w.is(atServer("CLOSE_WAIT", gone))
		w.now.Move = trace.Move{Kind: trace.MoveCall, Host: server, Name: "Close"}
		w.sends(rstAck(server, 5, 11))
	}, []string{"closed with 1 byte unread"}},
	{"after a shutdown of the sending side the FIN has gone out before", "unread-at-close", "unread-at-close", func(w *world) {
		w.was(atServer("FIN_WAIT_2", recvQ(10)))
		w.is(atServer("FIN_WAIT_2", gone))
		w.now.Move = trace.Move{Kind: trace.MoveCall, Host: server, Name: "Close"}
		w.sends(rstAck(server, 6, 11))
	}, []string{"though its FIN is out"}},
	{"in an open lab it may have read before it closed, within one step", "unread-at-close", "unread-at-close", func(w *world) {
		w.open()
		w.was(atServer("ESTABLISHED", recvQ(10)))
		w.is(atServer("ESTABLISHED", gone))
		w.passes(50)
		w.sends(rstAck(server, 5, 11))
	}, []string{"10 bytes stood in its queue", "not all read, or SO_LINGER 0"}},
	{"a lesson's Read has taken some of them in the same step, and its program has ended", "unread-at-close", "unread-at-close", func(w *world) {
		w.was(atServer("ESTABLISHED", recvQ(10)))
		w.is(atServer("ESTABLISHED", gone))
		w.now.Move = trace.Move{Kind: trace.MoveCall, Host: server, Name: "Read"}
		w.sends(rstAck(server, 5, 11))
		w.now.Events = append(w.now.Events, trace.Event{Kind: trace.EventEnded, Host: server, Name: "Read", Text: "5 bytes"})
	}, []string{"10 bytes stood in its queue"}},
	{"a killed program has not closed", "unread-at-close", "unread-at-close", func(w *world) {
		w.was(atServer("ESTABLISHED", recvQ(10)))
		w.is(atServer("ESTABLISHED", gone))
		w.now.Move = trace.Move{Kind: trace.MoveKill, Host: server}
		w.sends(rstAck(server, 5, 11))
		w.now.Events = append(w.now.Events, trace.Event{Kind: trace.EventExit, Host: server, Text: "killed"})
	}, []string{"ended with 10 bytes unread", "结束时还有 10 字节未读"}},
	{"bytes that came in the step were read or not: nobody knows", "unread-at-close", "unread-at-close", func(w *world) {
		w.open()
		w.was(atServer("ESTABLISHED"))
		w.is(atServer("ESTABLISHED", gone))
		w.arrives(payload(client, 1, 9))
		w.sends(rstAck(server, 5, 10))
	}, []string{"9 bytes had just come in", "not all were read, or SO_LINGER 0"}},
	{"an unread FIN is no byte, and a close with it sends a FIN of its own", "unread-at-close", "", func(w *world) {
		w.was(atServer("CLOSE_WAIT", withFIN))
		w.is(atServer("LAST_ACK", unowned))
		w.now.Move = trace.Move{Kind: trace.MoveCall, Host: server, Name: "Close"}
		w.sends(fin(server, 1, 11))
	}, nil},
	{"the other end reset it, so nobody closed", "unread-at-close", "reset-arrived", func(w *world) {
		w.was(atServer("ESTABLISHED", recvQ(10)))
		w.is(atServer("ESTABLISHED", gone))
		w.arrives(rst(client, 11))
	}, []string{"can still read the 10 bytes in its queue", "ECONNRESET", "10 字节"}},
	{"nothing unread", "abortive-close", "abortive-close", func(w *world) {
		w.was(atServer("ESTABLISHED", sendQ(7)))
		w.is(atServer("ESTABLISHED", gone))
		w.passes(50)
		w.sends(rstAck(server, 5, 1))
	}, []string{"nothing unread", "SO_LINGER 0"}},
	{"accepted, written and closed within a step: one that nobody accepts sends no data", "abortive-close", "abortive-close", func(w *world) {
		w.open()
		w.was(listens(0, 5), atServer("SYN_RCVD", unowned))
		w.is(edited(listens(0, 5), []func(*trace.Socket){gone}), atServer("SYN_RCVD", gone))
		w.arrives(ack(client, 1, 1))
		w.sends(payload(server, 1, 1448), rstAck(server, 1449, 1))
	}, []string{"nothing unread"}},
	{"the keepalive timer ran out: that RST is the kernel's", "abortive-close", "given-up", func(w *world) {
		w.was(atServer("ESTABLISHED", timer(trace.TimerKeepalive, 300, 3)))
		w.is(atServer("ESTABLISHED", gone))
		w.passes(320)
		w.sends(rstAck(server, 5, 1))
	}, []string{"No answer came to 3 keepalive probes", "ETIMEDOUT", "3 个保活探测"}},
	{"the keepalive timer had time left, so its kernel did not act", "given-up", "abortive-close", func(w *world) {
		w.was(atServer("ESTABLISHED", timer(trace.TimerKeepalive, 3000, 3)))
		w.is(atServer("ESTABLISHED", gone))
		w.passes(320)
		w.sends(rstAck(server, 5, 1))
	}, nil},
	{"a FIN in the same step: an orphan that got data afterwards", "abortive-close", "", func(w *world) {
		w.was(atServer("ESTABLISHED"))
		w.is(atServer("ESTABLISHED", gone))
		w.passes(10)
		w.sends(fin(server, 5, 1), rstAck(server, 6, 1))
	}, nil},
	{"the listener has gone, and with it what waited", "listener-closed", "listener-closed", func(w *world) {
		w.was(listens(1, 5), atServer("ESTABLISHED", unowned))
		w.is(edited(listens(0, 0), []func(*trace.Socket){gone}), atServer("ESTABLISHED", unowned, gone))
		w.passes(10)
		w.sends(rstAck(server, 1, 1))
	}, []string{"The listener of", "nobody had accepted", cAt, "还没有被接受"}},
	{"several waited in its queue", "listener-closed", "listener-closed", func(w *world) {
		w.was(listens(2, 5), atServer("ESTABLISHED", unowned), atServer("ESTABLISHED", unowned, id(4), at(sAt, otherAt)))
		w.is(edited(listens(0, 0), []func(*trace.Socket){gone}), atServer("ESTABLISHED", unowned, gone), atServer("ESTABLISHED", unowned, id(4), at(sAt, otherAt), gone))
		w.passes(10)
		p := rstAck(server, 1, 1)
		p.Dst = otherAt
		w.sends(rstAck(server, 1, 1), p)
	}, []string{"the 2 connections in its accept queue", "2 条连接"}},
	{"another listener of SO_REUSEPORT goes on at that address", "listener-closed", "", func(w *world) {
		twin := listens(0, 5)
		twin.ID = 9
		w.was(listens(1, 5), twin, atServer("ESTABLISHED", unowned))
		w.is(edited(listens(0, 0), []func(*trace.Socket){gone}), twin, atServer("ESTABLISHED", unowned, gone))
		w.passes(10)
		w.sends(rstAck(server, 1, 1))
	}, nil},

	{"the listener was closed before the ACK came that would complete the connection", "listener-gone", "listener-gone", func(w *world) {
		w.was(atServer("SYN_RCVD", unowned))
		w.is(atServer("SYN_RCVD", unowned, gone))
		w.arrives(ack(client, 1, 1))
		w.sends(rst(server, 1))
	}, []string{"Nobody listens on " + sAt + " any more", "SYN_RCVD", "没有程序在监听"}},
	{"the listener was closed, and the timer of the SYN ACK runs out", "listener-gone", "listener-gone", func(w *world) {
		w.was(atServer("SYN_RCVD", unowned, timer(trace.TimerRetransmit, 400, 1)))
		w.is(atServer("SYN_RCVD", unowned, gone))
		w.now.Move = trace.Move{Kind: trace.MoveTime}
		w.passes(500)
	}, []string{"Nobody listens on " + sAt, "timer ran out", "No packet tells " + cAt, "没有报文段告知"}},
	{"the listener was closed, and the SYN comes once more", "listener-gone", "listener-gone", func(w *world) {
		w.was(atServer("SYN_RCVD", unowned))
		w.is(atServer("SYN_RCVD", unowned, gone))
		w.arrives(syn(client))
		w.sends(rstAck(server, 0, 1))
	}, []string{"Nobody listens on " + sAt + " any more", "answers :50000 SYN with RST"}},
	{"its listener is still there: the ACK is wrong", "listener-gone", "", func(w *world) {
		w.both(listens(0, 5))
		w.was(atServer("SYN_RCVD", unowned))
		w.is(atServer("SYN_RCVD", unowned, gone))
		w.arrives(ack(client, 1, 9))
		w.sends(rst(server, 9))
	}, nil},
	{"in a simultaneous open there was no listener", "listener-gone", "", func(w *world) {
		w.was(atServer("SYN_RCVD"))
		w.is(atServer("SYN_RCVD", gone))
		w.arrives(ack(client, 1, 9))
		w.sends(rst(server, 9))
	}, nil},

	// A RST that comes in, or that answers.
	{"the answer to a SYN", "reset-arrived", "reset-arrived", func(w *world) {
		w.was(atClient("SYN_SENT"))
		w.is(atClient("SYN_SENT", gone))
		w.arrives(rstAck(server, 0, 1))
	}, []string{"answers the SYN", "ECONNREFUSED"}},
	{"in CLOSE_WAIT the next write gets EPIPE", "reset-arrived", "reset-arrived", func(w *world) {
		w.was(atClient("CLOSE_WAIT", sendQ(8), withFIN))
		w.is(atClient("CLOSE_WAIT", gone))
		w.arrives(rst(server, 2))
	}, []string{"no ACK has come for 8 bytes", "EPIPE", "8 字节"}},
	{"elsewhere it is not known", "reset-arrived", "reset-arrived", func(w *world) {
		w.was(atClient("ESTABLISHED", sendQ(1)))
		w.is(atClient("ESTABLISHED", gone))
		w.arrives(rst(server, 2))
	}, []string{"no ACK has come for 1 byte", "cannot know"}},
	{"what is unacknowledged in FIN_WAIT_1 is its FIN, not a byte", "reset-arrived", "reset-arrived", func(w *world) {
		w.was(atClient("FIN_WAIT_1", sendQ(1)))
		w.is(atClient("FIN_WAIT_1", gone))
		w.arrives(rst(server, 2))
	}, []string{"its next read or write fails with ECONNRESET"}},
	{"nobody hears of a connection that its program has left behind, all acknowledged", "reset-arrived", "", func(w *world) {
		w.was(atClient("FIN_WAIT_2", unowned))
		w.is(atClient("FIN_WAIT_2", gone))
		w.arrives(rst(server, 2))
	}, nil},
	{"nobody hears that bytes are lost which its program has left behind", "reset-arrived", "reset-arrived", func(w *world) {
		w.was(atClient("FIN_WAIT_1", unowned, sendQ(9)))
		w.is(atClient("FIN_WAIT_1", gone))
		w.arrives(rst(server, 2))
	}, []string{"no ACK has come for 8 bytes", "had closed before", "8 字节"}},
	{"in CLOSE_WAIT with nothing on its way", "reset-arrived", "reset-arrived", func(w *world) {
		w.was(atClient("CLOSE_WAIT", withFIN))
		w.is(atClient("CLOSE_WAIT", gone))
		w.arrives(rst(server, 2))
	}, []string{"still reads EOF", "next write fails with EPIPE"}},
	{"the read that waited is named", "reset-arrived", "reset-arrived", func(w *world) {
		w.was(atClient("ESTABLISHED"))
		w.is(atClient("ESTABLISHED", gone))
		w.before.Calls = append(w.before.Calls, call(client, running, "Read", 2))
		w.arrives(rst(server, 2))
	}, []string{"Read of", "which waited, fails with ECONNRESET.", "正等着的 Read 以 ECONNRESET 失败"}},
	{"a write that waited takes the error, and its program may have ended: what is unread was not read", "reset-arrived", "reset-arrived", func(w *world) {
		w.was(atServer("ESTABLISHED", recvQ(7162), sendQ(4480)))
		w.is(atServer("ESTABLISHED", gone))
		w.before.Calls = append(w.before.Calls, call(server, running, "Write", 3))
		w.arrives(rstAck(client, 17903, 4481))
	}, []string{"Write of", "fails with ECONNRESET. It leaves 7162 bytes unread."}},
	{"a write that waited in CLOSE_WAIT", "reset-arrived", "reset-arrived", func(w *world) {
		w.was(atServer("CLOSE_WAIT", sendQ(4480)))
		w.is(atServer("CLOSE_WAIT", gone))
		w.before.Calls = append(w.before.Calls, call(server, running, "Write", 3))
		w.arrives(rst(client, 3))
	}, []string{"Write of", "fails with EPIPE. No ACK has come for its 4480 bytes."}},
	{"a call at its gate waits for nothing yet", "reset-arrived", "reset-arrived", func(w *world) {
		w.was(atClient("ESTABLISHED"))
		w.is(atClient("ESTABLISHED", gone))
		w.calls(call(client, waiting, "Read", 2))
		w.arrives(rst(server, 2))
	}, []string{"waits in no call", "next read or write"}},
	{"a call on one of several sockets is not known to be the one", "reset-arrived", "reset-arrived", func(w *world) {
		w.open()
		w.was(atClient("ESTABLISHED"))
		w.is(atClient("ESTABLISHED", gone))
		w.calls(call(client, running, "epoll_wait", 2, 2))
		w.arrives(rst(server, 2))
	}, []string{"the read or write in which", "or else its next one"}},
	{"nobody had accepted it, and it stays in the queue", "reset-arrived", "reset-in-queue", func(w *world) {
		w.both(listens(1, 5))
		w.was(atServer("ESTABLISHED", unowned, recvQ(6)))
		w.is(atServer("ESTABLISHED", gone))
		w.arrives(rst(client, 7))
	}, []string{"no program has accepted", "still gets it, with 6 bytes to read, then ECONNRESET", "还能读到 6 字节"}},
	{"nobody had accepted it, and nothing has come in", "reset-arrived", "reset-in-queue", func(w *world) {
		w.both(listens(1, 5))
		w.was(atServer("ESTABLISHED", unowned))
		w.is(atServer("ESTABLISHED", gone))
		w.arrives(rst(client, 1))
	}, []string{"and then a read fails"}},
	{"another stack takes it out of the queue", "reset-arrived", "", func(w *world) {
		w.was(listens(1, 5), atServer("ESTABLISHED", unowned))
		w.is(listens(0, 5), atServer("ESTABLISHED", gone))
		w.arrives(rst(client, 1))
	}, nil},
	{"half open, and no program knows of it", "reset-arrived", "reset-arrived", func(w *world) {
		w.both(listens(0, 5))
		w.was(atServer("SYN_RCVD", unowned))
		w.is(atServer("SYN_RCVD", gone))
		w.arrives(rst(client, 1))
	}, []string{"no program there hears of it", "没有程序会知道"}},
	{"nothing unread and nothing on its way: only a call hears of it", "reset-arrived", "reset-arrived", func(w *world) {
		w.was(atServer("ESTABLISHED"))
		w.is(atServer("ESTABLISHED", gone))
		w.arrives(rst(client, 3))
	}, []string{"fails with ECONNRESET", "以 ECONNRESET 失败"}},
	{"a RST that is not the next byte ends nothing (RFC 5961)", "reset-arrived", "", func(w *world) {
		w.both(atClient("ESTABLISHED", sendQ(1)))
		w.arrives(rstAck(server, 4001, 1))
		w.sends(ack(client, 1, 1))
	}, nil},
	{"closed by its program", "nobody-reads", "nobody-reads", func(w *world) {
		w.was(atServer("FIN_WAIT_2", unowned))
		w.is(atServer("FIN_WAIT_2", gone))
		w.arrives(payload(client, 1, 8))
		w.sends(rst(server, 2))
	}, []string{"read these 8 bytes", "RST", "8 字节"}},
	{"the program has closed and lives on", "nobody-reads", "nobody-reads", func(w *world) {
		w.was(atServer("FIN_WAIT_2", unowned))
		w.is(atServer("FIN_WAIT_2", gone))
		w.now.Hosts = []trace.State{{Host: client}, {Host: server, Alive: true}}
		w.arrives(payload(client, 1, 8))
		w.sends(rst(server, 2))
	}, []string{"has closed the connection. So", "已经关闭了连接"}},
	{"the program has ended", "nobody-reads", "nobody-reads", func(w *world) {
		w.was(atServer("FIN_WAIT_2", unowned))
		w.is(atServer("FIN_WAIT_2", gone))
		w.now.Hosts = []trace.State{{Host: client, Alive: true}, {Host: server}}
		w.arrives(payload(client, 1, 8))
		w.sends(rst(server, 2))
	}, []string{"has ended. So", "已经结束"}},
	{"a program that has only shut down its sending side still reads", "nobody-reads", "", func(w *world) {
		w.both(atServer("FIN_WAIT_2"))
		w.arrives(payload(client, 1, 8))
		w.sends(ack(server, 2, 9))
	}, nil},
	{"a FIN behind bytes that nobody will read", "nobody-reads", "nobody-reads", func(w *world) {
		w.was(atServer("FIN_WAIT_1", unowned, sendQ(1)))
		w.is(atServer("FIN_WAIT_1", gone))
		w.arrives(fin(client, 4, 2))
		w.sends(rst(server, 2))
	}, []string{"bytes before this FIN are missing, and nobody is left", "还缺字节"}},
	{"a FIN that is the next thing to come", "nobody-reads", "fins-crossed", func(w *world) {
		w.was(atServer("FIN_WAIT_1", unowned, sendQ(1)))
		w.is(atServer("CLOSING", unowned, sendQ(1), been("ESTABLISHED", "FIN_WAIT_1")))
		w.arrives(fin(client, 1, 1))
		w.sends(ack(server, 2, 2))
	}, nil},
	{"its row was gone before", "nobody-reads", "not-known", func(w *world) {
		w.both(atServer("FIN_WAIT_2", gone))
		w.arrives(payload(client, 1, 8))
		w.sends(rst(server, 2))
	}, []string{"this connection is over"}},
	{"no listener", "nobody-listens", "nobody-listens", func(w *world) {
		w.both(atClient("SYN_SENT"))
		w.arrives(syn(client))
		w.sends(rstAck(server, 0, 1))
	}, []string{"Nobody listens on " + sAt, sAt + " 上监听"}},
	{"with IPV6_V6ONLY [::] may refuse IPv4: nobody can say so", "nobody-listens", "", func(w *world) {
		everywhere := listens(0, 5)
		everywhere.Local = "[::]:8001"
		w.both(everywhere, atClient("SYN_SENT"))
		w.arrives(syn(client))
		w.sends(rstAck(server, 0, 1))
	}, nil},
	{"with IPV6_V6ONLY [::] does refuse IPv4", "nobody-listens", "nobody-listens", func(w *world) {
		ln := listens(0, 5)
		ln.Local, ln.V6Only = "[::]:8001", true
		w.both(ln, atClient("SYN_SENT"))
		w.arrives(syn(client))
		w.sends(rstAck(server, 0, 1))
	}, []string{"Nobody listens on " + sAt, "takes IPv6 alone", "但只收 IPv6"}},
	{"two others listen on that port", "nobody-listens", "nobody-listens", func(w *world) {
		one, two := listens(0, 5), listens(0, 5)
		one.Local, two.Local, two.ID = "127.0.0.2:8001", "[::]:8001", 7
		two.V6Only = true
		w.both(one, two, atClient("SYN_SENT"))
		w.arrives(syn(client))
		w.sends(rstAck(server, 0, 1))
	}, []string{"Nobody listens on " + sAt + ": its kernel", "不问任何程序"}},
	{"with IPV6_V6ONLY [::] does take IPv6: something else has refused it", "nobody-listens", "", func(w *world) {
		ln := listens(0, 5)
		ln.Local, ln.V6Only = "[::]:8001", true
		p, no := syn(client), rstAck(server, 0, 1)
		p.Src, p.Dst, no.Src, no.Dst = "[::1]:50000", "[::1]:8001", "[::1]:8001", "[::1]:50000"
		w.both(ln, atClient("SYN_SENT", at(p.Src, p.Dst)))
		w.arrives(p)
		w.sends(no)
	}, nil},
	{"0.0.0.0 is no address of IPv6", "nobody-listens", "nobody-listens", func(w *world) {
		ln := listens(0, 5)
		ln.Local = "0.0.0.0:8001"
		p, no := syn(client), rstAck(server, 0, 1)
		p.Src, p.Dst, no.Src, no.Dst = "[::1]:50000", "[::1]:8001", "[::1]:8001", "[::1]:50000"
		w.both(ln, atClient("SYN_SENT", at(p.Src, p.Dst)))
		w.arrives(p)
		w.sends(no)
	}, []string{"Nobody listens on [::1]:8001", "only at 0.0.0.0:8001", "只在 0.0.0.0:8001 上"}},
	{"a SYN into a connection gets an ACK (RFC 5961, section 4)", "nobody-listens", "", func(w *world) {
		w.both(atServer("ESTABLISHED"))
		w.arrives(syn(client))
		w.sends(ack(server, 1, 1))
	}, nil},
	{"it was never there", "not-known", "not-known", func(w *world) {
		w.both(listens(0, 5))
		w.arrives(ack(client, 1, 1))
		w.sends(rst(server, 1))
	}, []string{"knows of no such connection", "不知道有这条连接"}},
	{"it ended by this very step", "not-known", "nobody-reads", func(w *world) {
		w.was(atServer("FIN_WAIT_1", unowned))
		w.is(atServer("FIN_WAIT_1", gone))
		w.arrives(payload(client, 1, 8))
		w.sends(rst(server, 2))
	}, nil},
	{"tcp_abort_on_overflow answers the ACK of a full queue with RST", "not-known", "overflow-reset", func(w *world) {
		w.was(listens(2, 1), atServer("SYN_RCVD", unowned))
		w.is(listens(2, 1), atServer("SYN_RCVD", gone))
		w.arrives(ack(client, 1, 1))
		w.sends(rst(server, 1))
	}, []string{"2 wait, the limit is 1 and one more", "tcp_abort_on_overflow", "里面有 2 条，上限是 1"}},
}
