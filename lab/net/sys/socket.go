package sys

import (
	"net"
	"net/netip"
	"os"
	"sync"
	"time"

	"tcplab/lab/gate"
	"tcplab/lab/words"
)

// Now returns the stack's clock, which begins at the Unix epoch. It moves only
// with an answer.
func Now() time.Time { return time.Unix(0, int64(gate.Now())) }

// The directions of a socket, as shutdown(2) and gate.OpDeadline number them.
const (
	receiving = iota // read, recvfrom, accept
	sending          // write, sendto, connect
)

// socket is a socket of the stack: a connection, a listener or a UDP socket.
type socket struct {
	number int
	proto  string   // tcp or udp
	local  net.Addr // its own address
	remote net.Addr // the other end's; nil if there is none

	// turn is held by the call that waits in a direction. Others wait for their
	// turn, as in the standard package, so that the bytes of two Writes do not
	// mix.
	turn [2]sync.Mutex

	mu      sync.Mutex // also held while a request is sent, so that none follows that of Close
	closed  bool
	until   [2]time.Time // deadlines on the stack's clock; the zero time is none
	options []gate.Preset
	flow    flow
}

// Inode returns the number by which the stack's table tells the socket from others at
// the same address.
func (s *socket) Inode() uint32 { return uint32(s.number) }

func newSocket(proto string, r gate.Ret, options []gate.Preset) socket {
	return socket{number: r.Sock, proto: proto, local: address(proto, r.Local), remote: address(proto, r.Remote), options: options}
}

// address reads an address of an answer; nil if it is "".
func address(proto, text string) net.Addr {
	at, err := netip.ParseAddrPort(text)
	switch {
	case err != nil:
		return nil
	case proto == "udp":
		return net.UDPAddrFromAddrPort(at)
	}
	return net.TCPAddrFromAddrPort(at)
}

// atOnce sends a request that the stack answers at once, and returns the error in
// the answer.
func (s *socket) atOnce(q gate.Sys) error {
	tellAll()
	s.mu.Lock()
	defer s.mu.Unlock()
	_, err := s.ask(q)
	return err
}

// ask sends a request and waits for the answer; the caller holds mu.
func (s *socket) ask(q gate.Sys) (gate.Ret, error) {
	if s.closed {
		return gate.Ret{}, net.ErrClosed
	}
	s.tell()
	q.Sock = s.number
	r := gate.Ask(q).Answer()
	return r, fault(q, r)
}

// wait sends a request that is answered when what it asks for has happened, and
// waits for that. The caller has the turn of the direction.
func (s *socket) wait(direction int, q gate.Sys) (gate.Ret, error) {
	tellAll()
	asked, err := s.begin(direction, q)
	if err != nil {
		return gate.Ret{}, err
	}
	r := asked.Answer()
	return r, fault(q, r)
}

// begin sends the request for wait. A deadline that has passed is an error before
// anything is tried, as in the standard package.
func (s *socket) begin(direction int, q gate.Sys) (gate.Asked, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return gate.Asked{}, net.ErrClosed
	}
	if until := s.until[direction]; !until.IsZero() {
		q.Timed, q.Left = true, until.Sub(Now())
		if q.Left <= 0 {
			return gate.Asked{}, os.ErrDeadlineExceeded
		}
	}
	s.tell()
	q.Sock = s.number
	return gate.Ask(q), nil
}

// isClosed returns net.ErrClosed if the program has closed the socket.
func (s *socket) isClosed() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return net.ErrClosed
	}
	return nil
}

// close closes the socket. A call that waits on it ends.
func (s *socket) close() error {
	tellAll()
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return net.ErrClosed
	}
	s.tell()
	s.closed = true
	q := gate.Sys{Op: gate.OpClose, Sock: s.number}
	asked := gate.Ask(q)
	s.mu.Unlock() // before the answer: Close may linger
	return fault(q, asked.Answer())
}

// setDeadline sets the deadline of a direction to a time on the stack's clock; the
// zero time removes it. A call under way has the new one at once. The answer tells
// what time it is, which the host may not have heard for long: the time that is left
// counts from there.
func (s *socket) setDeadline(direction int, t time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := gate.Sys{Op: gate.OpDeadline, Value: direction}
	if !t.IsZero() {
		q.Timed, q.Left = true, t.Sub(Now())
	}
	r, err := s.ask(q)
	if err != nil {
		return err
	}
	s.until[direction] = time.Time{}
	if q.Timed {
		s.until[direction] = time.Unix(0, int64(r.Now)).Add(q.Left)
	}
	return nil
}

