//go:build !linux && !windows && !darwin

package kernel

import (
	"net/netip"
	"runtime"

	"tcplab/lab/words"
)

// errNoReader is the error of every function here.
var errNoReader = words.Errorf("sockets cannot be read on %s yet: run tcplab on Linux, or watch with netstat -an in a second terminal",
	"在 %s 上还读不了套接字：请在 Linux 上运行 tcplab，或者在第二个终端用 netstat -an 查看", runtime.GOOS)

// Reader reads nothing here.
type Reader struct{}

// NewReader always fails on this system.
func NewReader() (*Reader, error) { return nil, errNoReader }

// Lookup always fails on this system.
func (*Reader) Lookup(proto string, local, remote netip.AddrPort) (Socket, bool, error) {
	return Socket{}, false, errNoReader
}

// Hearer always fails on this system.
func (*Reader) Hearer(proto string, local, remote netip.AddrPort) (Socket, bool, error) {
	return Socket{}, false, errNoReader
}

// Bound always fails on this system.
func (*Reader) Bound(proto string, local netip.AddrPort) ([]Socket, error) { return nil, errNoReader }

// Dump always fails on this system.
func (*Reader) Dump(proto string) ([]Socket, error) { return nil, errNoReader }

// Destroy always fails on this system.
func (*Reader) Destroy(Socket) error { return errNoReader }

// Close does nothing.
func (*Reader) Close() error { return nil }

// Stack returns the name of this operating system.
func Stack() string { return runtime.GOOS }
