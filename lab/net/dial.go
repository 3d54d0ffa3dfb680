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

// Dialer holds the options of Dial. Its fields are those of the standard
// package that mean something on 127.0.0.1.
type Dialer struct {
	Timeout         time.Duration // how long one Dial may take; 0 sets no limit but the kernel's
	Deadline        time.Time     // the same as a point in time; the time at the gate does not count
	LocalAddr       Addr          // the kernel chooses the port if it is nil
	KeepAlive       time.Duration // silence before a probe; no probes if it is not more than 0
	KeepAliveConfig KeepAliveConfig
	Control         func(network, address string, c syscall.RawConn) error // called before the socket is bound
	ControlContext  func(ctx context.Context, network, address string, c syscall.RawConn) error
}

// Dial connects to address with the options of d.
func (d *Dialer) Dial(network, address string) (Conn, error) {
	return d.dial(context.Background(), "Dial", network, address, "")
}

// DialContext is Dial, but gives up when ctx is done.
func (d *Dialer) DialContext(ctx context.Context, network, address string) (Conn, error) {
	return d.dial(ctx, "DialContext", network, address, "")
}

// Dial connects to address. For "tcp" it returns when the handshake is done.
// For "udp" it sends nothing and returns at once.
func Dial(network, address string) (Conn, error) {
	return new(Dialer).dial(context.Background(), "Dial", network, address, "")
}

// DialTimeout is Dial, but gives up after timeout.
func DialTimeout(network, address string, timeout time.Duration) (Conn, error) {
	d := &Dialer{Timeout: timeout}
	return d.dial(context.Background(), "DialTimeout", network, address, ", "+timeout.String())
}

// dial is the gated call of Dial and its like.
func (d *Dialer) dial(ctx context.Context, name, network, address, rest string) (Conn, error) {
	left := time.Until(d.Deadline)
	limit := d.limit(ctx)
	call := gate.Enter(name, nil, func() string {
		return fmt.Sprintf("%s(%q, %q%s)", name, network, shown(address), rest)
	})
	p, remote, from, err := d.addresses(network, address)
	if err != nil {
		err = refused("dial", network, err)
		call.End(0, err, nil)
		return nil, err
	}
	if config().Stack {
		return d.connectStack(ctx, call, p, remote, from, limit)
	}
	if !d.Deadline.IsZero() {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, left)
		defer cancel()
	}
	_, timed := ctx.Deadline()
	call.Timed(timed || d.Timeout > 0)
	return d.connect(ctx, call, p, remote, from)
}

func (d *Dialer) addresses(network, address string) (p string, remote, from endpoint, err error) {
	if p, err = proto(network); err != nil {
		return
	}
	if remote, err = resolve(address); err != nil {
		return
	}
	from, err = fromAddr(p, d.LocalAddr)
	return
}

// connect makes the socket, binds and connects it, and ends the call. The
// socket's address is told to the bench while it is in SYN_SENT: where packets
// are held, as soon as its SYN is out; elsewhere it is bound before it is
// connected, and told then.
func (d *Dialer) connect(ctx context.Context, call *gate.Call, p string, remote, from endpoint) (Conn, error) {
	role := "connection"
	if p == "udp" {
		role = "socket"
	}
	own := uint32(0) // the inode of a UDP socket, which may share its address
	report := func(local string) {
		call.Socket(gate.Socket{Proto: p, Role: role, Local: local, Remote: remote.String(), Inode: own})
	}
	// A negative KeepAlive switches the probes off.
	std := net.Dialer{Timeout: d.Timeout, KeepAlive: -1}
	if d.KeepAlive > 0 {
		std.KeepAlive = d.KeepAlive
	}
	if d.KeepAliveConfig.Enable {
		std.KeepAliveConfig = d.KeepAliveConfig
	}
	std.SetMultipathTCP(false)
	early := false
	if from.port != 0 || !canBindEarly {
		std.LocalAddr = from.tcp()
		if p == "udp" {
			std.LocalAddr = from.udp()
		}
	}
	std.ControlContext = func(ctx context.Context, network, address string, raw syscall.RawConn) error {
		if d.ControlContext != nil {
			if err := d.ControlContext(ctx, network, address, raw); err != nil {
				return err
			}
		} else if d.Control != nil {
			if err := d.Control(network, address, raw); err != nil {
				return err
			}
		}
		fd := number(raw)
		if p == "udp" {
			own = inode(fd)
		}
		call.Waits(fd, gate.ToWrite) // connect(2) waits as a write does
		local := from.String()
		if std.LocalAddr == nil {
			var err error
			if p == "tcp" && d.LocalAddr == nil && canConnectEarly && config().Held {
				local, err = connectEarly(raw, remote.tcp())
			} else {
				local, err = bindEarly(raw, from.ip)
			}
			if err != nil {
				return err
			}
		} else if from.port == 0 {
			return nil // the port is known only when the socket is connected
		}
		early = true
		report(local)
		return nil
	}
	conn, err := std.DialContext(ctx, p, remote.String())
	if err != nil {
		call.End(0, err, nil)
		return nil, err
	}
	about := gate.Socket{Local: conn.LocalAddr().String(), Remote: conn.RemoteAddr().String()}
	if !early {
		report(about.Local)
	}
	var made Conn
	if p == "udp" {
		made = newUDPConn(conn.(*net.UDPConn))
	} else {
		made = newTCPConn(conn.(*net.TCPConn))
	}
	call.End(0, nil, func() string { return pair(about) })
	return made, nil
}

