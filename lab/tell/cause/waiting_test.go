package cause

import (
	"tcplab/lab/trace"
)

// waits are sights of programs and connections that wait.
var waits = []sight{
	{"both read", "both-wait", "both-wait", func(w *world) {
		w.open()
		w.both(atClient("ESTABLISHED"), atServer("ESTABLISHED"))
		w.arrives(ack(server, 1, 13))
		w.calls(call(client, running, "recvfrom", 2), call(server, running, "epoll_wait", 3, 3))
	}, []string{"Both wait", "in recvfrom", "in epoll_wait", "先说话"}},
	{"one of them waits for a time only, which the evidence says", "both-wait", "both-wait", func(w *world) {
		w.open()
		w.both(atClient("ESTABLISHED"), atServer("ESTABLISHED"))
		w.arrives(ack(server, 1, 13))
		c := call(client, running, "poll", 2, 2)
		c.Timed = true
		w.calls(c, call(server, running, "recvfrom", 3))
	}, []string{"in poll, "}},
	{"one of them waits for its user, too, as nc at a terminal", "both-wait", "", func(w *world) {
		w.open()
		w.both(atClient("ESTABLISHED"), atServer("ESTABLISHED"))
		w.arrives(ack(server, 1, 13))
		c := call(client, running, "poll", 2, 2)
		c.Input = true
		w.calls(c, call(server, running, "recvfrom", 3))
	}, nil},
	{"one of them waits for room to write", "both-wait", "", func(w *world) {
		w.open()
		w.both(atClient("ESTABLISHED"), atServer("ESTABLISHED"))
		w.arrives(ack(server, 1, 13))
		c := call(client, running, "poll", 2, 2)
		c.Out = []int{2}
		w.calls(c, call(server, running, "recvfrom", 3))
	}, nil},
	{"one of them has not begun to read", "both-wait", "", func(w *world) {
		w.both(atClient("ESTABLISHED"), atServer("ESTABLISHED"))
		w.arrives(ack(server, 1, 13))
		w.calls(call(client, running, "Read", 2), call(server, waiting, "Read", 3))
	}, nil},
	{"a packet is held", "both-wait", "", func(w *world) {
		w.both(atClient("ESTABLISHED"), atServer("ESTABLISHED"))
		w.arrives(payload(client, 1, 12))
		w.sends(ack(server, 1, 13))
		w.calls(call(client, running, "Read", 2), call(server, running, "Read", 3))
	}, nil},
	{"another thread of it may do anything", "both-wait", "", func(w *world) {
		w.open()
		w.both(atClient("ESTABLISHED"), atServer("ESTABLISHED"))
		w.arrives(ack(server, 1, 13))
		w.calls(call(client, running, "recvfrom", 2), call(server, running, "recvfrom", 3), call(server, running, "clock_nanosleep", 0))
	}, nil},
	{"it waits for something else, too", "both-wait", "", func(w *world) {
		w.open()
		w.both(atClient("ESTABLISHED"), atServer("ESTABLISHED"))
		w.arrives(ack(server, 1, 13))
		w.calls(call(client, running, "recvfrom", 2), call(server, running, "poll", 3, 3, 8))
	}, nil},
	{"in another call", "close-wait", "close-wait", func(w *world) {
		w.open()
		w.was(atServer("ESTABLISHED"))
		w.is(atServer("CLOSE_WAIT"))
		w.arrives(fin(client, 1, 1))
		w.sends(ack(server, 1, 2))
		w.calls(call(server, running, "clock_nanosleep", 0))
	}, []string{"has read the EOF", "in clock_nanosleep", "读到了 EOF"}},
	{"the FIN stands in its queue", "close-wait", "close-wait", func(w *world) {
		w.was(atServer("ESTABLISHED"))
		w.is(atServer("CLOSE_WAIT", withFIN))
		w.arrives(fin(client, 1, 1))
		w.sends(ack(server, 1, 2))
		w.calls(call(server, running, "File.Read", 0))
	}, []string{"not read the EOF yet"}},
	{"three of one program", "close-wait", "close-wait", func(w *world) {
		w.open()
		w.was(atServer("ESTABLISHED"))
		w.both(atServer("CLOSE_WAIT", id(4), at(sAt, otherAt)), atServer("CLOSE_WAIT", id(5), at(sAt, "127.0.0.1:50002")))
		w.is(atServer("CLOSE_WAIT"))
		w.arrives(fin(client, 1, 1))
		w.sends(ack(server, 1, 2))
		w.calls(call(server, running, "accept4", 1))
	}, []string{"3 connections of", "in accept4", "3 条连接"}},
	{"it stands at the gate of its Close", "close-wait", "", func(w *world) {
		w.was(atServer("ESTABLISHED"))
		w.is(atServer("CLOSE_WAIT"))
		w.arrives(fin(client, 1, 1))
		w.sends(ack(server, 1, 2))
		w.calls(call(server, waiting, "Close", 3))
	}, nil},
	{"a call at its gate has not begun: it is in none", "close-wait", "", func(w *world) {
		w.was(atServer("ESTABLISHED"))
		w.is(atServer("CLOSE_WAIT", withFIN))
		w.arrives(fin(client, 1, 1))
		w.sends(ack(server, 1, 2))
		w.calls(call(server, waiting, "File.Read", 0))
	}, nil},
	{"a call of it is not known", "close-wait", "", func(w *world) {
		w.open()
		w.was(atServer("ESTABLISHED"))
		w.is(atServer("CLOSE_WAIT"))
		w.arrives(fin(client, 1, 1))
		w.sends(ack(server, 1, 2))
		c := call(server, running, "epoll_wait", 0)
		c.Unknown = true
		w.calls(c)
	}, nil},
	{"in a call on another connection", "close-wait", "close-wait", func(w *world) {
		w.was(atServer("ESTABLISHED"))
		w.is(atServer("CLOSE_WAIT", withFIN))
		w.both(atServer("ESTABLISHED", id(4), at(sAt, otherAt)))
		w.arrives(fin(client, 1, 1))
		w.sends(ack(server, 1, 2))
		w.calls(call(server, running, "Read", 4))
	}, []string{"It has not read the EOF yet: it is in Read on another connection.", "在 Read（另一条连接）里"}},
	{"another of its goroutines is about to do something with no connection: to close this one, perhaps", "close-wait", "", func(w *world) {
		w.was(atServer("ESTABLISHED"))
		w.is(atServer("CLOSE_WAIT", withFIN))
		w.arrives(fin(client, 1, 1))
		w.sends(ack(server, 1, 2))
		w.calls(call(server, running, "Accept", 1), call(server, waiting, "File.Write", 0))
	}, nil},
	{"another one that stands in CLOSE_WAIT is about to be read", "close-wait", "", func(w *world) {
		w.was(atServer("ESTABLISHED"))
		w.is(atServer("CLOSE_WAIT"))
		w.both(atServer("CLOSE_WAIT", id(4), at(sAt, otherAt)))
		w.arrives(fin(client, 1, 1))
		w.sends(ack(server, 1, 2))
		w.calls(call(server, running, "Accept", 1), call(server, waiting, "Read", 4))
	}, nil},
	{"a request that nobody has accepted", "not-accepted", "not-accepted", func(w *world) {
		w.open()
		w.was(listens(1, 16), atServer("ESTABLISHED", unowned))
		w.is(listens(1, 16), atServer("ESTABLISHED", unowned, recvQ(9)))
		w.arrives(payload(client, 1, 9))
		w.calls(call(server, running, "clock_nanosleep", 0))
	}, []string{"its 9 bytes wait", "clock_nanosleep", "Accept queue: 1", "9 字节"}},
	{"the handshake is done", "not-accepted", "not-accepted", func(w *world) {
		w.was(listens(0, 16), atServer("SYN_RCVD", unowned))
		w.is(listens(1, 16), atServer("ESTABLISHED", unowned))
		w.arrives(ack(client, 1, 1))
	}, []string{"made this connection by itself", "(1 of at most 17)", "共 1 条，最多 17 条"}},
	{"its program accepts, but at another address", "not-accepted", "not-accepted", func(w *world) {
		other := listens(0, 16)
		other.ID, other.Local = 9, "127.0.0.2:8001"
		w.both(other)
		w.was(listens(0, 16), atServer("SYN_RCVD", unowned))
		w.is(listens(1, 16), atServer("ESTABLISHED", unowned))
		w.arrives(ack(client, 1, 1))
		w.calls(call(server, running, "Accept", 9))
	}, []string{"is in Accept at 127.0.0.2:8001.", "在 Accept（127.0.0.2:8001）里"}},
	{"a copy of its SYN comes: it was said before", "not-accepted", "", func(w *world) {
		w.both(listens(1, 16), atServer("ESTABLISHED", unowned))
		w.arrives(syn(client))
		w.sends(ack(server, 1, 1))
	}, nil},
	{"accepted", "not-accepted", "", func(w *world) {
		w.both(listens(1, 16))
		w.was(atServer("ESTABLISHED"))
		w.is(atServer("ESTABLISHED", recvQ(9)))
		w.arrives(payload(client, 1, 9))
	}, nil},
	{"its program is in accept at this moment", "not-accepted", "", func(w *world) {
		w.open()
		w.both(listens(1, 16), atServer("ESTABLISHED", unowned))
		w.arrives(ack(client, 1, 1))
		w.calls(call(server, running, "accept4", 1))
	}, nil},
	{"another program listens there", "port-held", "port-held", func(w *world) {
		w.both(listens(0, 5))
		w.now.Events = append(w.now.Events, trace.Event{Kind: trace.EventEnded, Host: client, Name: "Listen", Errno: "EADDRINUSE", Err: "listen tcp " + sAt + ": bind: address already in use"})
	}, []string{"listens on " + sAt + " already", "Listen fails with EADDRINUSE", "已经在"}},
	{"nobody listens any more: perhaps a TIME_WAIT holds it", "port-held", "", func(w *world) {
		w.both(edited(listens(0, 5), []func(*trace.Socket){gone}))
		w.now.Events = append(w.now.Events, trace.Event{Kind: trace.EventEnded, Host: client, Name: "Listen", Errno: "EADDRINUSE", Err: "listen tcp " + sAt + ": bind: address already in use"})
	}, nil},
	{"nobody listens any more, but a connection has the port", "port-held", "port-held", func(w *world) {
		w.both(edited(listens(0, 5), []func(*trace.Socket){gone}), atServer("TIME_WAIT", unowned))
		w.now.Events = append(w.now.Events, trace.Event{Kind: trace.EventEnded, Host: client, Name: "Listen", Errno: "EADDRINUSE", Err: "listen tcp " + sAt + ": bind: address already in use"})
	}, []string{"has " + sAt + " still, in TIME_WAIT", "Listen fails with EADDRINUSE", "还占着"}},
	{"a connection at another port does not hold it", "port-held", "", func(w *world) {
		w.both(edited(listens(0, 5), []func(*trace.Socket){gone}), atClient("TIME_WAIT", unowned))
		w.now.Events = append(w.now.Events, trace.Event{Kind: trace.EventEnded, Host: client, Name: "Listen", Errno: "EADDRINUSE", Err: "listen tcp " + sAt + ": bind: address already in use"})
	}, nil},
	{"a connect from a port at which somebody listens", "port-held", "port-held", func(w *world) {
		w.both(listens(0, 5))
		w.now.Events = append(w.now.Events, trace.Event{Kind: trace.EventEnded, Host: server, Name: "DialTCP", Errno: "EADDRINUSE", Err: "dial tcp " + sAt + "->127.0.0.1:8002: bind: address already in use"})
	}, []string{"listens on " + sAt + " already, and a listener keeps its port to itself", "DialTCP fails"}},
	{"another program has that UDP port", "port-held", "port-held", func(w *world) {
		w.both(udp(7, server, sAt, ""))
		w.now.Events = append(w.now.Events, trace.Event{Kind: trace.EventEnded, Host: client, Name: "ListenUDP", Errno: "EADDRINUSE", Err: "listen udp " + sAt + ": bind: address already in use"})
	}, []string{"has a UDP socket at " + sAt, "ListenUDP fails"}},
	{"all descriptors are open", "descriptors-used-up", "descriptors-used-up", func(w *world) {
		w.open()
		w.both(listens(1, 16), atServer("ESTABLISHED", unowned))
		for i := range w.now.Sockets {
			w.now.Sockets[i].Program = "python3 (12)"
		}
		w.now.Guests = []trace.Guest{{Program: "curl (9)", Files: 3, Allowed: 9}, {Program: "python3 (12)", Files: 6, Allowed: 6}}
		w.arrives(ack(client, 1, 1))
	}, []string{"6 descriptors", "EMFILE", "Accept queue: 1", "6 个描述符"}},
	{"one more may be open", "descriptors-used-up", "not-accepted", func(w *world) {
		w.open()
		w.was(listens(0, 16), atServer("SYN_RCVD", unowned))
		w.is(listens(1, 16), atServer("ESTABLISHED", unowned))
		for i := range w.now.Sockets {
			w.now.Sockets[i].Program = "python3 (12)"
		}
		w.now.Guests = []trace.Guest{{Program: "curl (9)", Files: 9, Allowed: 9}, {Program: "python3 (12)", Files: 5, Allowed: 6}}
		w.arrives(ack(client, 1, 1))
	}, []string{"made this connection by itself"}},
	{"both ports lead there", "ports-used-up", "ports-used-up", func(w *world) {
		w.open()
		w.now.PortRange = &trace.PortRange{First: 50000, Last: 50001}
		w.both(atClient("ESTABLISHED"), atClient("ESTABLISHED", id(4), at(otherAt, sAt)))
		w.arrives(ack(server, 1, 1))
	}, []string{"50000 to 50001", sAt, "EADDRNOTAVAIL", "50000 到 50001"}},
	{"one of them leads elsewhere", "ports-used-up", "", func(w *world) {
		w.open()
		w.now.PortRange = &trace.PortRange{First: 50000, Last: 50001}
		w.both(atClient("ESTABLISHED"), atClient("ESTABLISHED", id(4), at(otherAt, "127.0.0.1:9")))
		w.arrives(ack(server, 1, 1))
	}, nil},
	{"the second one is of another local address", "ports-used-up", "", func(w *world) {
		w.open()
		w.now.PortRange = &trace.PortRange{First: 50000, Last: 50001}
		w.both(atClient("ESTABLISHED"), atClient("ESTABLISHED", id(4), at("127.0.0.2:50001", sAt)))
		w.arrives(ack(server, 1, 1))
	}, nil},
	{"TIME_WAIT may be used again (tcp_tw_reuse)", "ports-used-up", "", func(w *world) {
		w.open()
		w.now.PortRange = &trace.PortRange{First: 50000, Last: 50001}
		w.both(atClient("ESTABLISHED"), atClient("TIME_WAIT", id(4), at(otherAt, sAt)))
		w.arrives(ack(server, 1, 1))
	}, nil},
}
