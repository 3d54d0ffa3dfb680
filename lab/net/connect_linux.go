package net

import (
	"net"
	"os"
	"syscall"
)

// canConnectEarly reports whether a Dialer's Control may connect a socket. The
// standard package connects it once more, and takes EALREADY and EISCONN for
// what they are.
const canConnectEarly = true

// connectEarly connects a new socket to an address, and returns the socket's own
// address. It does not wait for the answer.
//
// The kernel picks the port as it does for any program that only dials. A socket
// that was bound before would get a port of its own: two connections to
// different servers could not have the same one, and where no port is left,
// bind(2) has another error than connect(2).
func connectEarly(raw syscall.RawConn, to *net.TCPAddr) (local string, err error) {
	outer := raw.Control(func(fd uintptr) {
		sa := &syscall.SockaddrInet4{Port: to.Port}
		copy(sa.Addr[:], to.IP.To4())
		switch err = syscall.Connect(int(fd), sa); err {
		case nil, syscall.EINPROGRESS, syscall.EINTR:
			local, err = boundTo(fd)
		default:
			err = os.NewSyscallError("connect", err)
		}
	})
	if outer != nil {
		return "", outer
	}
	return local, err
}
