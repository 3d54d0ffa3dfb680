package cause

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tcplab/lab/labtest"
	"tcplab/lab/prose"
	"tcplab/lab/trace"
)

// The addresses of these tests. The client's host is on the left.
const (
	client, server = "client", "server"
	cAt, sAt       = "127.0.0.1:50000", "127.0.0.1:8001"
	otherAt        = "127.0.0.1:50001"
)

// world is a step in the making, and the step before it.
type world struct {
	header      trace.Header
	before, now trace.Step
}

func (w *world) open() { w.header.Open = true }

// was adds sockets to the step before, and is to the step itself.
func (w *world) was(list ...trace.Socket) { w.before.Sockets = append(w.before.Sockets, list...) }
func (w *world) is(list ...trace.Socket)  { w.now.Sockets = append(w.now.Sockets, list...) }

// both adds sockets that did not change.
func (w *world) both(list ...trace.Socket) { w.was(list...); w.is(list...) }

// arrives makes the step one that delivers a packet.
func (w *world) arrives(p trace.Packet) {
	p.Fate = trace.FateDelivered
	w.now.Move = p.Move(trace.MoveDeliver)
	w.event(trace.EventDelivered, p)
	w.now.Wire = append(w.now.Wire, p)
}

func (w *world) sends(list ...trace.Packet) {
	for _, p := range list {
		p.Step = w.now.Step
		w.event(trace.EventSent, p)
		w.now.Held = append(w.now.Held, p)
	}
}

// earlier adds packets that crossed the wire before.
func (w *world) earlier(list ...trace.Packet) {
	for _, p := range list {
		if p.Fate == "" {
			p.Fate = trace.FateDelivered
		}
		w.now.Wire = append(w.now.Wire, p)
	}
}

func (w *world) event(kind string, p trace.Packet) {
	w.now.Events = append(w.now.Events, trace.Event{Kind: kind, Host: p.From, Name: p.Name, ID: p.ID, To: p.To, Packet: &p})
}

// passes lets so many milliseconds pass in which nobody makes a move.
func (w *world) passes(ms int64) {
	w.now.Move = trace.Move{Kind: trace.MoveTime}
	w.now.Millis = w.before.Millis + ms
}

// calls adds calls to both steps.
func (w *world) calls(list ...trace.Call) {
	w.before.Calls, w.now.Calls = append(w.before.Calls, list...), append(w.now.Calls, list...)
}

// why finds the cause. The events of changed states are those of the sockets.
func (w *world) why() *Cause {
	for i := range w.now.Sockets {
		is := &w.now.Sockets[i]
		was := byID(&w.before, is.ID)
		if was == nil || was.State == is.State {
			continue
		}
		if len(is.Been) == 0 {
			is.Been = append(slices.Clone(was.Been), was.State)
		}
		w.now.Events = append(w.now.Events, trace.Event{Kind: trace.EventState, Host: is.Host, Name: is.Role, ID: is.ID, From: was.State, To: is.State})
	}
	return Why(&w.header, &w.now, &w.before)
}

// The sockets. Each has its id for good.

func listens(queue, limit int) trace.Socket {
	return trace.Socket{ID: 1, Host: server, Role: trace.RoleListener, Proto: "tcp", Local: sAt, State: "LISTEN", RecvQ: queue, SendQ: limit, Owned: true, Program: "server.py"}
}

func atClient(state string, change ...func(*trace.Socket)) trace.Socket {
	return edited(trace.Socket{ID: 2, Host: client, Role: trace.RoleConnection, Proto: "tcp", Local: cAt, Remote: sAt, State: state, Owned: true, Program: "client.py"}, change)
}

func atServer(state string, change ...func(*trace.Socket)) trace.Socket {
	return edited(trace.Socket{ID: 3, Host: server, Role: trace.RoleConnection, Proto: "tcp", Local: sAt, Remote: cAt, State: state, Owned: true, Program: "server.py"}, change)
}

func udp(id int, host, local, remote string, change ...func(*trace.Socket)) trace.Socket {
	return edited(trace.Socket{ID: id, Host: host, Role: trace.RoleSocket, Proto: "udp", Local: local, Remote: remote, State: "UNCONN", Owned: true, Program: host + ".py"}, change)
}

func edited(s trace.Socket, change []func(*trace.Socket)) trace.Socket {
	for _, c := range change {
		c(&s)
	}
	return s
}

// The changes of a socket.

