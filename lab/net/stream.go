package net

import (
	"fmt"
	"net"
	"sync"
	"syscall"
	"time"

	"tcplab/lab/gate"
)

// stream is what a TCPConn needs of a connection. The standard *net.TCPConn is
// one; a connection of another TCP can take its place.
type stream interface {
	net.Conn
	CloseRead() error
	CloseWrite() error
	SetKeepAlive(bool) error
	SetKeepAliveConfig(net.KeepAliveConfig) error
	SetKeepAlivePeriod(time.Duration) error
	SetLinger(int) error
	SetNoDelay(bool) error
	SetReadBuffer(int) error
	SetWriteBuffer(int) error
	SyscallConn() (syscall.RawConn, error)
}

// kept holds every socket until the process ends, so that the garbage
// collector closes none.
var kept struct {
	sync.Mutex
	all []any
}

func keep(socket any) {
	kept.Lock()
	defer kept.Unlock()
	kept.all = append(kept.all, socket)
}

// TCPConn is a TCP connection. It has no ReadFrom and no WriteTo, so that
// io.Copy comes by Read and Write, and so by the gate.
type TCPConn struct {
	s     stream
	about gate.Socket
	read  deadline
	write deadline
}

var _ Conn = (*TCPConn)(nil)

func newTCPConn(s stream) *TCPConn {
	c := &TCPConn{s: s, about: gate.Socket{Proto: "tcp", Role: "connection",
		Local: s.LocalAddr().String(), Remote: s.RemoteAddr().String()}}
	c.read.arm, c.write.arm = s.SetReadDeadline, s.SetWriteDeadline
	keep(c)
	return c
}

// put is the result of a Write in words.
func put(n int, err error) string {
	if n == 0 && err != nil {
		return ""
	}
	return fmt.Sprintf("%d bytes", n)
}

// pair is a connection in words.
func pair(s gate.Socket) string {
	if s.Remote == "" {
		return "socket " + s.Local
	}
	return "conn " + s.Local + " → " + s.Remote
}

// Read reads what has come, at least one byte and at most len(p), and waits if
// nothing has. When the other end has sent its FIN and all before it is read,
// it returns io.EOF.
func (c *TCPConn) Read(p []byte) (int, error) {
	call := gate.Enter("Read", &c.about, func() string { return fmt.Sprintf("Read(buf[%d])", len(p)) })
	c.read.begin()
	n, err := c.s.Read(p)
	c.read.end()
	call.End(n, err, func() string { return gate.Got(p, n, err) })
	return n, err
}

// Write gives p to the kernel, which sends it when it can. That it returned
// means that p is buffered, not that it has arrived.
func (c *TCPConn) Write(p []byte) (int, error) {
	call := gate.Enter("Write", &c.about, func() string { return "Write(" + gate.Quote(p) + ")" })
	c.write.begin()
	n, err := c.s.Write(p)
	c.write.end()
	call.End(n, err, func() string { return put(n, err) })
	return n, err
}

// simple runs a call without arguments that gives only an error.
func (c *TCPConn) simple(name string, do func() error) error {
	call := gate.Enter(name, &c.about, func() string { return name + "()" })
	err := do()
	call.End(0, err, nil)
	return err
}

// Close ends both directions: the kernel sends what is buffered and a FIN.
func (c *TCPConn) Close() error { return c.simple("Close", c.s.Close) }

// CloseWrite ends the direction away from here, with a FIN; reading goes on.
func (c *TCPConn) CloseWrite() error { return c.simple("CloseWrite", c.s.CloseWrite) }

// CloseRead ends the direction to here. Nothing goes over the wire.
func (c *TCPConn) CloseRead() error { return c.simple("CloseRead", c.s.CloseRead) }

// LocalAddr returns the address of this end.
func (c *TCPConn) LocalAddr() Addr { return c.s.LocalAddr() }

// RemoteAddr returns the address of the other end.
func (c *TCPConn) RemoteAddr() Addr { return c.s.RemoteAddr() }

// SetDeadline limits the time that calls from now on may take. The time at the
// gate does not count.
func (c *TCPConn) SetDeadline(t time.Time) error {
	if err := c.SetReadDeadline(t); err != nil {
		return err
	}
	return c.SetWriteDeadline(t)
}

// SetReadDeadline is SetDeadline for Read.
func (c *TCPConn) SetReadDeadline(t time.Time) error { return c.read.put(t) }

// SetWriteDeadline is SetDeadline for Write.
func (c *TCPConn) SetWriteDeadline(t time.Time) error { return c.write.put(t) }

// SetKeepAlive says whether probes go over a silent connection. Here they do
// not until a program asks for it.
func (c *TCPConn) SetKeepAlive(on bool) error { return c.s.SetKeepAlive(on) }

// SetKeepAlivePeriod says how long a connection is silent before a probe.
func (c *TCPConn) SetKeepAlivePeriod(d time.Duration) error { return c.s.SetKeepAlivePeriod(d) }

// SetKeepAliveConfig says when probes go over a silent connection.
func (c *TCPConn) SetKeepAliveConfig(cfg KeepAliveConfig) error { return c.s.SetKeepAliveConfig(cfg) }

// SetLinger says what Close does with data that has not been sent: negative,
// the kernel goes on sending in the background; 0, it is thrown away and the
// connection reset; positive, Close waits so many seconds.
func (c *TCPConn) SetLinger(sec int) error { return c.s.SetLinger(sec) }

// SetNoDelay says whether small segments are sent at once (true, which is Go's
// default) or wait for an acknowledgment (Nagle's algorithm, RFC 9293 3.7.4).
func (c *TCPConn) SetNoDelay(on bool) error { return c.s.SetNoDelay(on) }

// SetReadBuffer sets the size of the kernel's receive buffer, in bytes.
func (c *TCPConn) SetReadBuffer(bytes int) error { return c.s.SetReadBuffer(bytes) }

// SetWriteBuffer sets the size of the kernel's send buffer, in bytes.
func (c *TCPConn) SetWriteBuffer(bytes int) error { return c.s.SetWriteBuffer(bytes) }

// SyscallConn returns the raw connection, for options that have no method.
func (c *TCPConn) SyscallConn() (syscall.RawConn, error) { return c.s.SyscallConn() }
