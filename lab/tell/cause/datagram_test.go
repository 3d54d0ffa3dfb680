package cause

import (
	"tcplab/lab/trace"
)

// datagrams are sights of what becomes of a datagram.
var datagrams = []sight{
	{"a connected socket is told that nobody was there", "refusal-came", "refusal-came", func(w *world) {
		w.both(udp(4, client, cAt, sAt))
		w.arrives(unreachable(datagram(5, cAt, sAt)))
	}, []string{"ECONNREFUSED", "is connected to " + sAt, "以 ECONNREFUSED 失败"}},
	{"one that is not connected is not", "refusal-came", "refusal-came", func(w *world) {
		w.both(udp(4, client, "0.0.0.0:50000", ""))
		w.arrives(unreachable(datagram(5, cAt, sAt)))
	}, []string{"never hears of it", "need IP_RECVERR", "不会知道"}},
	{"the option has another name for IPv6", "refusal-came", "refusal-came", func(w *world) {
		w.both(udp(4, client, "[::]:50000", ""))
		w.arrives(unreachable(datagram(5, "[::1]:50000", "[::1]:8001")))
	}, []string{"IPV6_RECVERR"}},
	{"one that is connected elsewhere by now is another matter", "refusal-came", "", func(w *world) {
		w.both(udp(4, client, cAt, "127.0.0.2:8001"))
		w.arrives(unreachable(datagram(5, cAt, sAt)))
	}, nil},
	{"of two sockets nobody knows which one sent it", "refusal-came", "", func(w *world) {
		w.both(udp(4, client, cAt, ""), udp(5, client, cAt, ""))
		w.arrives(unreachable(datagram(5, cAt, sAt)))
	}, nil},
	{"connected to another address", "wrong-source", "wrong-source", func(w *world) {
		w.both(udp(4, client, cAt, "127.0.0.2:8001"))
		p := datagram(4, sAt, cAt)
		w.arrives(p)
		w.sends(unreachable(p))
	}, []string{"connected to 127.0.0.2:8001", "comes from " + sAt, "只收"}},
	{"connected to just that address: it takes it", "wrong-source", "", func(w *world) {
		w.both(udp(4, client, cAt, sAt))
		w.arrives(datagram(4, sAt, cAt))
	}, nil},
	{"no socket at all", "nobody-has-port", "nobody-has-port", func(w *world) {
		p := datagram(4, sAt, cAt)
		w.arrives(p)
		w.sends(unreachable(p))
	}, []string{"UDP socket at " + cAt, cAt + " 上有 UDP"}},
	{"no socket at all, and the last fragment has come", "nobody-has-port", "nobody-has-port", func(w *world) {
		p := datagram(3000, sAt, cAt)
		w.sends(unreachable(p)) // it quotes the whole datagram
		p.Name, p.Len = "UDP fragment 1480-3007", 1528
		w.arrives(p)
	}, []string{"UDP socket at " + cAt, cAt + " 上有 UDP"}},
	{"the refused datagram is another one than the fragment's", "nobody-has-port", "", func(w *world) {
		w.sends(unreachable(datagram(5, sAt, otherAt)))
		p := datagram(1528, sAt, cAt)
		p.Name = "UDP fragment 1480-3007"
		w.arrives(p)
	}, nil},
	{"the refused datagram is another one of the same two ports", "nobody-has-port", "", func(w *world) {
		w.sends(unreachable(datagram(5, sAt, cAt)))
		w.arrives(datagram(4, sAt, cAt))
	}, nil},
	{"somebody has the port at another address", "nobody-has-port", "", func(w *world) {
		w.both(udp(4, client, "127.0.0.2:50000", ""))
		p := datagram(4, sAt, cAt)
		w.arrives(p)
		w.sends(unreachable(p))
	}, nil},
	{"somebody has the port, but takes IPv6 alone", "nobody-has-port", "nobody-has-port", func(w *world) {
		other := udp(4, client, "[::]:50000", "")
		other.V6Only = true
		w.both(other)
		p := datagram(4, sAt, cAt)
		w.arrives(p)
		w.sends(unreachable(p))
	}, []string{"UDP socket at " + cAt}},
	{"somebody has the port, but over IPv4 alone", "nobody-has-port", "nobody-has-port", func(w *world) {
		w.both(udp(4, client, "0.0.0.0:50000", ""))
		p := datagram(4, "[::1]:8001", "[::1]:50000")
		w.arrives(p)
		w.sends(unreachable(p))
	}, []string{"UDP socket at [::1]:50000"}},
	{"somebody has all addresses at the port, of both families as far as is known", "nobody-has-port", "", func(w *world) {
		w.both(udp(4, client, "[::]:50000", ""))
		p := datagram(4, sAt, cAt)
		w.arrives(p)
		w.sends(unreachable(p))
	}, nil},
	{"the call has room for 8", "cut-off", "cut-off", func(w *world) {
		w.open()
		w.both(udp(4, client, cAt, ""))
		c := call(client, running, "recvfrom", 4)
		c.Room = 8
		w.calls(c)
		w.arrives(datagram(20, sAt, cAt))
	}, []string{"20 bytes", "room for 8", "(12)", "12 字节"}},
	{"a lesson's Read tells what it took", "cut-off", "cut-off", func(w *world) {
		w.both(udp(4, client, cAt, ""))
		c := call(client, running, "Read", 4)
		w.before.Calls = append(w.before.Calls, c)
		w.arrives(datagram(5, sAt, cAt))
		w.now.Events = append(w.now.Events, trace.Event{Kind: trace.EventEnded, Host: client, Name: "Read", ID: c.ID, Text: `4 bytes "ping"`})
	}, []string{"5 bytes", "room for 4", "(1)"}},
	{"just as long as the room", "cut-off", "", func(w *world) {
		w.open()
		w.both(udp(4, client, cAt, ""))
		c := call(client, running, "recvfrom", 4)
		c.Room = 20
		w.calls(c)
		w.arrives(datagram(20, sAt, cAt))
	}, nil},
	{"another datagram stood in the queue, and that was read", "cut-off", "", func(w *world) {
		w.open()
		w.both(udp(4, client, cAt, "", recvQ(700)))
		c := call(client, running, "recvfrom", 4)
		c.Room = 8
		w.calls(c)
		w.arrives(datagram(20, sAt, cAt))
	}, nil},
	{"it lies in the queue still: nobody took it", "cut-off", "", func(w *world) {
		w.open()
		w.was(udp(4, client, cAt, ""))
		w.is(udp(4, client, cAt, "", recvQ(768)))
		c := call(client, running, "recvfrom", 4)
		c.Room = 8
		w.calls(c)
		w.arrives(datagram(20, sAt, cAt))
	}, nil},
	{"two programs share the port: nobody knows which one got it", "cut-off", "", func(w *world) {
		w.open()
		w.both(udp(4, client, cAt, ""), udp(5, client, cAt, ""))
		c := call(client, running, "recvfrom", 4)
		c.Room = 8
		w.calls(c)
		w.arrives(datagram(20, sAt, cAt))
	}, nil},
	{"two processes wait at one socket", "cut-off", "", func(w *world) {
		w.open()
		w.both(udp(4, client, cAt, ""))
		c, d := call(client, running, "recvfrom", 4), call("child", running, "recvfrom", 4)
		c.Room, d.Room = 8, 100
		w.calls(c, d)
		w.arrives(datagram(20, sAt, cAt))
	}, nil},
}
