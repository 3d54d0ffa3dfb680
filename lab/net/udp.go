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

// datagram is a UDP socket, with the methods that a UDPConn needs. The standard
// *net.UDPConn is one, and a *sys.Datagram is another.
type datagram interface {
	net.Conn
	ReadFromUDP([]byte) (int, *net.UDPAddr, error)
	WriteToUDP([]byte, *net.UDPAddr) (int, error)
	SetReadBuffer(int) error
	SetWriteBuffer(int) error
	SyscallConn() (syscall.RawConn, error)
}

// UDPConn is a UDP socket, connected to one address (DialUDP) or to none
// (ListenUDP).
type UDPConn struct {
	d     datagram
	fd    int // see descriptor
	about gate.Socket
	read  deadline
	write deadline
}

var (
	_ Conn       = (*UDPConn)(nil)
	_ PacketConn = (*UDPConn)(nil)
)

func newUDPConn(d datagram) *UDPConn {
	c := &UDPConn{d: d, fd: descriptor(d), about: gate.Socket{Proto: "udp", Role: "socket", Local: d.LocalAddr().String()}}
	c.about.Inode = inodeOf(d, c.fd)
	if r := d.RemoteAddr(); r != nil {
		c.about.Remote = r.String()
	}
	c.read.arm, c.write.arm = d.SetReadDeadline, d.SetWriteDeadline
	c.read.now, c.write.now = clock(), clock()
	keep(c)
	return c
}

// ListenUDP makes a UDP socket on laddr; nil means 127.0.0.1 and a port that
// the kernel chooses.
func ListenUDP(network string, laddr *UDPAddr) (*UDPConn, error) {
	call := gate.Enter("ListenUDP", nil, func() string {
		return fmt.Sprintf("ListenUDP(%q, %s)", network, text(laddr))
	})
	p, err := proto(network)
	if err == nil && p != "udp" {
		err = net.UnknownNetworkError(network)
	}
	var at endpoint
	if err == nil {
		at, err = fromUDP(laddr)
	}
	return new(ListenConfig).listenUDP(context.Background(), call, network, at, err)
}

// ListenPacket makes a UDP socket on address.
func ListenPacket(network, address string) (PacketConn, error) {
	return new(ListenConfig).ListenPacket(context.Background(), network, address)
}

// ListenPacket makes a UDP socket with the options of lc.
func (lc *ListenConfig) ListenPacket(ctx context.Context, network, address string) (PacketConn, error) {
	call := gate.Enter("ListenPacket", nil, func() string {
		return fmt.Sprintf("ListenPacket(%q, %q)", network, shown(address))
	})
	at, err := resolveFor("udp", network, address)
	c, err := lc.listenUDP(ctx, call, network, at, err)
	if err != nil {
		return nil, err
	}
	return c, nil
}

// listenUDP makes the socket and ends the call. Err is the error of reading the
// address; if it is not nil, listenUDP makes no socket.
func (lc *ListenConfig) listenUDP(ctx context.Context, call *gate.Call, network string, at endpoint, err error) (*UDPConn, error) {
	if err != nil {
		err = refused("listen", network, err)
		call.End(0, err, nil)
		return nil, err
	}
	d, err := lc.datagram(ctx, at)
	if err != nil {
		call.End(0, err, nil)
		return nil, err
	}
	c := newUDPConn(d)
	call.Socket(c.about)
	call.End(0, nil, func() string { return pair(c.about) })
	return c, nil
}

// datagram makes the socket.
func (lc *ListenConfig) datagram(ctx context.Context, at endpoint) (datagram, error) {
	if config().Stack {
		return sys.Bind(at.addrPort(), lc.Control)
	}
	d, err := lc.std().ListenPacket(ctx, "udp", at.String())
	if err != nil {
		return nil, err
	}
	return d.(*net.UDPConn), nil
}

// ReadFromUDP takes the oldest datagram and returns its length and its sender's
// address. The bytes that do not fit in p are lost.
func (c *UDPConn) ReadFromUDP(p []byte) (int, *UDPAddr, error) { return c.readFrom("ReadFromUDP", p) }

// ReadFrom is ReadFromUDP.
func (c *UDPConn) ReadFrom(p []byte) (int, Addr, error) {
	n, addr, err := c.readFrom("ReadFrom", p)
	if addr == nil {
		return n, nil, err
	}
	return n, addr, err
}

