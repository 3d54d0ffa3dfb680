//go:build unix

package net

import (
	"fmt"
	"net"
	"os"
	"syscall"
)

// canBindEarly reports whether a Dialer's Control may bind a socket.
const canBindEarly = true

// bindEarly binds a new socket to ip and a port of the kernel's choice, and
// returns the socket's address.
func bindEarly(raw syscall.RawConn, ip net.IP) (local string, err error) {
	outer := raw.Control(func(fd uintptr) {
		sa := &syscall.SockaddrInet4{}
		copy(sa.Addr[:], ip.To4())
		if err = syscall.Bind(int(fd), sa); err != nil {
			err = os.NewSyscallError("bind", err)
			return
		}
		local, err = boundTo(fd)
	})
	if outer != nil {
		return "", outer
	}
	return local, err
}

// boundTo returns the address to which a socket is bound.
func boundTo(fd uintptr) (string, error) {
	name, err := syscall.Getsockname(int(fd))
	if err != nil {
		return "", os.NewSyscallError("getsockname", err)
	}
	in4, ok := name.(*syscall.SockaddrInet4)
	if !ok {
		return "", nil
	}
	return fmt.Sprintf("%s:%d", net.IP(in4.Addr[:]), in4.Port), nil
}