func unowned(s *trace.Socket) { s.Owned = false }
func withFIN(s *trace.Socket) { s.FIN, s.RecvQ = true, s.RecvQ+1 }
func gone(s *trace.Socket)    { s.Been, s.State, s.Owned = append(s.Been, s.State), closed, false }
func been(states ...string) func(*trace.Socket) {
	return func(s *trace.Socket) { s.Been = states }
}
func at(local, remote string) func(*trace.Socket) {
	return func(s *trace.Socket) { s.Local, s.Remote = local, remote }
}
func id(n int) func(*trace.Socket) { return func(s *trace.Socket) { s.ID = n } }
func recvQ(n int) func(*trace.Socket) {
	return func(s *trace.Socket) { s.RecvQ = n }
}
func sendQ(n int) func(*trace.Socket) {
	return func(s *trace.Socket) { s.SendQ = n }
}
func timer(kind string, ms int64, n int) func(*trace.Socket) {
	return func(s *trace.Socket) { s.Timer = &trace.Timer{Kind: kind, Millis: ms, Retransmits: n} }
}

// fills gives a socket bytes that wait: sendQ of them, of which so many were
// never sent, with a window and a congestion window.
func fills(sendQ, notSent, window, unacked, cwnd int) func(*trace.Socket) {
	return func(s *trace.Socket) {
		s.SendQ = sendQ
		s.Info = &trace.Info{NotSent: &notSent, SendWindow: &window, Unacked: unacked, Cwnd: cwnd, MSS: 1448, RTO: 200}
	}
}

// loses makes a kernel take segments for lost, of which it has sent one again.
func loses(n int) func(*trace.Socket) {
	return func(s *trace.Socket) {
		s.Info = &trace.Info{Unacked: 5, Lost: n, Resent: 1, MSS: 1448, Cwnd: 10, RTO: 204}
	}
}

// The packets. Their ids are those of the order in which they are made, as in a run.

var packets int

func segment(from, name, flags string, seq, ack uint32, n int) trace.Packet {
	packets++
	p := trace.Packet{ID: packets, From: client, To: server, Src: cAt, Dst: sAt, Proto: "tcp", Name: name, Flags: flags, Seq: seq, Ack: ack, Len: n, Copies: 1}
	if from == server {
		p.From, p.To, p.Src, p.Dst = server, client, sAt, cAt
	}
	return p
}

func syn(from string) trace.Packet                  { return segment(from, "SYN", "S", 0, 0, 0) }
func ack(from string, seq, ack uint32) trace.Packet { return segment(from, "ACK", "A", seq, ack, 0) }
func fin(from string, seq, ack uint32) trace.Packet {
	return segment(from, "FIN ACK", "AF", seq, ack, 0)
}
func rst(from string, seq uint32) trace.Packet { return segment(from, "RST", "R", seq, 0, 0) }
func rstAck(from string, seq, a uint32) trace.Packet {
	return segment(from, "RST ACK", "AR", seq, a, 0)
}
func payload(from string, seq, n int) trace.Packet {
	return segment(from, fmt.Sprintf("DATA %d", n), "AP", uint32(seq), 1, n)
}
func sack(p trace.Packet, first, after uint32) trace.Packet {
	p.Options = &trace.Options{SACK: []trace.Range{{First: first, After: after}}}
	return p
}
func stamped(p trace.Packet, value, echo uint32) trace.Packet {
	p.Options = &trace.Options{Timestamps: &trace.Timestamps{Value: value, Echo: echo}}
	return p
}
func datagram(n int, src, dst string) trace.Packet {
	packets++
	return trace.Packet{ID: packets, From: server, To: client, Proto: "udp", Name: fmt.Sprintf("UDP %d", n), Src: src, Dst: dst, Len: n, Copies: 1}
}
func unreachable(p trace.Packet) trace.Packet {
	packets++
	return trace.Packet{ID: packets, From: p.To, To: p.From, Proto: "icmp", Name: "ICMP port unreachable", Detail: "about " + p.Name + " from " + p.Src + " to " + p.Dst}
}

func call(host string, status, name string, socket int, set ...int) trace.Call {
	return trace.Call{ID: 10 + socket, Host: host, Name: name, Status: status, Socket: socket, Set: set, Program: host + ".py"}
}

const running, waiting = trace.CallRunning, trace.CallWaiting

// A sight is a step in which a cause must come, or one as near to it as possible
// in which it must not.
type sight struct {
	why  string // the reason for the row
	kind string // the kind that the row is about
	is   string // the kind that comes: the same, another one, or none
	make func(w *world)
	says []string // pieces of the English sentence, and of the Chinese one
}

