package cause

import (
	"tcplab/lab/trace"
)

// bytesOnTheirWay are sights of what becomes of a segment, and of where bytes wait.
var bytesOnTheirWay = []sight{
	{"the ACK asks for what is before it", "gap", "gap", func(w *world) {
		w.both(atServer("ESTABLISHED"))
		w.arrives(payload(client, 6, 5))
		w.sends(ack(server, 1, 1))
	}, []string{"Byte 1 is missing before", "asks for byte 1", "还缺字节 1"}},
	{"a FIN behind a gap changes no state", "gap", "gap", func(w *world) {
		w.both(atServer("ESTABLISHED"))
		w.arrives(fin(client, 11, 1))
		w.sends(sack(ack(server, 1, 1), 11, 12))
	}, []string{"the FIN does not count yet", "stays in ESTABLISHED; its ACK asks for byte 1", "FIN 不算数"}},
	{"the next byte", "gap", "", func(w *world) {
		w.both(atServer("ESTABLISHED"))
		w.arrives(payload(client, 1, 5))
		w.sends(ack(server, 1, 6))
	}, nil},
	{"what was asked for comes, and five bytes behind it were here", "gap-filled", "gap-filled", func(w *world) {
		w.was(atServer("ESTABLISHED"))
		w.is(atServer("ESTABLISHED", recvQ(10)))
		w.earlier(sack(ack(server, 1, 1), 6, 11))
		w.arrives(payload(client, 1, 5))
		w.sends(ack(server, 1, 11))
	}, []string{"fills the gap", "up to byte 10", "补上了缺口", "字节 10"}},
	{"the FIN was here, too", "gap-filled", "gap-filled", func(w *world) {
		w.was(atServer("ESTABLISHED"))
		w.is(atServer("CLOSE_WAIT", recvQ(5), withFIN))
		w.earlier(sack(ack(server, 1, 1), 6, 7))
		w.arrives(payload(client, 1, 5))
		w.sends(ack(server, 1, 7))
	}, []string{"and so does the FIN", "goes to CLOSE_WAIT", "FIN 也一样"}},
	{"what was asked for comes, and nothing behind it was here", "gap-filled", "", func(w *world) {
		w.was(atServer("ESTABLISHED"))
		w.is(atServer("ESTABLISHED", recvQ(5)))
		w.earlier(ack(server, 1, 1))
		w.arrives(payload(client, 1, 5))
		w.sends(ack(server, 1, 6))
	}, nil},
	{"a copy: it was not asked for any more", "gap-filled", "copy", func(w *world) {
		w.both(atServer("ESTABLISHED", recvQ(10)))
		w.earlier(ack(server, 1, 11))
		w.arrives(payload(client, 1, 5))
		w.sends(ack(server, 1, 11))
	}, nil},
	{"TIME_WAIT keeps no bytes", "gap", "", func(w *world) {
		w.both(atServer("TIME_WAIT", unowned))
		w.arrives(payload(client, 9, 5))
		w.sends(ack(server, 2, 7))
	}, nil},
	{"it was sent for an earlier connection of the same ports", "old-segment", "old-segment", func(w *world) {
		w.both(atServer("ESTABLISHED"))
		old, again := payload(client, 6, 5), syn(client)
		answered := segment(server, "SYN ACK", "SA", 0, 1, 0)
		old.ID, again.ID, answered.ID, answered.Step = 1, 2, 3, 4
		w.earlier(again, answered)
		w.arrives(old)
		w.sends(ack(server, 1, 1))
	}, []string{"An old segment", "ack 1", "旧报文段"}},
	{"its number fits the new connection", "old-segment", "old-segment", func(w *world) {
		w.was(atServer("ESTABLISHED"))
		w.is(atServer("ESTABLISHED", recvQ(5)))
		old, again := payload(client, 1, 5), syn(client)
		old.ID, again.ID = 1, 2
		w.earlier(again)
		w.arrives(old)
		w.sends(ack(server, 1, 6))
	}, []string{"its number fits", "takes the 5 bytes of", "当成了这条连接的数据"}},
	{"its number fits, and a lesson's Read took it in the same step", "old-segment", "old-segment", func(w *world) {
		w.both(atServer("ESTABLISHED"))
		old, again := payload(client, 1, 5), syn(client)
		old.ID, again.ID = 1, 2
		w.earlier(again)
		w.arrives(old)
		w.sends(ack(server, 1, 6))
		c := call(server, running, "Read", 3)
		w.before.Calls = append(w.before.Calls, c)
		w.now.Events = append(w.now.Events, trace.Event{Kind: trace.EventEnded, Host: server, Name: "Read", ID: c.ID, Text: `5 bytes "five!"`})
	}, []string{"its number fits"}},
	{"nobody knows if a program has read it", "old-segment", "", func(w *world) {
		w.open()
		w.both(atServer("ESTABLISHED"))
		old, again := payload(client, 1, 5), syn(client)
		old.ID, again.ID = 1, 2
		w.earlier(again)
		w.arrives(old)
		w.sends(ack(server, 1, 6))
	}, nil},
	{"a probe of another stack carries a byte that came in before: it asks for the window", "copy", "window-closed", func(w *world) {
		w.both(atClient("ESTABLISHED", fills(8192, 8192, 0, 0, 10)), atServer("ESTABLISHED", recvQ(10000)))
		p := payload(client, 10000, 1)
		p.Probe = trace.ProbeZeroWindow
		w.arrives(p)
		a := ack(server, 1, 10001)
		a.Step = 3
		w.now.Held = append(w.now.Held, a)
		w.sends(ack(server, 1, 10001))
	}, []string{"window is 0"}},
	{"its connection began before", "old-segment", "", func(w *world) {
		w.both(atServer("ESTABLISHED"))
		first, begins := payload(client, 1, 5), syn(client)
		begins.ID, first.ID = 1, 2
		w.earlier(begins)
		w.arrives(first)
		w.sends(ack(server, 1, 6))
	}, nil},
	{"it was sent before one that has been taken", "old-timestamp", "old-timestamp", func(w *world) {
		w.both(atServer("ESTABLISHED"))
		w.arrives(stamped(payload(client, 6, 5), 100, 7))
		w.sends(stamped(ack(server, 1, 6), 9, 101))
	}, []string{"waits for", "as old (PAWS; ack 6)", "时间戳"}},
	{"just as old as the newest one", "old-timestamp", "", func(w *world) {
		w.both(atServer("ESTABLISHED"))
		w.arrives(stamped(payload(client, 6, 5), 101, 7))
		w.sends(stamped(ack(server, 1, 11), 9, 101))
	}, nil},
	{"old, but nobody waits for it any more: a copy", "old-timestamp", "copy", func(w *world) {
		w.both(atServer("ESTABLISHED"))
		first := payload(client, 1, 5)
		w.earlier(first)
		first.ID = 99
		w.arrives(stamped(first, 100, 7))
		w.sends(stamped(ack(server, 1, 6), 9, 101))
	}, nil},
	{"the counter of the timestamps has begun anew", "old-timestamp", "", func(w *world) {
		w.both(atServer("ESTABLISHED"))
		w.arrives(stamped(payload(client, 6, 5), 3, 7))
		w.sends(stamped(ack(server, 1, 11), 9, 1<<32-2))
	}, nil},
	{"it came in before", "copy", "copy", func(w *world) {
		w.both(atServer("ESTABLISHED"))
		first := payload(client, 1, 5)
		w.earlier(first)
		again := first
		again.ID = 99
		w.arrives(again)
		w.sends(ack(server, 1, 6))
	}, []string{"A copy", "ack 6", "副本"}},
	{"a FIN in TIME_WAIT", "copy", "copy", func(w *world) {
		w.was(atServer("TIME_WAIT", unowned, timer(trace.TimerTimeWait, 40000, 0)))
		w.is(atServer("TIME_WAIT", unowned, timer(trace.TimerTimeWait, 60000, 0)))
		w.earlier(fin(client, 7, 1))
		w.arrives(fin(client, 7, 1))
		w.sends(ack(server, 2, 8))
	}, []string{"An old FIN", "TIME_WAIT", "旧的 FIN"}},
	{"data in TIME_WAIT is no FIN", "copy", "copy", func(w *world) {
		w.both(atServer("TIME_WAIT", unowned))
		w.earlier(payload(client, 1, 6))
		w.arrives(payload(client, 1, 6))
		w.sends(ack(server, 2, 8))
	}, []string{"A copy"}},
	{"the same number, but more bytes than came before", "copy", "", func(w *world) {
		w.both(atServer("ESTABLISHED"))
		w.earlier(payload(client, 1, 5))
		w.arrives(payload(client, 1, 9))
		w.sends(ack(server, 1, 10))
	}, nil},
	{"it came in too long ago, but an ACK that was sent before tells so", "copy", "copy", func(w *world) {
		w.both(atServer("ESTABLISHED"))
		p, a := payload(client, 1, 5), ack(server, 1, 30)
		a.Step = 3
		w.now.Held = append(w.now.Held, a)
		w.arrives(p)
		w.sends(ack(server, 1, 30))
	}, []string{"A copy", "ack 30"}},
	{"the ACK of before was for fewer bytes", "copy", "", func(w *world) {
		w.both(atServer("ESTABLISHED"))
		a := ack(server, 1, 4)
		a.Step = 3
		w.now.Held = append(w.now.Held, a)
		w.arrives(payload(client, 1, 5))
		w.sends(ack(server, 1, 6))
	}, nil},
	{"the answer's D-SACK tells so", "copy", "copy", func(w *world) {
		w.both(atServer("LAST_ACK", unowned))
		w.arrives(payload(client, 1, 5))
		w.sends(sack(ack(server, 2, 30), 1, 6))
	}, []string{"A copy", "ack 30"}},
	{"a SACK behind the ACK is of bytes behind a gap", "copy", "", func(w *world) {
		w.both(atServer("ESTABLISHED"))
		w.arrives(payload(client, 1, 5))
		w.sends(sack(ack(server, 1, 6), 9, 14))
	}, nil},
	{"the first of them was dropped", "copy", "", func(w *world) {
		w.both(atServer("ESTABLISHED"))
		first := payload(client, 1, 5)
		first.Fate = trace.FateDropped
		w.earlier(first)
		w.arrives(payload(client, 1, 5))
		w.sends(ack(server, 1, 6))
	}, nil},
	{"they came in for an earlier connection of the same ports", "copy", "", func(w *world) {
		w.both(atServer("ESTABLISHED"))
		old, again, first := payload(client, 1, 5), syn(client), payload(client, 1, 5)
		old.ID, again.ID, first.ID = 1, 2, 3
		w.earlier(old, again)
		w.arrives(first)
		w.sends(ack(server, 1, 6))
	}, nil},
	{"its timer ran out twice", "resend", "resend", func(w *world) {
		w.both(atClient("ESTABLISHED", sendQ(5), timer(trace.TimerRetransmit, 800, 2)))
		w.now.Step = 9
		w.earlier(dropped(payload(client, 1, 5)))
		w.passes(400)
		w.sends(payload(client, 1, 5))
	}, []string{"ran out, for the 2nd time in a row", "第 2 次"}},
	{"SYN ACK again: an ACK may have been passed over by a full queue", "resend", "resend", func(w *world) {
		w.both(atServer("SYN_RCVD", unowned, timer(trace.TimerRetransmit, 800, 1)))
		w.now.Step = 9
		w.earlier(segment(server, "SYN ACK", "SA", 0, 1, 0))
		w.passes(1000)
		w.sends(segment(server, "SYN ACK", "SA", 0, 1, 0))
	}, []string{"ran out, and it is in SYN_RCVD still: so its SYN ACK goes out again"}},
	{"on a cut wire the segment keeps its number, however often it is lost", "resend", "resend", func(w *world) {
		w.both(atClient("SYN_SENT", sendQ(1), timer(trace.TimerRetransmit, 2000, 2)))
		w.now.Step = 9
		w.passes(1000)
		p := syn(client)
		p.Fate, p.Copies = trace.FateLost, 3
		w.sends(p)
	}, []string{"ran out, for the 2nd time in a row: no ACK has come in for its SYN"}},
	{"on a cut wire, though the first one was dropped before it was cut", "resend", "resend", func(w *world) {
		w.both(atClient("SYN_SENT", sendQ(1), timer(trace.TimerRetransmit, 2000, 1)))
		w.now.Step = 9
		w.passes(1000)
		first, p := dropped(syn(client)), syn(client)
		p.Fate, p.Copies = trace.FateLost, 1
		w.earlier(first, p)
		w.sends(p)
	}, []string{"ran out: no ACK has come in for its SYN"}},
	{"on a cut wire, but for the first time", "resend", "", func(w *world) {
		w.both(atClient("SYN_SENT", sendQ(1), timer(trace.TimerRetransmit, 1000, 0)))
		w.now.Step = 9
		w.passes(10)
		p := syn(client)
		p.Fate = trace.FateLost
		w.sends(p)
	}, nil},
	{"a timer that counts as no resend, and nothing is taken for lost: a loss probe", "resend", "resend", func(w *world) {
		w.was(atClient("FIN_WAIT_1", sendQ(1), timer(trace.TimerRetransmit, 200, 0)))
		w.is(atClient("FIN_WAIT_1", sendQ(1), timer(trace.TimerRetransmit, 200, 0), loses(0)))
		w.now.Step = 9
		w.earlier(dropped(fin(client, 1, 1)))
		w.passes(210)
		w.sends(fin(client, 1, 1))
	}, []string{"A loss probe", "for FIN ACK, which", "丢失探测"}},
	{"the model does not count how often its timer ran out", "resend", "", func(w *world) {
		model := func(s *trace.Socket) { s.Source = trace.SourceStack }
		w.was(atClient("FIN_WAIT_1", sendQ(1), timer(trace.TimerRetransmit, 200, 0), model))
		w.is(atClient("FIN_WAIT_1", sendQ(1), timer(trace.TimerRetransmit, 200, 0), loses(0), model))
		w.now.Step = 9
		w.earlier(dropped(fin(client, 1, 1)))
		w.passes(210)
		w.sends(fin(client, 1, 1))
	}, nil},
	{"the same while the timer had time left: it is not known what sent it", "resend", "", func(w *world) {
		w.was(atClient("FIN_WAIT_1", sendQ(1), timer(trace.TimerRetransmit, 2000, 0)))
		w.is(atClient("FIN_WAIT_1", sendQ(1), timer(trace.TimerRetransmit, 200, 0), loses(0)))
		w.now.Step = 9
		w.earlier(dropped(fin(client, 1, 1)))
		w.passes(210)
		w.sends(fin(client, 1, 1))
	}, nil},
	{"a SACK", "resend", "resend", func(w *world) {
		w.both(atClient("ESTABLISHED", loses(1)))
		w.now.Step = 9
		w.earlier(dropped(payload(client, 1, 5)))
		w.arrives(sack(ack(server, 1, 1), 6, 11))
		w.sends(payload(client, 1, 5))
	}, []string{"A SACK told", "no timer is waited for", "SACK 告诉"}},
	{"a SACK that rides on data tells the same", "resend", "resend", func(w *world) {
		w.both(atClient("ESTABLISHED", loses(1)))
		w.now.Step = 9
		w.earlier(dropped(payload(client, 1, 5)))
		w.arrives(sack(payload(server, 1, 3), 6, 11))
		w.sends(payload(client, 1, 5))
	}, []string{"A SACK told"}},
	{"four ACKs for one byte, without SACK", "resend", "resend", func(w *world) {
		w.both(atClient("ESTABLISHED", loses(1)))
		w.now.Step = 9
		w.earlier(dropped(payload(client, 1, 5)), ack(server, 1, 1), ack(server, 1, 1), ack(server, 1, 1))
		w.arrives(ack(server, 1, 1))
		w.sends(payload(client, 1, 5))
	}, []string{"4 ACKs asked", "byte 1", "4 个 ACK"}},
	{"a loss probe takes nothing for lost (RFC 8985)", "resend", "", func(w *world) {
		w.both(atClient("ESTABLISHED", loses(0)))
		w.now.Step = 9
		w.earlier(dropped(payload(client, 1, 5)), sack(ack(server, 1, 1), 6, 11))
		w.passes(30)
		w.sends(payload(client, 1, 5))
	}, nil},
	{"the first of its kind, with the same number in another connection", "resend", "", func(w *world) {
		w.both(atClient("SYN_SENT", timer(trace.TimerRetransmit, 1000, 0)))
		w.now.Step = 9
		w.earlier(syn(client)) // of an earlier connection with these ports
		w.passes(5)
		w.sends(syn(client))
	}, nil},
	{"three ACKs for the byte that the handshake has asked for are three duplicates", "resend", "resend", func(w *world) {
		w.both(atClient("ESTABLISHED", loses(1)))
		w.now.Step = 9
		w.earlier(dropped(payload(client, 1, 5)), ack(server, 1, 1), ack(server, 1, 1))
		w.arrives(ack(server, 1, 1))
		w.sends(payload(client, 1, 5))
	}, []string{"3 ACKs asked"}},
	{"two ACKs are no reason", "resend", "", func(w *world) {
		w.both(atClient("ESTABLISHED", loses(1)))
		w.now.Step = 9
		w.earlier(dropped(payload(client, 1, 5)), ack(server, 1, 1))
		w.arrives(ack(server, 1, 1))
		w.sends(payload(client, 1, 5))
	}, nil},
	{"window 0, and the reader has not read", "window-closed", "window-closed", func(w *world) {
		w.both(atClient("ESTABLISHED", fills(500, 500, 0, 0, 10)), atServer("ESTABLISHED", recvQ(4000)))
		w.arrives(ack(server, 1, 4001))
	}, []string{"500 bytes wait", "4000 bytes lie there unread", "4000 字节没读"}},
	{"window 0, and the ACK that opens it is on its way", "window-closed", "window-closed", func(w *world) {
		w.both(atClient("ESTABLISHED", fills(1, 1, 0, 0, 10)), atServer("ESTABLISHED"))
		w.arrives(ack(server, 1, 4001))
	}, []string{"1 byte waits", "announced last is 0"}},
	{"a probe", "window-closed", "window-closed", func(w *world) {
		w.both(atClient("ESTABLISHED", fills(500, 500, 0, 0, 10)))
		w.passes(200)
		p := ack(client, 4000, 1)
		p.Probe = trace.ProbeZeroWindow
		w.sends(p)
	}, []string{"asks with a probe", "500 bytes wait here", "用探测询问"}},
	{"only the FIN waits for room", "window-closed", "", func(w *world) {
		w.both(atClient("FIN_WAIT_1", fills(1, 1, 0, 0, 10)))
		w.arrives(ack(server, 1, 4001))
	}, nil},
	{"a step about another connection", "window-closed", "", func(w *world) {
		w.both(atClient("ESTABLISHED", fills(500, 500, 0, 0, 10)))
		p := ack(server, 1, 1)
		p.Dst = otherAt
		w.arrives(p)
	}, nil},
	{"as many segments as cwnd are on their way", "cwnd-full", "cwnd-full", func(w *world) {
		w.both(atClient("ESTABLISHED", fills(20000, 5520, 65160, 10, 10)))
		w.arrives(ack(server, 1, 1))
	}, []string{"lets 10 segments", "5520 more bytes wait", "10 个报文段", "5520 字节"}},
	{"one segment at once", "cwnd-full", "cwnd-full", func(w *world) {
		w.both(atClient("ESTABLISHED", fills(10, 9, 65160, 1, 1)))
		w.arrives(ack(server, 1, 1))
	}, []string{"lets 1 segment be", "9 more bytes wait"}},
	{"one has arrived as SACK tells: there is room for one", "cwnd-full", "", func(w *world) {
		w.both(atClient("ESTABLISHED", fills(20000, 5520, 65160, 10, 10), func(s *trace.Socket) { s.Info.Sacked = 1 }))
		w.arrives(ack(server, 1, 1))
	}, nil},
	{"the window is the limit", "cwnd-full", "window-full", func(w *world) {
		w.both(atClient("ESTABLISHED", fills(20000, 5520, 14480, 9, 10)))
		w.arrives(ack(server, 1, 1))
	}, []string{"window of 14480 bytes, room for 0 is left", "5520 bytes wait", "14480 字节"}},
	{"room for less than a segment", "window-full", "window-full", func(w *world) {
		w.both(atClient("ESTABLISHED", fills(4000, 3000, 1500, 1, 10)))
		w.arrives(ack(server, 1, 1))
	}, []string{"1500 bytes, room for 500 is left"}},
	{"nothing on its way, and a window smaller than a segment: the kernel waits for a better one", "window-full", "window-full", func(w *world) {
		w.both(atClient("ESTABLISHED", fills(26616, 26616, 896, 0, 10), timer(trace.TimerPersist, 18_000, 0)), atServer("ESTABLISHED", recvQ(3448)))
		w.arrives(ack(server, 1, 3449))
	}, []string{"window (896) is too small for a full segment", "26616 bytes wait", "3448 bytes lie there unread", "放不下一个满的报文段"}},
	{"the same without that timer: something else holds it back", "window-full", "", func(w *world) {
		w.both(atClient("ESTABLISHED", fills(26616, 26616, 896, 0, 10)), atServer("ESTABLISHED", recvQ(3448)))
		w.arrives(ack(server, 1, 3449))
	}, nil},
	{"room enough: something else holds it back", "window-full", "", func(w *world) {
		w.both(atClient("ESTABLISHED", fills(4000, 3000, 65160, 1, 10)))
		w.arrives(ack(server, 1, 1))
	}, nil},
	{"small, and something before it unacknowledged", "nagle", "nagle", func(w *world) {
		w.both(atClient("ESTABLISHED", fills(10, 5, 65160, 1, 10)))
		w.arrives(ack(server, 1, 1))
	}, []string{"Nagle: 5 bytes wait", "the 5 sent before", "5 字节不够"}},
	{"the other kernel delays its ACK", "nagle", "nagle", func(w *world) {
		w.both(atClient("ESTABLISHED", fills(2, 1, 65160, 1, 10)), atServer("ESTABLISHED"))
		w.arrives(payload(client, 1, 1))
	}, []string{"delayed ACK", "1 byte waits", "延迟 ACK"}},
	{"full segments behind a small one need no acknowledgement", "nagle", "nagle", func(w *world) {
		w.both(atClient("ESTABLISHED", fills(1601, 132, 65160, 2, 10)))
		w.arrives(ack(server, 1, 1))
	}, []string{"132 bytes wait", "Of the 1469 sent before, small segments", "1469 字节里"}},
	{"what came in is not all that is on its way", "nagle", "nagle", func(w *world) {
		w.both(atClient("ESTABLISHED", fills(3, 1, 65160, 2, 10)), atServer("ESTABLISHED"))
		w.arrives(payload(client, 1, 1))
	}, []string{"Nagle: 1 byte waits", "Nagle 算法"}},
	{"nothing before it: that is TCP_CORK, never Nagle", "nagle", "", func(w *world) {
		w.both(atClient("ESTABLISHED", fills(5, 5, 65160, 0, 10)))
		w.arrives(ack(server, 1, 1))
	}, nil},
	{"a full segment needs no company", "nagle", "", func(w *world) {
		w.both(atClient("ESTABLISHED", fills(2896, 1448, 65160, 1, 10)))
		w.arrives(ack(server, 1, 1))
	}, nil},
	{"two segments, unread", "one-queue", "one-queue", func(w *world) {
		w.was(atServer("ESTABLISHED", recvQ(9)))
		w.is(atServer("ESTABLISHED", recvQ(32)))
		w.arrives(payload(client, 10, 23))
	}, []string{"32 bytes of more than one segment", "32 字节"}},
	{"the first was read before", "one-queue", "", func(w *world) {
		w.was(atServer("ESTABLISHED"))
		w.is(atServer("ESTABLISHED", recvQ(23)))
		w.arrives(payload(client, 10, 23))
	}, nil},
}
