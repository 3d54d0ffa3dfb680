//go:build !unix

package net

import (
	"errors"
	"net"
	"syscall"
)

// canBindEarly says that a socket may be bound by a Dialer's Control. On
// Windows the standard package binds it itself, after that, and a socket
// cannot be bound twice.
const canBindEarly = false

func bindEarly(syscall.RawConn, net.IP) (string, error) {
	return "", errors.New("give the Dialer a LocalAddr on this system")
}