var sights = append([]sight{
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

	// Nobody answers.
	{"as many resends as the limit", "given-up", "given-up", func(w *world) {
		w.header.Tries = &trace.Tries{SYN: 1, Linear: 1}
		w.was(atClient("SYN_SENT", timer(trace.TimerRetransmit, 400, 2)))
		w.is(atClient("SYN_SENT", gone))
		w.passes(410)
	}, []string{"SYN_SENT", "nor to 2 resends", "ETIMEDOUT", "2 次重传"}},
	{"an error says so in a lesson, whatever the numbers", "given-up", "given-up", func(w *world) {
		w.was(atClient("ESTABLISHED", timer(trace.TimerRetransmit, 400, 1)))
		w.is(atClient("ESTABLISHED", gone))
		w.passes(410)
		w.now.Events = append(w.now.Events, trace.Event{Kind: trace.EventEnded, Host: client, Name: "Read", Errno: "ETIMEDOUT"})
	}, []string{"nor to 1 resend:"}},
	{"nobody gets an error for a connection without a program", "given-up", "given-up", func(w *world) {
		w.header.Tries = &trace.Tries{Orphan: 2}
		w.was(atClient("FIN_WAIT_1", unowned, timer(trace.TimerRetransmit, 400, 2)))
		w.is(atClient("FIN_WAIT_1", gone))
		w.passes(410)
	}, []string{"given up."}},
	{"no program holds it, and the other end has never closed", "given-up", "given-up", func(w *world) {
		w.was(atClient("FIN_WAIT_2", unowned, timer(trace.TimerTimeWait, 1000, 0)))
		w.is(atClient("FIN_WAIT_2", gone))
		w.passes(1010)
	}, []string{"The other end's FIN has not come", "ends FIN_WAIT_2", "一直没来"}},
	{"TIME_WAIT ends like that always", "given-up", "", func(w *world) {
		w.was(atClient("TIME_WAIT", unowned, timer(trace.TimerTimeWait, 1000, 0)))
		w.is(atClient("TIME_WAIT", gone))
		w.passes(1010)
	}, nil},
	{"the last wait had time left: a program may have closed it", "given-up", "", func(w *world) {
		w.header.Tries = &trace.Tries{SYN: 1, Linear: 1}
		w.was(atClient("SYN_SENT", timer(trace.TimerRetransmit, 4000, 2)))
		w.is(atClient("SYN_SENT", gone))
		w.passes(410)
	}, nil},
	{"closed while the timer ran", "program-gave-up", "program-gave-up", func(w *world) {
		w.header.Tries = &trace.Tries{SYN: 6, Linear: 4}
		w.was(atClient("SYN_SENT", timer(trace.TimerRetransmit, 900, 1)))
		w.is(atClient("SYN_SENT", gone))
		w.passes(400)
	}, []string{"after 1 resend of", "limit is 10", "上限是 10"}},
	{"TCP_USER_TIMEOUT or TCP_SYNCNT may end it with its timer", "program-gave-up", "", func(w *world) {
		w.header.Tries = &trace.Tries{SYN: 6, Linear: 4}
		w.was(atClient("SYN_SENT", timer(trace.TimerRetransmit, 900, 1)))
		w.is(atClient("SYN_SENT", gone))
		w.passes(905)
	}, nil},
	{"the limit is not known", "program-gave-up", "", func(w *world) {
		w.was(atClient("SYN_SENT", timer(trace.TimerRetransmit, 900, 1)))
		w.is(atClient("SYN_SENT", gone))
		w.passes(400)
	}, nil},

	// Opening.
	{"a SYN finds it full", "accept-queue-full", "accept-queue-full", func(w *world) {
		w.open()
		w.both(listens(2, 1), atClient("SYN_SENT"))
		w.arrives(syn(client))
		w.calls(call(server, running, "clock_nanosleep", 0))
	}, []string{"2 wait, the limit is 1 and one more", "dropped unanswered", "2 条，上限是 1"}},
	{"an ACK finds it full", "accept-queue-full", "accept-queue-full", func(w *world) {
		w.both(listens(1, 0), atServer("SYN_RCVD", unowned))
		w.arrives(ack(client, 1, 1))
	}, []string{"1 waits, the limit is 0 and one more", "ACK is passed over", "SYN_RCVD"}},
	{"as many as the limit is not full: Linux takes one more", "accept-queue-full", "", func(w *world) {
		w.both(listens(1, 1), atClient("SYN_SENT"))
		w.arrives(syn(client))
	}, nil},
	{"a copy of a SYN that is not answered is no ACK", "accept-queue-full", "", func(w *world) {
		w.both(listens(2, 1), atServer("SYN_RCVD", unowned))
		w.arrives(syn(client))
	}, nil},
	{"of two listeners with SO_REUSEPORT nobody knows whose queue it is", "accept-queue-full", "", func(w *world) {
		twin := listens(0, 1)
		twin.ID = 9
		w.both(listens(2, 1), twin, atClient("SYN_SENT"))
		w.arrives(syn(client))
	}, nil},
	{"no row after a SYN ACK", "syn-cookie", "syn-cookie", func(w *world) {
		w.both(listens(0, 5), atClient("SYN_SENT"))
		w.arrives(syn(client))
		w.sends(segment(server, "SYN ACK", "SA", 0, 1, 0))
	}, []string{"SYN cookie", "keeps nothing of this SYN", "没有为这个 SYN 记下"}},
	{"a row in SYN_RCVD, as usual", "syn-cookie", "", func(w *world) {
		w.both(listens(0, 5), atClient("SYN_SENT"))
		w.is(atServer("SYN_RCVD", unowned))
		w.arrives(syn(client))
		w.sends(segment(server, "SYN ACK", "SA", 0, 1, 0))
	}, nil},
	{"both addresses are the same", "to-itself", "to-itself", func(w *world) {
		w.was(atClient("SYN_SENT", at(cAt, cAt)))
		w.is(atClient("SYN_RCVD", at(cAt, cAt)))
		p := syn(client)
		p.Dst = p.Src
		w.arrives(p)
	}, []string{"connected to itself", cAt, "连到了自己"}},
	{"one port, but two addresses", "to-itself", "both-dialled", func(w *world) {
		const two = "127.0.0.2:50000"
		w.was(atClient("SYN_SENT", at(cAt, two)))
		w.is(atClient("SYN_RCVD", at(cAt, two)))
		p := syn(client)
		p.Src, p.Dst = two, cAt
		w.arrives(p)
	}, []string{"Both ends asked to connect"}},
	{"a SYN meets a SYN", "both-dialled", "both-dialled", func(w *world) {
		w.was(atServer("SYN_SENT"))
		w.is(atServer("SYN_RCVD"))
		w.arrives(syn(client))
		w.sends(segment(server, "SYN ACK", "SA", 0, 1, 0))
	}, []string{"simultaneous open", "同时打开"}},
	{"a SYN at a listener", "both-dialled", "", func(w *world) {
		w.both(listens(0, 5))
		w.is(atServer("SYN_RCVD", unowned))
		w.arrives(syn(client))
		w.sends(segment(server, "SYN ACK", "SA", 0, 1, 0))
	}, nil},
	{"the SYN is of another connection than the one that changed", "both-dialled", "", func(w *world) {
		w.was(atServer("SYN_SENT", at(sAt, otherAt)))
		w.is(atServer("SYN_RCVD", at(sAt, otherAt)))
		w.arrives(syn(client))
	}, nil},

	// Datagrams.
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

	// Bytes.
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

	// Waiting.
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

	// The end that closed first.
	{"the other end has passed CLOSE_WAIT", "closed-first", "closed-first", func(w *world) {
		w.was(atClient("FIN_WAIT_2", unowned, been("ESTABLISHED", "FIN_WAIT_1")))
		w.is(atClient("TIME_WAIT", unowned, been("ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2")))
		w.both(atServer("LAST_ACK", unowned, been("ESTABLISHED", "CLOSE_WAIT")))
		w.arrives(fin(server, 1, 2))
		w.sends(ack(client, 2, 2))
	}, []string{"closed first", "not at the other's", "先关闭"}},
	{"its port is that of a listener that has gone", "closed-first", "closed-first", func(w *world) {
		w.both(edited(listens(0, 0), []func(*trace.Socket){gone}))
		w.was(atServer("FIN_WAIT_2", unowned, been("ESTABLISHED", "FIN_WAIT_1")))
		w.is(atServer("TIME_WAIT", unowned, been("ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2"), timer(trace.TimerTimeWait, 60000, 0)))
		w.both(atClient("LAST_ACK", unowned, been("ESTABLISHED", "CLOSE_WAIT")))
		w.arrives(fin(client, 1, 2))
		w.sends(ack(server, 2, 2))
	}, []string{"closed first", "For 60 s", "SO_REUSEADDR", "60 秒"}},
	{"nothing is known of the other end", "closed-first", "closed-first", func(w *world) {
		w.was(atClient("FIN_WAIT_2", unowned, been("ESTABLISHED", "FIN_WAIT_1")))
		w.is(atClient("TIME_WAIT", unowned, been("ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2")))
		w.arrives(fin(server, 1, 2))
	}, []string{"went out before the other's came in"}},
	{"the FINs crossed, and the ACK came first: FIN_WAIT_2 all the same", "closed-first", "closed-together", func(w *world) {
		w.was(atClient("FIN_WAIT_2", unowned, been("ESTABLISHED", "FIN_WAIT_1")))
		w.is(atClient("TIME_WAIT", unowned, been("ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2")))
		w.both(atServer("CLOSING", unowned, been("ESTABLISHED", "FIN_WAIT_1")))
		w.arrives(fin(server, 1, 1))
		w.sends(ack(client, 2, 2))
	}, []string{"Both closed before"}},
	{"the FINs crossed", "fins-crossed", "fins-crossed", func(w *world) {
		w.was(atClient("FIN_WAIT_1", sendQ(1), been("ESTABLISHED")))
		w.is(atClient("CLOSING", sendQ(1), been("ESTABLISHED", "FIN_WAIT_1")))
		w.arrives(fin(server, 1, 1))
		w.sends(ack(client, 2, 2))
	}, []string{"Both have sent a FIN, and they crossed: this one (ack 1)", "CLOSING lasts", "交错了"}},
	{"a connection with itself: there is one FIN", "fins-crossed", "", func(w *world) {
		w.was(atClient("FIN_WAIT_1", at(cAt, cAt), sendQ(1), been("ESTABLISHED")))
		w.is(atClient("CLOSING", at(cAt, cAt), sendQ(1), been("ESTABLISHED", "FIN_WAIT_1")))
		p := fin(client, 1, 1)
		p.Dst = p.Src
		w.arrives(p)
	}, nil},
	{"the FIN acknowledges the other one: TIME_WAIT at once", "fins-crossed", "closed-first", func(w *world) {
		w.was(atClient("FIN_WAIT_1", sendQ(1), been("ESTABLISHED")))
		w.is(atClient("TIME_WAIT", unowned, been("ESTABLISHED", "FIN_WAIT_1")))
		w.both(atServer("LAST_ACK", unowned, been("ESTABLISHED", "CLOSE_WAIT")))
		w.arrives(fin(server, 1, 2))
		w.sends(ack(client, 2, 2))
	}, []string{"closed first"}},
	{"the FINs crossed, and the port cannot be bound", "closed-together", "closed-together", func(w *world) {
		w.both(edited(listens(0, 0), []func(*trace.Socket){gone}))
		w.was(atServer("CLOSING", unowned, been("ESTABLISHED", "FIN_WAIT_1")))
		w.is(atServer("TIME_WAIT", unowned, been("ESTABLISHED", "FIN_WAIT_1", "CLOSING"), timer(trace.TimerTimeWait, 60000, 0)))
		w.arrives(ack(client, 2, 2))
	}, []string{"The FINs crossed", sAt, "SO_REUSEADDR", "交错"}},
	{"by CLOSING", "closed-together", "closed-together", func(w *world) {
		w.was(atClient("CLOSING", unowned, been("ESTABLISHED", "FIN_WAIT_1")))
		w.is(atClient("TIME_WAIT", unowned, been("ESTABLISHED", "FIN_WAIT_1", "CLOSING")))
		w.arrives(ack(server, 2, 2))
	}, []string{"Both closed before either had the other's FIN", "两端都在"}},
	{"a connection with itself: one end has closed", "closed-together", "", func(w *world) {
		w.was(atClient("CLOSING", at(cAt, cAt), been("ESTABLISHED", "FIN_WAIT_1")))
		w.is(atClient("TIME_WAIT", at(cAt, cAt), unowned, been("ESTABLISHED", "FIN_WAIT_1", "CLOSING")))
	}, nil},
	{"by LAST_ACK to CLOSED", "closed-together", "", func(w *world) {
		w.was(atClient("LAST_ACK", unowned, been("ESTABLISHED", "CLOSE_WAIT")))
		w.is(atClient("LAST_ACK", gone))
		w.arrives(ack(server, 2, 2))
	}, nil},
}, standstills...)

