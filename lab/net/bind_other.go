//go:build !unix

package net

import (
	"errors"
	"net"
	"syscall"
)

// canBindEarly reports whether a Dialer's Control may bind a socket. On Windows
// the standard package binds it after Control, and a socket cannot be bound
// twice.
const canBindEarly = false

func bindEarly(syscall.RawConn, net.IP) (string, error) {
	return "", errors.New("give the Dialer a LocalAddr on this system")
}
