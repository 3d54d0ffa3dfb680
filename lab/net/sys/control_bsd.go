//go:build freebsd || netbsd || dragonfly

package sys

import "golang.org/x/sys/unix"

const (
	tcpKeepIdle    = unix.TCP_KEEPIDLE
	buffersDoubled = false
)

var systemOptions []spareOption
