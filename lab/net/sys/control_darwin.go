package sys

import "golang.org/x/sys/unix"

const (
	tcpKeepIdle    = unix.TCP_KEEPALIVE
	buffersDoubled = false
)

var systemOptions []spareOption