func dropped(p trace.Packet) trace.Packet {
	p.Fate = trace.FateDropped
	return p
}

// built makes the step of a row.
func built(s sight) *world {
	w := &world{}
	w.before.Step, w.now.Step = 7, 8
	w.before.Millis, w.now.Millis = 5000, 5010
	s.make(w)
	return w
}

func kindOf(c *Cause) string {
	if c == nil {
		return ""
	}
	return c.Kind
}

// TestEachCauseComesWhereItMustAndNotNextToIt checks the rows above, that each
// kind has one in which it comes and one in which it does not, and how each
// sentence reads.
func TestEachCauseComesWhereItMustAndNotNextToIt(t *testing.T) {
	came, stayed := map[string]bool{}, map[string]bool{}
	for _, s := range sights {
		t.Run(s.kind+"/"+strings.ReplaceAll(s.why, "/", " "), func(t *testing.T) {
			if !slices.Contains(kinds(), s.kind) {
				t.Fatalf("there is no kind %q", s.kind)
			}
			c := built(s).why()
			if kindOf(c) != s.is {
				t.Fatalf("the cause is %q, want %q: %s", kindOf(c), s.is, s.why)
			}
			came[s.is] = true
			if s.is != s.kind {
				stayed[s.kind] = true
			}
			if c == nil {
				return
			}
			en, zh := readable(t, c.Say, "en"), readable(t, c.Say, "zh")
			for _, want := range s.says {
				if !strings.Contains(en, want) && !strings.Contains(zh, want) {
					t.Errorf("%q is neither in %q nor in %q", want, en, zh)
				}
			}
			for _, e := range c.Evidence {
				readable(t, e, "en")
				readable(t, e, "zh")
			}
			if len(c.Evidence) == 0 || c.Source == "" {
				t.Errorf("evidence %v, source %q: want some", c.Evidence, c.Source)
			}
		})
	}
	for _, kind := range kinds() {
		if !came[kind] {
			t.Errorf("no row shows %s", kind)
		}
		if !stayed[kind] {
			t.Errorf("no row is next to %s without being it", kind)
		}
	}
}

