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
		var name syscall.Sockaddr
		if name, err = syscall.Getsockname(int(fd)); err != nil {
			err = os.NewSyscallError("getsockname", err)
			return
		}
		if in4, ok := name.(*syscall.SockaddrInet4); ok {
			local = fmt.Sprintf("%s:%d", net.IP(in4.Addr[:]), in4.Port)
		}
	})
	if outer != nil {
		return "", outer
	}
	return local, err
}
