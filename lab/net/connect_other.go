//go:build !linux

package net

import (
	"errors"
	"net"
	"syscall"
)

// canConnectEarly reports whether a Dialer's Control may connect a socket. It
// need not elsewhere than on Linux, since no other system holds packets.
const canConnectEarly = false

func connectEarly(syscall.RawConn, *net.TCPAddr) (string, error) {
	return "", errors.New("BUG: no packet is held on this system")
}