func (c *UDPConn) readFrom(name string, p []byte) (int, *UDPAddr, error) {
	call := gate.Enter(name, &c.about, func() string { return fmt.Sprintf("%s(buf[%d])", name, len(p)) })
	call.Waits(c.fd, gate.ToRead)
	c.read.begin(call)
	n, addr, err := c.d.ReadFromUDP(p)
	c.read.end(call)
	call.End(n, err, func() string {
		if err != nil {
			return ""
		}
		return gate.Got(p, n, nil) + " from " + addr.String()
	})
	return n, addr, err
}

// Read takes the oldest datagram. An empty datagram gives 0 bytes and no
// error.
func (c *UDPConn) Read(p []byte) (int, error) {
	call := gate.Enter("Read", &c.about, func() string { return fmt.Sprintf("Read(buf[%d])", len(p)) })
	call.Waits(c.fd, gate.ToRead)
	c.read.begin(call)
	n, err := c.d.Read(p)
	c.read.end(call)
	call.End(n, err, func() string { return gate.Got(p, n, err) })
	return n, err
}

// WriteToUDP sends p as one datagram to addr.
func (c *UDPConn) WriteToUDP(p []byte, addr *UDPAddr) (int, error) {
	return c.writeTo("WriteToUDP", p, addr)
}

// WriteTo is WriteToUDP.
func (c *UDPConn) WriteTo(p []byte, addr Addr) (int, error) {
	udp, ok := addr.(*UDPAddr)
	if !ok {
		return 0, &net.OpError{Op: "write", Net: "udp", Source: c.LocalAddr(), Addr: addr, Err: syscall.EINVAL}
	}
	return c.writeTo("WriteTo", p, udp)
}

func (c *UDPConn) writeTo(name string, p []byte, addr *UDPAddr) (int, error) {
	to, about := addr, c.about
	var wrong error
	if addr != nil {
		var e endpoint
		if e, wrong = fromUDP(addr); wrong == nil {
			to, about.Remote = e.udp(), e.String()
		}
	}
	call := gate.Enter(name, &about, func() string {
		return fmt.Sprintf("%s(%s, %s)", name, gate.Quote(p), text(addr))
	})
	if wrong != nil {
		err := &net.OpError{Op: "write", Net: "udp", Source: c.LocalAddr(), Addr: addr, Err: wrong}
		call.End(0, err, nil)
		return 0, err
	}
	call.Waits(c.fd, gate.ToWrite)
	c.write.begin(call)
	n, err := c.d.WriteToUDP(p, to)
	c.write.end(call)
	call.End(n, err, func() string { return put(n, err) })
	return n, err
}

// Write sends p as one datagram to the address that the socket is connected
// to.
func (c *UDPConn) Write(p []byte) (int, error) {
	call := gate.Enter("Write", &c.about, func() string { return "Write(" + gate.Quote(p) + ")" })
	call.Waits(c.fd, gate.ToWrite)
	c.write.begin(call)
	n, err := c.d.Write(p)
	c.write.end(call)
	call.End(n, err, func() string { return put(n, err) })
	return n, err
}

// Close closes the socket. The kernel sends nothing, so the other end does not
// notice.
func (c *UDPConn) Close() error {
	call := gate.Enter("Close", &c.about, func() string { return "Close()" })
	err := c.d.Close()
	call.End(0, err, nil)
	return err
}

// LocalAddr returns the socket's own address.
func (c *UDPConn) LocalAddr() Addr { return c.d.LocalAddr() }

// RemoteAddr returns the address that the socket is connected to, nil if it is
// not connected.
func (c *UDPConn) RemoteAddr() Addr { return c.d.RemoteAddr() }

// SetDeadline limits the time for all calls that receive or send: they fail
// after t. The time at the gate does not count.
func (c *UDPConn) SetDeadline(t time.Time) error {
	if err := c.SetReadDeadline(t); err != nil {
		return err
	}
	return c.SetWriteDeadline(t)
}

// SetReadDeadline is SetDeadline for the calls that receive.
func (c *UDPConn) SetReadDeadline(t time.Time) error { return c.read.put(t) }

// SetWriteDeadline is SetDeadline for the calls that send.
func (c *UDPConn) SetWriteDeadline(t time.Time) error { return c.write.put(t) }

// SetReadBuffer sets the size of the kernel's receive buffer, in bytes.
func (c *UDPConn) SetReadBuffer(bytes int) error { return c.d.SetReadBuffer(bytes) }

// SetWriteBuffer sets the size of the kernel's send buffer, in bytes.
func (c *UDPConn) SetWriteBuffer(bytes int) error { return c.d.SetWriteBuffer(bytes) }

// SyscallConn returns the raw socket, for options that have no method.
func (c *UDPConn) SyscallConn() (syscall.RawConn, error) { return c.d.SyscallConn() }
