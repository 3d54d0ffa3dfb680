package cause

import (
	"fmt"
	"slices"

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

func dropped(p trace.Packet) trace.Packet {
	p.Fate = trace.FateDropped
	return p
}
