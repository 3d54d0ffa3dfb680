package addressinuse

import (
	"context"
	"fmt"
	"log"
	"syscall"

	"tcplab/lab/net"
)

// The server has ended, and its port is wanted again.
func again() {
	// Go's Listen sets SO_REUSEADDR before it binds.
	// This one takes it back.
	strict := net.ListenConfig{Control: noReuse}
	ctx := context.Background()
	addr := "127.0.0.1:8001"
	ln, err := strict.Listen(ctx, "tcp", addr)
	if err == nil {
		ln.Close()
	}
	fmt.Println("without SO_REUSEADDR:", err)

	// This is Listen as it always is.
	ln, err = net.Listen("tcp", addr)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("with SO_REUSEADDR:", ln.Addr())
	conn, err := ln.Accept()
	if err != nil {
		log.Fatal(err)
	}
	conn.Close()
}

// noReuse is called between socket and bind.
func noReuse(_, _ string, c syscall.RawConn) error {
	var err error
	outer := c.Control(func(fd uintptr) {
		err = syscall.SetsockoptInt(
			int(fd), syscall.SOL_SOCKET,
			syscall.SO_REUSEADDR, 0)
	})
	if outer != nil {
		return outer
	}
	return err
}
