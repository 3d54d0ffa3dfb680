package net

import (
	"context"
	"errors"
	"net"
	"os"
	"syscall"
	"time"

	"tcplab/lab/gate"
)

// limit is how long a Dial may take, if timed is set.
type limit struct {
	timed bool
	left  time.Duration
}

// limit returns the time that the program gives a Dial, as the time that is left
// before the gate: nobody's look at the screen counts.
func (d *Dialer) limit(ctx context.Context) limit {
	var l limit
	within := func(left time.Duration) {
		if !l.timed || left < l.left {
			l = limit{true, left}
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
func (d *Dialer) connectStack(ctx context.Context, call *gate.Call, p string, remote, from endpoint, l limit) (Conn, error) {
	call.Timed(l.timed)
	conn, err := d.tryStack(ctx, call, p, remote, from, l)
	if err != nil {
		op := &net.OpError{Op: "dial", Net: p, Addr: address(p, remote.String()), Err: err}
		if d.LocalAddr != nil {
			op.Source = address(p, from.String())
		}
		call.End(0, op, nil)
		return nil, op
	}
	about := gate.Socket{Local: conn.LocalAddr().String(), Remote: conn.RemoteAddr().String()}
	call.End(0, nil, func() string { return pair(about) })
	return conn, nil
}

// tryStack makes the connection. Like the standard package it tries again if the
// stack has chosen a port with which the socket is connected to itself, or for which
// there is no room.
func (d *Dialer) tryStack(ctx context.Context, call *gate.Call, p string, remote, from endpoint, l limit) (Conn, error) {
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return nil, gaveUp(context.Canceled)
	case l.timed && l.left <= 0:
		return nil, gaveUp(context.DeadlineExceeded)
	}
	for try := 0; ; try++ {
		c, preset, err := d.dialStack(ctx, call, p, remote, from)
		if p == "udp" {
			if err != nil {
				return nil, err
			}
			return newUDPConn(newStackDatagram(c, preset)), nil
		}
		conn := newStackConn(c, preset)
		if err == nil {
			err = conn.connected(ctx, l)
		}
		self := err == nil && conn.local.String() == conn.remote.String()
		switch {
		case try < 2 && from.port == 0 && (self || errors.Is(err, syscall.EADDRNOTAVAIL)):
			if self {
				conn.close()
			}
			continue
		case err != nil:
			return nil, err
		}
		probes{d.KeepAlive, d.KeepAliveConfig}.set(conn)
		return newTCPConn(conn), nil
	}
}

// dialStack makes a socket and begins to connect it. The bench hears of the socket
// while it is in SYN_SENT.
func (d *Dialer) dialStack(ctx context.Context, call *gate.Call, p string, remote, from endpoint) (gate.Ret, []gate.Preset, error) {
	preset, err := controlled(p, remote.String(), nil, d.control(ctx))
	if err != nil {
		return gate.Ret{}, nil, err
	}
	role := "socket"
	if p == "tcp" {
		role = "connection"
		preset = with(preset, gate.OptNoDelay, 1) // Go's own choice, whatever Control did
	}
	q := gate.Sys{Op: gate.OpDial, Proto: p, Remote: remote.String(), Preset: preset}
	if d.LocalAddr != nil {
		q.Local = from.String()
	}
	r, err := open(q)
	if err != nil {
		return r, nil, err
	}
	if r.Remote == "" {
		r.Remote = q.Remote
	}
	call.Socket(gate.Socket{Proto: p, Role: role, Local: r.Local, Remote: r.Remote})
	return r, preset, nil
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

// connected waits until the connection is made. It closes the socket if it fails.
//
// The end of ctx by its own time does not count, since that time runs on while a
// student looks: l has it, on the stack's clock.
func (c *stackConn) connected(ctx context.Context, l limit) error {
	if l.timed {
		c.until[sending] = stackNow().Add(l.left)
	}
	canceled := func() bool { return errors.Is(ctx.Err(), context.Canceled) }
	stop := context.AfterFunc(ctx, func() {
		if canceled() {
			c.close() // ends the wait below
		}
	})
	_, err := c.wait(sending, gate.Sys{Op: gate.OpConnected})
	switch late := !stop() && canceled(); {
	case late:
		err = gaveUp(context.Canceled)
	case errors.Is(err, os.ErrDeadlineExceeded):
		err = gaveUp(context.DeadlineExceeded)
	}
	if err != nil {
		c.close()
		return err
	}
	c.until[sending] = time.Time{}
	return nil
}

// gaveUp returns the error that the standard package makes of a context's: it is
// taken from a Dial of its own, which sees that the context is done and makes no
// socket.
func gaveUp(why error) error {
	ctx, cancel := context.WithDeadline(context.Background(), time.Unix(1, 0))
	defer cancel()
	if why == context.Canceled {
		ctx, cancel = context.WithCancel(context.Background())
		cancel()
	}
	_, err := new(net.Dialer).DialContext(ctx, "tcp", "127.0.0.1:1")
	var op *net.OpError
	if errors.As(err, &op) {
		return op.Err
	}
	return why
}