// setOption sets an option.
func (s *socket) setOption(option string, value int) error {
	tellAll()
	s.mu.Lock()
	defer s.mu.Unlock()
	_, err := s.ask(gate.Sys{Op: gate.OpOption, Option: option, Value: value})
	if err == nil {
		s.options = with(s.options, option, value)
	}
	s.flow.room = 0 // it may be another one now
	return err
}

// with returns options with one of them set to value.
func with(options []gate.Preset, option string, value int) []gate.Preset {
	for i, o := range options {
		if o.Option == option {
			options[i].Value = value
			return options
		}
	}
	return append(options, gate.Preset{Option: option, Value: value})
}

// both returns err as that of an operation between the two ends; nil stays nil.
func (s *socket) both(op string, err error) error {
	if err == nil {
		return nil
	}
	return &net.OpError{Op: op, Net: s.proto, Source: s.local, Addr: s.remote, Err: err}
}

// own returns err as that of an operation on the socket itself; nil stays nil.
func (s *socket) own(op string, err error) error {
	if err == nil {
		return nil
	}
	return &net.OpError{Op: op, Net: s.proto, Addr: s.local, Err: err}
}

// The methods of net.Conn and of its like that are the same for all sockets.

// LocalAddr returns the socket's own address.
func (s *socket) LocalAddr() net.Addr { return s.local }

// RemoteAddr returns the other end's address; nil if there is none.
func (s *socket) RemoteAddr() net.Addr { return s.remote }

// SetDeadline sets the deadlines of both directions, on the stack's clock.
func (s *socket) SetDeadline(t time.Time) error {
	if err := s.SetReadDeadline(t); err != nil {
		return err
	}
	return s.SetWriteDeadline(t)
}

// SetReadDeadline is SetDeadline for the calls that receive.
func (s *socket) SetReadDeadline(t time.Time) error {
	return s.own("set", s.setDeadline(receiving, t))
}

// SetWriteDeadline is SetDeadline for the calls that send.
func (s *socket) SetWriteDeadline(t time.Time) error {
	return s.own("set", s.setDeadline(sending, t))
}

// SetReadBuffer sets SO_RCVBUF.
func (s *socket) SetReadBuffer(bytes int) error {
	return s.own("set", s.setOption(gate.OptRecvBuffer, bytes))
}

// SetWriteBuffer sets SO_SNDBUF.
func (s *socket) SetWriteBuffer(bytes int) error {
	return s.own("set", s.setOption(gate.OptSendBuffer, bytes))
}

// open sends a request that makes a socket.
func open(q gate.Sys) (gate.Ret, error) {
	tellAll()
	r := gate.Ask(q).Answer()
	return r, fault(q, r)
}

// systemCalls are the system calls that give the errors of requests on Linux. An
// answer may name another one.
var systemCalls = map[string]string{
	gate.OpListen:    "bind",
	gate.OpBind:      "bind",
	gate.OpDial:      "connect",
	gate.OpShutdown:  "shutdown",
	gate.OpClose:     "close",
	gate.OpOption:    "setsockopt",
	gate.OpConnected: "connect",
	gate.OpAccept:    "accept4",
	gate.OpRead:      "read",
	gate.OpWrite:     "write",
	gate.OpRecvFrom:  "recvfrom",
	gate.OpSendTo:    "sendto",
}

// fault returns the error in the answer to q.
func fault(q gate.Sys, r gate.Ret) error {
	switch {
	case r.Lacks != "":
		return lacks(r.Lacks)
	case r.Closed:
		return net.ErrClosed
	case r.Late:
		return os.ErrDeadlineExceeded
	case r.Errno == "":
		return nil
	case r.Call == "":
		r.Call = systemCalls[q.Op]
	}
	return os.NewSyscallError(r.Call, gate.Errno(r.Errno))
}

// lacks returns the error of a program that asks for what the stack does not have.
func lacks(what string) error {
	return words.Errorf("the stack of this network has no %s: choose another network with --net private or --net host",
		"这个网络的协议栈没有 %s：请用 --net private 或 --net host 换一种网络", what)
}