// limit returns the time that the program gives a Dial, as the time that is left
// before the gate: nobody's look at the screen counts.
func (d *Dialer) limit(ctx context.Context) sys.Limit {
	var l sys.Limit
	within := func(left time.Duration) {
		if !l.Timed || left < l.Left {
			l = sys.Limit{Timed: true, Left: left}
		}
	}
	if d.Timeout != 0 {
		within(d.Timeout)
	}
	if !d.Deadline.IsZero() {
		within(time.Until(d.Deadline))
	}
	if t, ok := ctx.Deadline(); ok {
		within(time.Until(t))
	}
	return l
}

// connectStack is connect on a network whose sockets live in the bench's process.
func (d *Dialer) connectStack(ctx context.Context, call *gate.Call, p string, remote, from endpoint, l sys.Limit) (Conn, error) {
	call.Timed(l.Timed)
	s := sys.Dialer{Limit: l, Probes: sys.Probes{KeepAlive: d.KeepAlive, KeepAliveConfig: d.KeepAliveConfig}, Control: d.control(ctx)}
	if d.LocalAddr != nil {
		s.Local = from.addrPort()
	}
	conn, err := s.Dial(ctx, call, p, remote.addrPort())
	if err != nil {
		call.End(0, err, nil)
		return nil, err
	}
	var made Conn
	if p == "udp" {
		made = newUDPConn(conn.(datagram))
	} else {
		made = newTCPConn(conn.(stream))
	}
	about := gate.Socket{Local: conn.LocalAddr().String(), Remote: conn.RemoteAddr().String()}
	call.End(0, nil, func() string { return pair(about) })
	return made, nil
}

// control returns the function that sees the socket before it is bound, nil if there
// is none.
func (d *Dialer) control(ctx context.Context) func(network, address string, c syscall.RawConn) error {
	if d.ControlContext == nil {
		return d.Control
	}
	return func(network, address string, c syscall.RawConn) error {
		return d.ControlContext(ctx, network, address, c)
	}
}

// DialTCP connects from laddr to raddr. The kernel chooses the local port if
// laddr is nil.
func DialTCP(network string, laddr, raddr *TCPAddr) (*TCPConn, error) {
	d := &Dialer{}
	if laddr != nil {
		d.LocalAddr = laddr
	}
	conn, err := d.dialAddr("DialTCP", "tcp", network, text(laddr), text(raddr), raddr == nil)
	if err != nil {
		return nil, err
	}
	return conn.(*TCPConn), nil
}

// DialUDP makes a UDP socket that sends to raddr and receives from there only.
// It sends nothing yet.
func DialUDP(network string, laddr, raddr *UDPAddr) (*UDPConn, error) {
	d := &Dialer{}
	if laddr != nil {
		d.LocalAddr = laddr
	}
	conn, err := d.dialAddr("DialUDP", "udp", network, text(laddr), text(raddr), raddr == nil)
	if err != nil {
		return nil, err
	}
	return conn.(*UDPConn), nil
}

// dialAddr is the gated call of DialTCP and DialUDP.
func (d *Dialer) dialAddr(name, want, network, from, to string, missing bool) (Conn, error) {
	call := gate.Enter(name, nil, func() string {
		return fmt.Sprintf("%s(%q, %s, %s)", name, network, from, to)
	})
	p, remote, local, err := d.addresses(network, to)
	switch {
	case missing:
		err = &net.AddrError{Err: "missing address", Addr: ""}
	case err == nil && p != want:
		err = net.UnknownNetworkError(network)
	}
	if err != nil {
		err = refused("dial", network, err)
		call.End(0, err, nil)
		return nil, err
	}
	if config().Stack {
		return d.connectStack(context.Background(), call, p, remote, local, sys.Limit{})
	}
	return d.connect(context.Background(), call, p, remote, local)
}
