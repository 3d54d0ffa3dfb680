package net_test

import (
	"errors"
	"io"
	stdnet "net"
	stdos "os"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"tcplab/lab/gate"
	"tcplab/lab/gate/gatetest"
	"tcplab/lab/porttest"
)

// plain is a stack made of this process's own sockets and of the standard package:
// what a program sees through the gate is compared with what it sees without one.
// Its clock stands still.
type plain struct {
	t    testing.TB
	peer *gate.Peer

	mu      sync.Mutex
	now     time.Duration
	taken   []gate.Sys
	last    int
	sockets map[int]*plainSocket
}

// plainSocket is a socket, in one of its forms.
type plainSocket struct {
	listener *stdnet.TCPListener
	conn     stdnet.Conn
	dialled  chan error // what became of OpDial

	waits [2]*plainWait // guarded by plain.mu
}

// plainWait is a request that waits.
type plainWait struct {
	timed bool
	until time.Duration
}

// onPlain starts a program whose sockets live in this process.
func onPlain(t testing.TB, cfg gate.Config) (*gatetest.Host, *plain) {
	t.Helper()
	k := &plain{t: t, sockets: map[int]*plainSocket{}}
	cfg.Stack, cfg.Prefix = true, "tcplab/lab/net_test."
	h := gatetest.StartOn(t, cfg, func(p *gate.Peer) gate.Kernel {
		k.peer = p
		return k
	})
	t.Cleanup(func() {
		k.mu.Lock()
		defer k.mu.Unlock()
		for _, s := range k.sockets {
			s.close()
		}
	})
	return h, k
}

func (s *plainSocket) close() error {
	switch {
	case s.listener != nil:
		return s.listener.Close()
	case s.conn != nil:
		return s.conn.Close()
	}
	return nil
}

// arm sets the real deadline of a direction: none, or one that has passed.
func (s *plainSocket) arm(direction int, passed bool) {
	var at time.Time
	if passed {
		at = time.Unix(1, 0)
	}
	switch {
	case s.listener != nil:
		s.listener.SetDeadline(at)
	case s.conn == nil:
	case direction == 0:
		s.conn.SetReadDeadline(at)
	default:
		s.conn.SetWriteDeadline(at)
	}
}

// Take answers a request. One that may have to wait has a goroutine of its own.
func (k *plain) Take(q gate.Sys) {
	k.mu.Lock()
	k.taken = append(k.taken, q)
	s := k.sockets[q.Sock]
	k.mu.Unlock()
	switch q.Op {
	case gate.OpListen, gate.OpBind, gate.OpDial:
		k.answer(q, k.open(q))
		return
	}
	if s == nil {
		k.answer(q, gate.Ret{Errno: "EBADF"})
		return
	}
	switch q.Op {
	case gate.OpShutdown:
		tcp := s.conn.(*stdnet.TCPConn)
		k.answer(q, failed([]func() error{tcp.CloseRead, tcp.CloseWrite}[q.Value]()))
	case gate.OpClose:
		k.answer(q, failed(s.close()))
	case gate.OpOption:
		k.answer(q, failed(set(s.conn, q.Option, q.Value)))
	case gate.OpDeadline:
		k.mu.Lock()
		if w := s.waits[q.Value]; w != nil {
			*w = plainWait{q.Timed, k.now + q.Left}
			s.arm(q.Value, q.Timed && q.Left <= 0)
		}
		k.mu.Unlock()
		k.answer(q, gate.Ret{})
	default:
		direction := 0
		if q.Op == gate.OpWrite || q.Op == gate.OpSendTo || q.Op == gate.OpConnected {
			direction = 1
		}
		k.mu.Lock()
		s.waits[direction] = &plainWait{q.Timed, k.now + q.Left}
		s.arm(direction, q.Timed && q.Left <= 0)
		k.mu.Unlock()
		go func() {
			r := k.wait(s, q)
			k.mu.Lock()
			s.waits[direction] = nil
			k.mu.Unlock()
			k.answer(q, r)
		}()
	}
}

func (k *plain) answer(q gate.Sys, r gate.Ret) {
	k.mu.Lock()
	defer k.mu.Unlock()
	r.ID, r.Now = q.ID, k.now
	if err := k.peer.Return(r); err != nil {
		k.t.Logf("%s is answered too late: %v", q.Op, err)
	}
}

// add keeps a socket and returns the answer that tells of it.
func (k *plain) add(s *plainSocket, local, remote stdnet.Addr) gate.Ret {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.last++
	k.sockets[k.last] = s
	r := gate.Ret{Sock: k.last, Local: local.String()}
	if remote != nil {
		r.Remote = remote.String()
	}
	return r
}

// failed returns the answer that tells an error, and an empty one for nil.
func failed(err error) gate.Ret {
	var call *stdos.SyscallError
	var errno syscall.Errno
	switch {
	case err == nil:
		return gate.Ret{}
	case err == io.EOF:
		return gate.Ret{EOF: true}
	case errors.Is(err, stdos.ErrDeadlineExceeded):
		return gate.Ret{Late: true}
	case errors.Is(err, stdnet.ErrClosed):
		return gate.Ret{Closed: true}
	case errors.As(err, &call) && errors.As(err, &errno):
		return gate.Ret{Call: call.Syscall, Errno: unix.ErrnoName(errno)}
	}
	return gate.Ret{Lacks: err.Error()}
}

