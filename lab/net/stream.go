package net

import (
	"fmt"
	"net"
	"sync"
	"syscall"
	"time"

	"tcplab/lab/gate"
	"tcplab/lab/net/sys"
)

// stream is a connection, with the methods that a TCPConn needs. The standard
// *net.TCPConn is one, and a *sys.Conn is another.
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

var _ stream = (*sys.Conn)(nil)

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

// descriptor returns the number of a socket's descriptor, so that a call can say
// on what it waits. It returns -1 if the socket has none, as one that lives in the
// bench's process.
// The number holds as long as a call uses the socket; only then is it closed.
func descriptor(s interface {
	SyscallConn() (syscall.RawConn, error)
}) int {
	if config().Stack {
		return -1
	}
	raw, err := s.SyscallConn()
	if err != nil {
		return -1
	}
	return number(raw)
}

func number(raw syscall.RawConn) int {
	n := -1
	if err := raw.Control(func(fd uintptr) { n = int(fd) }); err != nil {
		return -1
	}
	return n
}

// inodeOf returns the inode of a socket with a descriptor, or the number of one
// that lives in the bench's process.
func inodeOf(socket any, fd int) uint32 {
	if s, ok := socket.(interface{ Inode() uint32 }); ok {
		return s.Inode()
	}
	return inode(fd)
}

// TCPConn is a TCP connection. It has no ReadFrom and no WriteTo, so that
// io.Copy has to use Read and Write, which wait at the gate.
type TCPConn struct {
	s     stream
	fd    int // see descriptor
	about gate.Socket
	read  deadline
	write deadline
}

var _ Conn = (*TCPConn)(nil)

func newTCPConn(s stream) *TCPConn {
	c := &TCPConn{s: s, fd: descriptor(s), about: gate.Socket{Proto: "tcp", Role: "connection",
		Local: s.LocalAddr().String(), Remote: s.RemoteAddr().String()}}
	c.read.arm, c.write.arm = s.SetReadDeadline, s.SetWriteDeadline
	c.read.now, c.write.now = clock(), clock()
	keep(c)
	return c
}

// put returns the result of a Write in words.
func put(n int, err error) string {
	if n == 0 && err != nil {
		return ""
	}
	return fmt.Sprintf("%d bytes", n)
}

// pair returns a connection or a UDP socket in words.
func pair(s gate.Socket) string {
	if s.Remote == "" {
		return "socket " + s.Local
	}
	return "conn " + s.Local + " → " + s.Remote
}

// Read reads bytes that have arrived, at least one and at most len(p). It waits
// if there are none. It returns io.EOF if the other end has sent its FIN and
// the program has read all bytes before it.
func (c *TCPConn) Read(p []byte) (int, error) {
	if !c.ok() {
		return 0, syscall.EINVAL
	}
	call := gate.Enter("Read", &c.about, func() string { return fmt.Sprintf("Read(buf[%d])", len(p)) })
	call.Waits(c.fd, gate.ToRead)
	c.read.begin(call)
	n, err := c.s.Read(p)
	c.read.end(call)
	call.End(n, err, func() string { return gate.Got(p, n, err) })
	return n, err
}

// Write gives p to the kernel, which sends it when it can. When Write returns,
// p is in the kernel's buffer; it may not have arrived yet.
func (c *TCPConn) Write(p []byte) (int, error) {
	if !c.ok() {
		return 0, syscall.EINVAL
	}
	call := gate.Enter("Write", &c.about, func() string { return "Write(" + gate.Quote(p) + ")" })
	call.Waits(c.fd, gate.ToWrite)
	c.write.begin(call)
	n, err := c.s.Write(p)
	c.write.end(call)
	call.End(n, err, func() string { return put(n, err) })
	return n, err
}

// ok reports whether c is a connection, and not the zero value, whose calls give
// EINVAL as in the standard package.
func (c *TCPConn) ok() bool { return c != nil && c.s != nil }

// simple runs a call that has no arguments and returns only an error.
func (c *TCPConn) simple(name string, do func(stream) error) error {
	if !c.ok() {
		return syscall.EINVAL
	}
	call := gate.Enter(name, &c.about, func() string { return name + "()" })
	err := do(c.s)
	call.End(0, err, nil)
	return err
}

// Close ends both directions: the kernel sends what is buffered and a FIN.
func (c *TCPConn) Close() error { return c.simple("Close", stream.Close) }

// CloseWrite ends the direction to the other end: the kernel sends a FIN. The
// program can still read.
func (c *TCPConn) CloseWrite() error { return c.simple("CloseWrite", stream.CloseWrite) }

// CloseRead ends the direction from the other end. The kernel sends nothing.
func (c *TCPConn) CloseRead() error { return c.simple("CloseRead", stream.CloseRead) }

// LocalAddr returns the address of this end.
func (c *TCPConn) LocalAddr() Addr { return c.s.LocalAddr() }

// RemoteAddr returns the address of the other end.
func (c *TCPConn) RemoteAddr() Addr { return c.s.RemoteAddr() }

// SetDeadline limits the time for all reads and writes: they fail after t. The
// time at the gate does not count.
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

// SetKeepAlive switches the probes of a silent connection on or off. In this
// package they are off until a program switches them on.
func (c *TCPConn) SetKeepAlive(on bool) error { return c.s.SetKeepAlive(on) }

// SetKeepAlivePeriod sets how long a connection is silent before a probe.
func (c *TCPConn) SetKeepAlivePeriod(d time.Duration) error { return c.s.SetKeepAlivePeriod(d) }

// SetKeepAliveConfig sets when probes go over a silent connection. The silence is
// counted from here, since the numbers are set before the probes are switched
// on: else Linux counts from the last packet, and asks at once if somebody has
// looked for longer than cfg.Idle.
func (c *TCPConn) SetKeepAliveConfig(cfg KeepAliveConfig) error {
	on := cfg.Enable
	cfg.Enable = false
	if err := c.s.SetKeepAliveConfig(cfg); err != nil || !on {
		return err
	}
	return c.s.SetKeepAlive(true)
}

// SetLinger sets what Close does with data that were not sent yet. If sec is
// negative, the kernel goes on sending in the background. If it is 0, the
// kernel discards the data and resets the connection. If it is positive, Close
// waits for that many seconds at most.
func (c *TCPConn) SetLinger(sec int) error {
	if !c.ok() {
		return syscall.EINVAL
	}
	return c.s.SetLinger(sec)
}

// SetNoDelay switches Nagle's algorithm off (true, which is Go's default) or on
// (false). With it a small segment waits for an acknowledgment (RFC 9293,
// section 3.7.4).
func (c *TCPConn) SetNoDelay(on bool) error { return c.s.SetNoDelay(on) }

// SetReadBuffer sets the size of the kernel's receive buffer, in bytes.
func (c *TCPConn) SetReadBuffer(bytes int) error { return c.s.SetReadBuffer(bytes) }

// SetWriteBuffer sets the size of the kernel's send buffer, in bytes.
func (c *TCPConn) SetWriteBuffer(bytes int) error { return c.s.SetWriteBuffer(bytes) }

// SyscallConn returns the raw connection, for options that have no method.
func (c *TCPConn) SyscallConn() (syscall.RawConn, error) { return c.s.SyscallConn() }
