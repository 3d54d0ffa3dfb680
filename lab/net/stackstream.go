package net

import (
	"io"
	"net"
	"syscall"
	"time"

	"tcplab/lab/gate"
)

// stackConn is a TCP connection of the stack.
type stackConn struct{ stackSocket }

var _ stream = (*stackConn)(nil)

func newStackConn(r gate.Ret, options []gate.Preset) *stackConn {
	return &stackConn{newStackSocket("tcp", r, options)}
}

func (c *stackConn) Read(p []byte) (int, error) {
	c.turn[receiving].Lock()
	defer c.turn[receiving].Unlock()
	if len(p) == 0 {
		return 0, c.both("read", c.isClosed())
	}
	if n, ok := c.takeAhead(p); ok {
		return n, nil
	}
	q := gate.Sys{Op: gate.OpRead, Room: min(len(p), gate.MaxData)}
	if gate.Open("Read") > 0 {
		q.Ahead = mostAside
	}
	r, err := c.wait(receiving, q)
	if err != nil {
		return 0, c.both("read", err)
	}
	if r.EOF {
		return 0, io.EOF
	}
	own := len(r.Data) - r.Ahead
	c.cameAhead(r.Data[own:])
	return copy(p, r.Data[:own]), nil
}

// Write asks for more than gate.MaxData bytes piece by piece.
func (c *stackConn) Write(p []byte) (int, error) {
	c.turn[sending].Lock()
	defer c.turn[sending].Unlock()
	if c.putAside(p) {
		return len(p), nil
	}
	for n := 0; ; {
		part := p[n:min(len(p), n+gate.MaxData)]
		r, err := c.wait(sending, gate.Sys{Op: gate.OpWrite, Data: part})
		n += r.N
		c.hasRoom(r.Room)
		switch {
		case err == nil && r.N < len(part):
			return n, c.both("write", io.ErrUnexpectedEOF)
		case err != nil || n == len(p):
			return n, c.both("write", err)
		}
	}
}

func (c *stackConn) Close() error { return c.both("close", c.close()) }

func (c *stackConn) CloseRead() error  { return c.shutdown(receiving) }
func (c *stackConn) CloseWrite() error { return c.shutdown(sending) }

func (c *stackConn) shutdown(direction int) error {
	if direction == receiving {
		c.cameAhead(nil)
	}
	return c.both("close", c.atOnce(gate.Sys{Op: gate.OpShutdown, Value: direction}))
}

func (c *stackConn) SetLinger(sec int) error {
	return c.both("set", c.setOption(gate.OptLinger, max(sec, -1)))
}

func (c *stackConn) SetNoDelay(on bool) error {
	return c.both("set", c.setOption(gate.OptNoDelay, flag(on)))
}

func (c *stackConn) SetKeepAlive(on bool) error {
	return c.both("set", c.setOption(gate.OptKeepAlive, flag(on)))
}

func flag(on bool) int {
	if on {
		return 1
	}
	return 0
}

func (c *stackConn) SetKeepAlivePeriod(d time.Duration) error {
	return c.setProbes(net.KeepAliveConfig{Idle: d, Interval: -1, Count: -1})
}

// The values that the standard package puts in the place of 0.
const (
	keepIdle  = 15 * time.Second
	keepIntvl = 15 * time.Second
	keepCount = 9
)

func (c *stackConn) SetKeepAliveConfig(cfg net.KeepAliveConfig) error {
	if err := c.SetKeepAlive(cfg.Enable); err != nil {
		return err
	}
	return c.setProbes(cfg)
}

// setProbes sets when probes go out. A field of 0 stands for a value that the
// standard package has; one that is less leaves the option as it is.
func (c *stackConn) setProbes(cfg net.KeepAliveConfig) error {
	for _, o := range []struct {
		option string
		value  int
	}{
		{gate.OptKeepIdle, milliseconds(cfg.Idle, keepIdle)},
		{gate.OptKeepIntvl, milliseconds(cfg.Interval, keepIntvl)},
		{gate.OptKeepCount, orElse(cfg.Count, keepCount)},
	} {
		if o.value < 0 {
			continue
		}
		if err := c.setOption(o.option, o.value); err != nil {
			return c.both("set", err)
		}
	}
	return nil
}

// milliseconds returns d, or instead if d is 0, in whole seconds, rounded up: Linux
// counts in seconds.
func milliseconds(d, instead time.Duration) int {
	d = orElse(d, instead)
	if d < 0 {
		return -1
	}
	return int((d+time.Second-1)/time.Second) * 1000
}

func orElse[T ~int | ~int64](v, instead T) T {
	if v == 0 {
		return instead
	}
	return v
}

func (c *stackConn) SyscallConn() (syscall.RawConn, error) {
	return &stackRaw{sock: &c.stackSocket}, nil
}