// preset sets the options of a socket that is not bound yet.
func preset(q gate.Sys) func(_, _ string, raw syscall.RawConn) error {
	return func(_, _ string, raw syscall.RawConn) error {
		var err error
		outer := raw.Control(func(fd uintptr) {
			for _, o := range q.Preset {
				number := map[string]int{gate.OptReuseAddr: unix.SO_REUSEADDR, gate.OptReusePort: unix.SO_REUSEPORT}[o.Option]
				if number != 0 {
					err = errors.Join(err, unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, number, o.Value))
				}
			}
		})
		return errors.Join(err, outer)
	}
}

// open makes a socket.
func (k *plain) open(q gate.Sys) gate.Ret {
	ctx := k.t.Context()
	lc := stdnet.ListenConfig{Control: preset(q), KeepAlive: -1}
	lc.SetMultipathTCP(false)
	switch {
	case q.Op == gate.OpListen:
		l, err := lc.Listen(ctx, "tcp", q.Local)
		if err != nil {
			return failed(err)
		}
		return k.add(&plainSocket{listener: l.(*stdnet.TCPListener)}, l.Addr(), nil)
	case q.Op == gate.OpBind:
		c, err := lc.ListenPacket(ctx, "udp", q.Local)
		if err != nil {
			return failed(err)
		}
		return k.add(&plainSocket{conn: c.(*stdnet.UDPConn)}, c.LocalAddr(), nil)
	}
	d := stdnet.Dialer{KeepAlive: -1}
	d.SetMultipathTCP(false)
	if q.Local != "" {
		d.LocalAddr = must(stdnet.ResolveTCPAddr("tcp", q.Local))
		if q.Proto == "udp" {
			d.LocalAddr = must(stdnet.ResolveUDPAddr("udp", q.Local))
		}
	}
	conn, err := d.Dial(q.Proto, q.Remote)
	var call *stdos.SyscallError
	if errors.As(err, &call) && call.Syscall == "connect" && q.Proto == "tcp" {
		// The answer to OpConnected tells it. Its socket is gone.
		s := &plainSocket{dialled: make(chan error, 1)}
		s.dialled <- err
		return k.add(s, &stdnet.TCPAddr{IP: stdnet.IPv4(127, 0, 0, 1), Port: 9}, must(stdnet.ResolveTCPAddr("tcp", q.Remote)))
	}
	if err != nil {
		return failed(err)
	}
	s := &plainSocket{conn: conn, dialled: make(chan error, 1)}
	s.dialled <- nil
	return k.add(s, conn.LocalAddr(), conn.RemoteAddr())
}

// wait does what may take its time.
func (k *plain) wait(s *plainSocket, q gate.Sys) gate.Ret {
	buf := make([]byte, q.Room)
	switch q.Op {
	case gate.OpConnected:
		return failed(<-s.dialled)
	case gate.OpAccept:
		c, err := s.listener.AcceptTCP()
		if err != nil {
			return failed(err)
		}
		return k.add(&plainSocket{conn: c}, c.LocalAddr(), c.RemoteAddr())
	case gate.OpRead:
		n, err := s.conn.Read(buf)
		r := failed(err)
		r.Data = buf[:n]
		return r
	case gate.OpRecvFrom:
		n, from, err := s.conn.(*stdnet.UDPConn).ReadFromUDP(buf)
		r := failed(err)
		r.Data = buf[:n]
		if from != nil {
			r.Remote = from.String()
		}
		return r
	case gate.OpWrite:
		n, err := s.conn.Write(q.Data)
		r := failed(err)
		r.N = n
		return r
	case gate.OpSendTo:
		n, err := s.conn.(*stdnet.UDPConn).WriteToUDP(q.Data, must(stdnet.ResolveUDPAddr("udp", q.Remote)))
		r := failed(err)
		r.N = n
		return r
	}
	return gate.Ret{Lacks: q.Op}
}

// set sets an option of a connection.
func set(c stdnet.Conn, option string, v int) error {
	tcp, _ := c.(*stdnet.TCPConn)
	buffers := c.(interface {
		SetReadBuffer(int) error
		SetWriteBuffer(int) error
	})
	left := stdnet.KeepAliveConfig{Enable: true, Idle: -1, Interval: -1, Count: -1}
	switch option {
	case gate.OptNoDelay:
		return tcp.SetNoDelay(v != 0)
	case gate.OptLinger:
		return tcp.SetLinger(v)
	case gate.OptKeepAlive:
		return tcp.SetKeepAlive(v != 0)
	case gate.OptKeepIdle:
		left.Idle = time.Duration(v) * time.Millisecond
	case gate.OptKeepIntvl:
		left.Interval = time.Duration(v) * time.Millisecond
	case gate.OptKeepCount:
		left.Count = v
	case gate.OptRecvBuffer:
		return buffers.SetReadBuffer(v)
	case gate.OptSendBuffer:
		return buffers.SetWriteBuffer(v)
	}
	return tcp.SetKeepAliveConfig(left)
}

// toTheEnd lets a program run to its exit and returns what it printed.
func toTheEnd(t testing.TB, h *gatetest.Host) string {
	t.Helper()
	h.Peer.RunOn(true)
	out := ""
	for {
		if err := h.Peer.Ask(); err != nil {
			t.Fatal(err)
		}
		a, err := h.Peer.Answer(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		ended := a.Exit != nil
		for _, m := range a.Messages {
			switch {
			case m.Kind == gate.KindOutput:
				out += m.Text
			case m.Kind == gate.KindBegin && m.Name == "exit":
				ended = true
			}
		}
		if ended {
			return out
		}
		<-h.Peer.Ready()
	}
}

// port returns a port for a test.
func port(t testing.TB) int { return porttest.Port(t) }
