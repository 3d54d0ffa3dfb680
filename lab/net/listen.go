package net

import (
	"context"
	"fmt"
	"net"
	"syscall"
	"time"

	"tcplab/lab/gate"
	"tcplab/lab/net/sys"
)

// acceptor is a listening socket, with the methods that a TCPListener needs.
// The standard *net.TCPListener is one, and a *sys.Listener is another.
type acceptor interface {
	Accept() (net.Conn, error)
	Addr() net.Addr
	Close() error
	SetDeadline(time.Time) error
	SyscallConn() (syscall.RawConn, error)
}

// TCPListener is a listening TCP socket.
type TCPListener struct {
	a        acceptor
	fd       int // see descriptor
	about    gate.Socket
	deadline deadline
}

var _ Listener = (*TCPListener)(nil)

// ListenConfig holds the options of Listen.
type ListenConfig struct {
	Control         func(network, address string, c syscall.RawConn) error // called before the socket is bound
	KeepAlive       time.Duration                                          // silence of an accepted connection before a probe; no probes if it is not more than 0
	KeepAliveConfig KeepAliveConfig
}

// Listen makes a listening TCP socket with the options of lc.
func (lc *ListenConfig) Listen(ctx context.Context, network, address string) (Listener, error) {
	call := gate.Enter("Listen", nil, func() string {
		return fmt.Sprintf("Listen(%q, %q)", network, shown(address))
	})
	at, err := resolveFor("tcp", network, address)
	l, err := lc.listen(ctx, call, network, at, err)
	if err != nil {
		return nil, err
	}
	return l, nil
}

// Listen makes a TCP socket that listens on address. From then on the kernel
// answers every client that connects, even if the program does not call Accept.
func Listen(network, address string) (Listener, error) {
	return new(ListenConfig).Listen(context.Background(), network, address)
}

// ListenTCP is Listen on laddr. If laddr is nil, it listens on 127.0.0.1 and a
// port that the kernel chooses.
func ListenTCP(network string, laddr *TCPAddr) (*TCPListener, error) {
	call := gate.Enter("ListenTCP", nil, func() string {
		return fmt.Sprintf("ListenTCP(%q, %s)", network, text(laddr))
	})
	p, err := proto(network)
	if err == nil && p != "tcp" {
		err = net.UnknownNetworkError(network)
	}
	var at endpoint
	if err == nil {
		at, err = fromTCP(laddr)
	}
	return new(ListenConfig).listen(context.Background(), call, network, at, err)
}

// std returns the options for the standard package.
func (lc *ListenConfig) std() *net.ListenConfig {
	std := &net.ListenConfig{Control: lc.Control, KeepAlive: -1, KeepAliveConfig: lc.KeepAliveConfig}
	if lc.KeepAlive > 0 {
		std.KeepAlive = lc.KeepAlive
	}
	std.SetMultipathTCP(false)
	return std
}

// listen makes the socket and ends the call. Err is the error of reading the
// address; if it is not nil, listen makes no socket.
func (lc *ListenConfig) listen(ctx context.Context, call *gate.Call, network string, at endpoint, err error) (*TCPListener, error) {
	if err != nil {
		err = refused("listen", network, err)
		call.End(0, err, nil)
		return nil, err
	}
	a, err := lc.acceptor(ctx, at)
	if err != nil {
		call.End(0, err, nil)
		return nil, err
	}
	l := &TCPListener{a: a}
	l.fd = descriptor(l.a)
	l.about = gate.Socket{Proto: "tcp", Role: "listener", Local: a.Addr().String(), Inode: inodeOf(l.a, l.fd)}
	l.deadline.arm, l.deadline.now = l.a.SetDeadline, clock()
	keep(l)
	call.Socket(l.about)
	call.End(0, nil, func() string { return "listener " + l.about.Local })
	return l, nil
}

// acceptor makes the socket.
func (lc *ListenConfig) acceptor(ctx context.Context, at endpoint) (acceptor, error) {
	if config().Stack {
		return sys.Listen(at.addrPort(), lc.Control, sys.Probes{KeepAlive: lc.KeepAlive, KeepAliveConfig: lc.KeepAliveConfig})
	}
	a, err := lc.std().Listen(ctx, "tcp", at.String())
	if err != nil {
		return nil, err
	}
	return a.(*net.TCPListener), nil
}

// Accept takes the oldest finished connection off the queue. It waits if there
// is none.
func (l *TCPListener) Accept() (Conn, error) {
	conn, err := l.accept("Accept")
	if err != nil {
		return nil, err
	}
	return conn, nil
}

// AcceptTCP is Accept.
func (l *TCPListener) AcceptTCP() (*TCPConn, error) { return l.accept("AcceptTCP") }

// ok reports whether l is a listener, and not nil or the zero value, whose calls
// give EINVAL as in the standard package.
func (l *TCPListener) ok() bool { return l != nil && l.a != nil }

func (l *TCPListener) accept(name string) (*TCPConn, error) {
	if !l.ok() {
		return nil, syscall.EINVAL
	}
	call := gate.Enter(name, &l.about, func() string { return name + "()" })
	call.Waits(l.fd, gate.ToRead)
	l.deadline.begin(call)
	a, err := l.a.Accept()
	l.deadline.end(call)
	if err != nil {
		call.End(0, err, nil)
		return nil, err
	}
	conn := newTCPConn(a.(stream))
	call.Socket(conn.about)
	call.End(0, nil, func() string { return pair(conn.about) })
	return conn, nil
}

// Close stops listening. Accepted connections go on. The kernel resets those
// that were not accepted.
func (l *TCPListener) Close() error {
	if !l.ok() {
		return syscall.EINVAL
	}
	call := gate.Enter("Close", &l.about, func() string { return "Close()" })
	err := l.a.Close()
	call.End(0, err, nil)
	return err
}

// Addr returns the address that the socket listens on.
func (l *TCPListener) Addr() Addr { return l.a.Addr() }

// SetDeadline limits the time that Accept may take. The time at the gate does
// not count.
func (l *TCPListener) SetDeadline(t time.Time) error { return l.deadline.put(t) }

// SyscallConn returns the raw socket, for options that have no method.
func (l *TCPListener) SyscallConn() (syscall.RawConn, error) { return l.a.SyscallConn() }
