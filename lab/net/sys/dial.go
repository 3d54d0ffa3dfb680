package sys

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"syscall"
	"time"

	"tcplab/lab/gate"
)

// Limit is how long a Dial may take, if Timed is set.
type Limit struct {
	Timed bool
	Left  time.Duration
}

// Dialer says what a program wants of the socket that it dials with.
type Dialer struct {
	Limit   Limit
	Local   netip.AddrPort // the stack chooses it if it is the zero value
	Probes  Probes
	Control func(network, address string, c syscall.RawConn) error // sees the socket before it is bound; may be nil
}

// Dial makes a socket and connects it: a *Conn if p is tcp, a *Datagram if it is udp.
// The socket is noted in call as soon as there is one.
func (d *Dialer) Dial(ctx context.Context, call *gate.Call, p string, remote netip.AddrPort) (net.Conn, error) {
	conn, err := d.try(ctx, call, p, remote)
	if err != nil {
		op := &net.OpError{Op: "dial", Net: p, Addr: address(p, remote.String()), Err: err}
		if d.Local.IsValid() {
			op.Source = address(p, d.Local.String())
		}
		return nil, op
	}
	return conn, nil
}

// try makes the connection. Like the standard package it tries again if the
// stack has chosen a port with which the socket is connected to itself, or for which
// there is no room.
func (d *Dialer) try(ctx context.Context, call *gate.Call, p string, remote netip.AddrPort) (net.Conn, error) {
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return nil, gaveUp(context.Canceled)
	case d.Limit.Timed && d.Limit.Left <= 0:
		return nil, gaveUp(context.DeadlineExceeded)
	}
	for try := 0; ; try++ {
		c, preset, err := d.dial(call, p, remote)
		if p == "udp" {
			if err != nil {
				return nil, err
			}
			return newDatagram(c, preset), nil
		}
		conn := newConn(c, preset)
		if err == nil {
			err = conn.connected(ctx, d.Limit)
		}
		self := err == nil && conn.local.String() == conn.remote.String()
		switch {
		case try < 2 && d.Local.Port() == 0 && (self || errors.Is(err, syscall.EADDRNOTAVAIL)):
			if self {
				conn.close()
			}
			continue
		case err != nil:
			return nil, err
		}
		d.Probes.set(conn)
		return conn, nil
	}
}

// dial makes a socket and begins to connect it. The bench hears of the socket
// while it is in SYN_SENT.
func (d *Dialer) dial(call *gate.Call, p string, remote netip.AddrPort) (gate.Ret, []gate.Preset, error) {
	preset, err := controlled(p, remote.String(), nil, d.Control)
	if err != nil {
		return gate.Ret{}, nil, err
	}
	role := "socket"
	if p == "tcp" {
		role = "connection"
		preset = with(preset, gate.OptNoDelay, 1) // Go's own choice, whatever Control did
	}
	q := gate.Sys{Op: gate.OpDial, Proto: p, Remote: remote.String(), Preset: preset}
	if d.Local.IsValid() {
		q.Local = d.Local.String()
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

// connected waits until the connection is made. It closes the socket if it fails.
//
// The end of ctx by its own time does not count, since that time runs on while a
// student looks: l has it, on the stack's clock.
func (c *Conn) connected(ctx context.Context, l Limit) error {
	if l.Timed {
		c.until[sending] = Now().Add(l.Left)
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
