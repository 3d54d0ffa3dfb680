package addressinuse

import (
	"log"

	"tcplab/lab/net"
)

// The server takes one client and closes first.
// This program is started twice.
func server() {
	// Listen asks the kernel for the port.
	ln, err := net.Listen("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}

	conn, err := ln.Accept()
	if err != nil {
		log.Fatal(err)
	}

	// The first to close gets TIME_WAIT.
	conn.Close()
	ln.Close()
}