// faulty matches faults that numbers make in sentences: a plural of one, and an
// argument that is missing, left over or of another kind.
var faulty = regexp.MustCompile(`\b1 (more )?(bytes|segments|resends|connections|probes|ACKs|times)\b|\b1 (wait|lie|are|were|have)\b|\d(1th|2th|3th)|%!|\(\)|  `)

// readable returns a sentence in a language with the longest names that it may
// get, and fails the test if it is too long for two lines, or faulty.
func readable(t *testing.T, s Sentence, lang string) string {
	t.Helper()
	text := written(s, lang)
	if lines := prose.Wrap(text, 76); len(lines) > 2 {
		t.Errorf("it takes %d lines of 76 columns, want two at most: %q", len(lines), lines)
	}
	if f := faulty.FindString(text); f != "" {
		t.Errorf("%q reads badly in: %s", f, text)
	}
	return text
}

// longest returns a packet's name as long as it gets.
func longest(name string) string {
	if strings.HasPrefix(name, "DATA ") {
		return "DATA 65483"
	}
	return name
}

// written writes a sentence as tell does, with long names.
func written(s Sentence, lang string) string {
	args := make([]any, len(s.Args))
	for i, arg := range s.Args {
		switch arg := arg.(type) {
		case End:
			args[i] = "redis-server (1234567):50000"
		case Program:
			args[i] = "redis-server (1234567)"
		case Timer:
			args[i] = "redis-server (1234567):50000: " + arg.Timer.Kind
		case Name:
			args[i] = longest(arg.Name)
		case Packet:
			args[i] = ":50000 " + longest(arg.Name)
		case Call:
			args[i] = arg.Name
		case Host:
			args[i] = string(arg)
		case Millis:
			args[i] = map[string]string{"en": "%d s", "zh": "%d 秒"}[lang]
			args[i] = fmt.Sprintf(args[i].(string), arg/1000)
		case interface{ In(string) string }:
			args[i] = arg.In(lang)
		default:
			args[i] = arg
		}
	}
	return s.Word.F(lang, args...)
}

