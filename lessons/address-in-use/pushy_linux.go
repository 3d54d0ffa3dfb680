package addressinuse

import (
	"context"
	"log"
	"syscall"

	"tcplab/lab/net"
	"tcplab/lab/os"
)

// SO_REUSEPORT, which package syscall does not name.
const soReusePort = 15

// This program offers to share the address that it is
// given.
func pushy() {
	lc := net.ListenConfig{Control: share}
	ctx := context.Background()
	ln, err := lc.Listen(ctx, "tcp", os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	ln.Close()
}

// share is called between socket and bind.
func share(_, _ string, c syscall.RawConn) error {
	var err error
	outer := c.Control(func(fd uintptr) {
		err = syscall.SetsockoptInt(
			int(fd), syscall.SOL_SOCKET,
			soReusePort, 1)
	})
	if outer != nil {
		return outer
	}
	return err
}
