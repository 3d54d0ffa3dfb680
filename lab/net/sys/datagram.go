package sys

import (
	"errors"
	"net"
	"net/netip"
	"os"
	"syscall"

	"tcplab/lab/gate"
)

// Datagram is a UDP socket of the stack.
type Datagram struct{ socket }

func newDatagram(r gate.Ret, options []gate.Preset) *Datagram {
	return &Datagram{newSocket("udp", r, options)}
}

// Bind makes a UDP socket that is bound to an address. The function control sees it before
// that; it may be nil.
func Bind(at netip.AddrPort, control func(network, address string, c syscall.RawConn) error) (*Datagram, error) {
	failed := func(err error) (*Datagram, error) {
		return nil, &net.OpError{Op: "listen", Net: "udp", Addr: net.UDPAddrFromAddrPort(at), Err: err}
	}
	preset, err := controlled("udp", at.String(), nil, control)
	if err != nil {
		return failed(err)
	}
	r, err := open(gate.Sys{Op: gate.OpBind, Proto: "udp", Local: at.String(), Preset: preset})
	if err != nil {
		return failed(err)
	}
	return newDatagram(r, preset), nil
}

// Read takes the oldest datagram. It waits if there is none.
func (d *Datagram) Read(p []byte) (int, error) {
	d.turn[receiving].Lock()
	defer d.turn[receiving].Unlock()
	if len(p) == 0 {
		return 0, d.both("read", d.isClosed())
	}
	q := gate.Sys{Op: gate.OpRead, Room: min(len(p), gate.MaxData)}
	if d.remote == nil {
		q.Op = gate.OpRecvFrom // the sender's address is of no use
	}
	r, err := d.wait(receiving, q)
	if err != nil {
		return 0, d.both("read", err)
	}
	return copy(p, r.Data), nil
}

// ReadFromUDP is Read, and also returns the sender's address.
func (d *Datagram) ReadFromUDP(p []byte) (int, *net.UDPAddr, error) {
	d.turn[receiving].Lock()
	defer d.turn[receiving].Unlock()
	r, err := d.wait(receiving, gate.Sys{Op: gate.OpRecvFrom, Room: min(len(p), gate.MaxData)})
	if err != nil {
		return 0, nil, d.both("read", err)
	}
	from, _ := address("udp", r.Remote).(*net.UDPAddr)
	return copy(p, r.Data), from, nil
}

// Write sends p as one datagram to the address that the socket is connected to.
func (d *Datagram) Write(p []byte) (int, error) {
	d.turn[sending].Lock()
	defer d.turn[sending].Unlock()
	if d.remote == nil {
		err := d.isClosed()
		if err == nil {
			err = os.NewSyscallError("write", gate.Errno("EDESTADDRREQ"))
		}
		return 0, d.both("write", err)
	}
	r, err := d.wait(sending, gate.Sys{Op: gate.OpWrite, Data: datagramOf(p)})
	return r.N, d.both("write", err)
}

// datagramOf returns the bytes that cross the gate for the datagram p. One that is
// too long for the gate is too long for UDP as well, so the stack refuses its
// beginning too.
func datagramOf(p []byte) []byte { return p[:min(len(p), gate.MaxData)] }

// errMissingAddress is the standard package's error for a datagram without an
// address.
var errMissingAddress = errors.New("missing address")

// WriteToUDP sends p as one datagram to an address.
func (d *Datagram) WriteToUDP(p []byte, to *net.UDPAddr) (int, error) {
	failed := func(err error) error {
		e := &net.OpError{Op: "write", Net: "udp", Source: d.local, Err: err}
		if to != nil {
			e.Addr = to
		}
		return e
	}
	switch {
	case d.remote != nil:
		return 0, failed(net.ErrWriteToConnected)
	case to == nil:
		return 0, failed(errMissingAddress)
	}
	d.turn[sending].Lock()
	defer d.turn[sending].Unlock()
	r, err := d.wait(sending, gate.Sys{Op: gate.OpSendTo, Remote: to.String(), Data: datagramOf(p)})
	if err != nil {
		return r.N, failed(err)
	}
	return r.N, nil
}

// Close closes the socket.
func (d *Datagram) Close() error { return d.both("close", d.close()) }

// SyscallConn returns the raw socket, for options that have no method.
func (d *Datagram) SyscallConn() (syscall.RawConn, error) {
	return &rawConn{sock: &d.socket}, nil
}