// TestNothingIsSaidOfWhatIsNotKnown takes the evidence from each of the steps
// above.
func TestNothingIsSaidOfWhatIsNotKnown(t *testing.T) {
	each := func(change func(*trace.Step)) []*Cause {
		var list []*Cause
		for _, s := range sights {
			w := built(s)
			w.why() // adds the events
			change(&w.before)
			change(&w.now)
			list = append(list, Why(&w.header, &w.now, &w.before))
		}
		return list
	}
	sockets := func(change func(*trace.Socket)) func(*trace.Step) {
		return func(s *trace.Step) {
			for i := range s.Sockets {
				change(&s.Sockets[i])
			}
		}
	}
	for _, x := range []struct {
		why    string
		change func(*trace.Step)
		never  []string
	}{
		{"Windows tells states alone", sockets(func(s *trace.Socket) {
			*s = trace.Socket{ID: s.ID, Host: s.Host, Role: s.Role, Proto: s.Proto, Local: s.Local, Remote: s.Remote, State: s.State, Been: s.Been, StateOnly: true}
		}), slices.DeleteFunc(kinds(), func(k string) bool { return k == "nobody-has-port" })}, // there the step has no socket
		{"macOS tells queues of data and no timers", sockets(func(s *trace.Socket) { s.Info, s.Memory, s.Timer, s.FIN, s.QueuesOnly = nil, nil, nil, false, true }),
			slices.DeleteFunc(kinds(), func(k string) bool { return k == "nobody-has-port" })},
		{"a kernel without INET_DIAG_INFO", sockets(func(s *trace.Socket) { s.Info = nil }),
			[]string{"window-closed", "cwnd-full", "window-full", "nagle", "both-write"}},
		{"a kernel without SK_MEMINFO", sockets(func(s *trace.Socket) { s.Memory = nil }), []string{"buffer-full"}},
		{"no timers", sockets(func(s *trace.Socket) { s.Timer = nil }), []string{"given-up", "program-gave-up"}},
		{"an older open lab has no calls", func(s *trace.Step) { s.Calls = nil }, []string{"both-wait", "both-write", "one-waits", "close-wait", "cut-off"}},
		{"no range of ports", func(s *trace.Step) { s.PortRange = nil }, []string{"ports-used-up"}},
		{"no packets, as on the host network", func(s *trace.Step) {
			s.Events = slices.DeleteFunc(s.Events, func(e trace.Event) bool { return e.Packet != nil })
		}, []string{"unread-at-close", "abortive-close", "listener-closed", "reset-arrived", "nobody-reads", "nobody-listens", "not-known", "accept-queue-full", "syn-cookie",
			"both-dialled", "wrong-source", "nobody-has-port", "cut-off", "old-segment", "old-timestamp", "gap", "gap-filled", "copy", "resend", "one-queue", "descriptors-used-up", "not-accepted", "fins-crossed", "buffer-full", "overflow-reset", "reset-in-queue"}},
	} {
		for i, c := range each(x.change) {
			if c != nil && slices.Contains(x.never, c.Kind) {
				t.Errorf("%s: %s is said all the same of %q", x.why, c.Kind, sights[i].why)
			}
		}
	}
}

