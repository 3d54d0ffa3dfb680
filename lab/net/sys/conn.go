package sys

import (
	"io"
	"net"
	"syscall"
	"time"

	"tcplab/lab/gate"
)

// Conn is a TCP connection of the stack.
type Conn struct{ socket }

func newConn(r gate.Ret, options []gate.Preset) *Conn {
	return &Conn{newSocket("tcp", r, options)}
}

// Read reads bytes that have arrived, or have come ahead.
func (c *Conn) Read(p []byte) (int, error) {
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
func (c *Conn) Write(p []byte) (int, error) {
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

// Close closes the connection. It waits if the program has set SO_LINGER.
func (c *Conn) Close() error { return c.both("close", c.close()) }

// CloseRead ends the direction from the other end.
func (c *Conn) CloseRead() error { return c.shutdown(receiving) }

// CloseWrite ends the direction to the other end.
func (c *Conn) CloseWrite() error { return c.shutdown(sending) }

func (c *Conn) shutdown(direction int) error {
	if direction == receiving {
		c.cameAhead(nil)
	}
	return c.both("close", c.atOnce(gate.Sys{Op: gate.OpShutdown, Value: direction}))
}

// SetLinger sets SO_LINGER; any negative number switches it off.
func (c *Conn) SetLinger(sec int) error {
	return c.both("set", c.setOption(gate.OptLinger, max(sec, -1)))
}

// SetNoDelay sets TCP_NODELAY.
func (c *Conn) SetNoDelay(on bool) error {
	return c.both("set", c.setOption(gate.OptNoDelay, flag(on)))
}

// SetKeepAlive switches the probes of a silent connection on or off.
func (c *Conn) SetKeepAlive(on bool) error {
	return c.both("set", c.setOption(gate.OptKeepAlive, flag(on)))
}

func flag(on bool) int {
	if on {
		return 1
	}
	return 0
}

// SetKeepAlivePeriod sets how long a connection is silent before a probe.
func (c *Conn) SetKeepAlivePeriod(d time.Duration) error {
	return c.setProbes(net.KeepAliveConfig{Idle: d, Interval: -1, Count: -1})
}

// The values that the standard package puts in the place of 0.
const (
	keepIdle  = 15 * time.Second
	keepIntvl = 15 * time.Second
	keepCount = 9
)

// SetKeepAliveConfig switches the probes on or off and sets when they go out.
func (c *Conn) SetKeepAliveConfig(cfg net.KeepAliveConfig) error {
	if err := c.SetKeepAlive(cfg.Enable); err != nil {
		return err
	}
	return c.setProbes(cfg)
}

// setProbes sets when probes go out. A field of 0 stands for a value that the
// standard package has; one that is less leaves the option as it is.
func (c *Conn) setProbes(cfg net.KeepAliveConfig) error {
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

// SyscallConn returns the raw connection, for options that have no method.
func (c *Conn) SyscallConn() (syscall.RawConn, error) {
	return &rawConn{sock: &c.socket}, nil
}
