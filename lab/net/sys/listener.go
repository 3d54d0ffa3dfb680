package sys

import (
	"net"
	"net/netip"
	"syscall"
	"time"

	"tcplab/lab/gate"
)

// Listener is a listening TCP socket of the stack.
type Listener struct {
	socket
	probes Probes // of the connections that it accepts
}

// Probes says what a program wants of the connections that it does not hold yet: it
// has the two fields of a ListenConfig and of a Dialer.
type Probes struct {
	KeepAlive       time.Duration
	KeepAliveConfig net.KeepAliveConfig
}

// set sets them on a new connection, as the standard package does: it ignores an
// error. Without a word of the program there are no probes in a lesson.
func (p Probes) set(c *Conn) {
	switch {
	case p.KeepAliveConfig.Enable:
		c.SetKeepAliveConfig(p.KeepAliveConfig)
	case p.KeepAlive > 0:
		c.SetKeepAliveConfig(net.KeepAliveConfig{Enable: true, Idle: p.KeepAlive})
	}
}

// Listen makes a listening socket. SO_REUSEADDR is Go's own choice, which
// control can take back; it may be nil.
func Listen(at netip.AddrPort, control func(network, address string, c syscall.RawConn) error, probes Probes) (*Listener, error) {
	failed := func(err error) (*Listener, error) {
		return nil, &net.OpError{Op: "listen", Net: "tcp", Addr: net.TCPAddrFromAddrPort(at), Err: err}
	}
	preset, err := controlled("tcp", at.String(), []gate.Preset{{Option: gate.OptReuseAddr, Value: 1}}, control)
	if err != nil {
		return failed(err)
	}
	r, err := open(gate.Sys{Op: gate.OpListen, Proto: "tcp", Local: at.String(), Preset: preset})
	if err != nil {
		return failed(err)
	}
	return &Listener{newSocket("tcp", r, preset), probes}, nil
}

// Accept takes the oldest finished connection off the queue, a *Conn. It waits if there
// is none.
func (l *Listener) Accept() (net.Conn, error) {
	l.turn[receiving].Lock()
	defer l.turn[receiving].Unlock()
	r, err := l.wait(receiving, gate.Sys{Op: gate.OpAccept})
	if err != nil {
		return nil, l.own("accept", err)
	}
	c := newConn(r, nil)
	c.SetNoDelay(true) // Go's own choice
	l.probes.set(c)
	return c, nil
}

// Addr returns the address that the socket listens on.
func (l *Listener) Addr() net.Addr { return l.local }

// Close stops listening.
func (l *Listener) Close() error { return l.own("close", l.close()) }

// SetDeadline returns an error as it is, because the standard package does so here.
func (l *Listener) SetDeadline(t time.Time) error { return l.setDeadline(receiving, t) }

// SyscallConn returns the raw socket, for options that have no method.
func (l *Listener) SyscallConn() (syscall.RawConn, error) {
	return &rawConn{sock: &l.socket}, nil
}