// TestNothingRestsOnAStepThatIsNotKnown takes the step before away.
func TestNothingRestsOnAStepThatIsNotKnown(t *testing.T) {
	// These rest on the step alone: on what came in and what was answered, or on
	// its events and rows.
	alone := []string{"nobody-listens", "syn-cookie", "accept-queue-full", "to-itself", "both-dialled", "wrong-source", "nobody-has-port", "gap", "resend",
		"window-closed", "cwnd-full", "window-full", "nagle", "both-wait", "both-write", "one-waits", "close-wait", "descriptors-used-up", "not-accepted", "ports-used-up", "fins-crossed", "closed-first", "closed-together"}
	for _, s := range sights {
		w := built(s)
		w.why()
		c := Why(&w.header, &w.now, nil)
		if c != nil && !slices.Contains(alone, c.Kind) {
			t.Errorf("%s: %s rests on the step before, which is not known", s.why, c.Kind)
		}
		if s.is == "" && c != nil {
			t.Errorf("%s: with less evidence %s is said", s.why, c.Kind)
		}
	}
}

// TestNoStepIsSaidAnythingOfThatSumsUpMany: of a run step, of the start and of a
// socket that tcplab itself had destroyed, no single packet is the cause.
func TestNoStepIsSaidAnythingOfThatSumsUpMany(t *testing.T) {
	for _, s := range sights {
		for _, kind := range []string{trace.MoveRun, trace.MoveStart, trace.MoveDestroy} {
			w := built(s)
			w.why()
			w.now.Move.Kind = kind
			if c := Why(&w.header, &w.now, &w.before); c != nil {
				t.Errorf("%s: %s is said of a step of kind %s", s.why, c.Kind, kind)
			}
		}
	}
}

