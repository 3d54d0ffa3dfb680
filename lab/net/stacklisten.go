package net

import (
	"net"
	"syscall"
	"time"

	"tcplab/lab/gate"
)

// stackListener is a listening TCP socket of the stack.
type stackListener struct {
	stackSocket
	probes probes // of the connections that it accepts
}

var _ acceptor = (*stackListener)(nil)

// probes says what a program wants of the connections that it does not hold yet: it
// has the two fields of a ListenConfig and of a Dialer.
type probes struct {
	idle time.Duration
	all  net.KeepAliveConfig
}

// set sets them on a new connection, as the standard package does: it ignores an
// error. Without a word of the program there are no probes in a lesson.
func (p probes) set(c *stackConn) {
	switch {
	case p.all.Enable:
		c.SetKeepAliveConfig(p.all)
	case p.idle > 0:
		c.SetKeepAliveConfig(net.KeepAliveConfig{Enable: true, Idle: p.idle})
	}
}

// stackListener makes a listening socket. SO_REUSEADDR is Go's own choice, which
// Control can take back.
func (lc *ListenConfig) stackListener(at endpoint) (*stackListener, error) {
	failed := func(err error) (*stackListener, error) {
		return nil, &net.OpError{Op: "listen", Net: "tcp", Addr: at.tcp(), Err: err}
	}
	preset, err := controlled("tcp", at.String(), []gate.Preset{{Option: gate.OptReuseAddr, Value: 1}}, lc.Control)
	if err != nil {
		return failed(err)
	}
	r, err := open(gate.Sys{Op: gate.OpListen, Proto: "tcp", Local: at.String(), Preset: preset})
	if err != nil {
		return failed(err)
	}
	return &stackListener{newStackSocket("tcp", r, preset), probes{lc.KeepAlive, lc.KeepAliveConfig}}, nil
}

func (l *stackListener) Accept() (net.Conn, error) {
	l.turn[receiving].Lock()
	defer l.turn[receiving].Unlock()
	r, err := l.wait(receiving, gate.Sys{Op: gate.OpAccept})
	if err != nil {
		return nil, l.own("accept", err)
	}
	c := newStackConn(r, nil)
	c.SetNoDelay(true) // Go's own choice
	l.probes.set(c)
	return c, nil
}

func (l *stackListener) Addr() net.Addr { return l.local }

func (l *stackListener) Close() error { return l.own("close", l.close()) }

// SetDeadline returns an error as it is, because the standard package does so here.
func (l *stackListener) SetDeadline(t time.Time) error { return l.setDeadline(receiving, t) }

func (l *stackListener) SyscallConn() (syscall.RawConn, error) {
	return &stackRaw{sock: &l.stackSocket}, nil
}
