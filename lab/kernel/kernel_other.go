//go:build !linux && !windows

package kernel

import (
	"errors"
	"net/netip"
	"runtime"
)

// errNoReader is the error of every function here.
var errNoReader = errors.New("sockets cannot be read on " + runtime.GOOS +
	" yet: run tcplab on Linux, or watch with netstat -an in a second terminal")

// Reader reads nothing here.
type Reader struct{}

// NewReader always fails on this system.
func NewReader() (*Reader, error) { return nil, errNoReader }

// Lookup always fails on this system.
func (*Reader) Lookup(proto string, local, remote netip.AddrPort) (Socket, bool, error) {
	return Socket{}, false, errNoReader
}

// Dump always fails on this system.
func (*Reader) Dump(proto string) ([]Socket, error) { return nil, errNoReader }

// Destroy always fails on this system.
func (*Reader) Destroy(Socket) error { return errNoReader }

// Close does nothing.
func (*Reader) Close() error { return nil }

// Stack returns the name of this operating system.
func Stack() string { return runtime.GOOS }

// Owners always fails on this system.
func Owners(string) (map[uint32]Owner, error) { return nil, errNoReader }