// recorded returns the traces that the repository keeps.
func recorded(t testing.TB) []*trace.Recording {
	t.Helper()
	var list []*trace.Recording
	for _, pattern := range []string{"../../page/testdata/*.jsonl", "../../plain/testdata/*.jsonl"} {
		files, _ := filepath.Glob(pattern)
		for _, f := range files {
			r, err := trace.Open(f)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { r.Close() })
			list = append(list, r)
		}
	}
	if len(list) == 0 {
		t.Fatal("no recorded trace found")
	}
	return list
}

// TestHostileStepsDoNoHarm removes fields of steps at random, and sets them to
// what no kernel says: ids that come twice, empty addresses, numbers below zero.
func TestHostileStepsDoNoHarm(t *testing.T) {
	rnd := rand.New(rand.NewPCG(labtest.Seed(t), 5))
	var worlds []*world
	for _, s := range sights {
		w := built(s)
		w.why()
		worlds = append(worlds, w)
	}
	for _, r := range recorded(t) {
		h := r.Header()
		for i := 1; i < r.Len(); i++ {
			before, err := r.Step(i - 1)
			now, err2 := r.Step(i)
			if err != nil || err2 != nil {
				t.Fatal(err, err2)
			}
			worlds = append(worlds, &world{h, before, now})
		}
	}
	for range labtest.Times(t, 4, 400) {
		for _, w := range worlds {
			var v world // its own copy
			v.header.Open, v.header.Tries = rnd.IntN(2) == 0, w.header.Tries
			copied(t, &v.before, &w.before)
			copied(t, &v.now, &w.now)
			for range 1 + rnd.IntN(6) {
				damage(rnd, reflect.ValueOf(&v.now).Elem())
				damage(rnd, reflect.ValueOf(&v.before).Elem())
			}
			if c := Why(&v.header, &v.now, &v.before); c != nil {
				for _, lang := range trace.Languages {
					written(c.Say, lang)
					for _, e := range c.Evidence {
						written(e, lang)
					}
				}
			}
		}
	}
}

func copied(t *testing.T, to, from *trace.Step) {
	text, err := json.Marshal(from)
	if err == nil {
		err = json.Unmarshal(text, to)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// damage changes one field somewhere below a value.
func damage(rnd *rand.Rand, v reflect.Value) {
	for {
		switch v.Kind() {
		case reflect.Pointer:
			if v.IsNil() || rnd.IntN(6) == 0 {
				v.SetZero()
				return
			}
			v = v.Elem()
		case reflect.Slice:
			if v.Len() == 0 {
				return
			}
			if rnd.IntN(8) == 0 { // one comes twice
				v.Set(reflect.Append(v, v.Index(rnd.IntN(v.Len()))))
				return
			}
			v = v.Index(rnd.IntN(v.Len()))
		case reflect.Struct:
			v = v.Field(rnd.IntN(v.NumField()))
		case reflect.Int, reflect.Int64:
			v.SetInt([]int64{0, 1, -1, 7, 1 << 40, -1 << 40}[rnd.IntN(6)])
			return
		case reflect.Uint32:
			v.SetUint([]uint64{0, 1, 1<<32 - 1, 1 << 31}[rnd.IntN(4)])
			return
		case reflect.String:
			v.SetString([]string{"", ":", cAt, sAt, "[::]:8001", "tcp", "udp", "TIME_WAIT", "ESTABLISHED", "ACK", "S", "R", "F"}[rnd.IntN(13)])
			return
		case reflect.Bool:
			v.SetBool(!v.Bool())
			return
		default:
			return
		}
	}
}

// BenchmarkWhy looks for the cause of every step of the recorded traces. ns/op is
// of one step.
func BenchmarkWhy(b *testing.B) {
	var worlds []world
	for _, r := range recorded(b) {
		h := r.Header()
		for i := 1; i < r.Len(); i++ {
			before, _ := r.Step(i - 1)
			now, _ := r.Step(i)
			worlds = append(worlds, world{h, before, now})
		}
	}
	for i := 0; b.Loop(); i++ {
		w := &worlds[i%len(worlds)]
		Why(&w.header, &w.now, &w.before)
	}
}

// kinds lists the names of all causes, in the order in which they are looked
// for.
func kinds() []string {
	var list []string
	for _, f := range table {
		list = append(list, f.kind)
	}
	return list
}
