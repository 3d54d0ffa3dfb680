package ports

import (
	"io"
	"log"

	"tcplab/lab/net"
	"tcplab/lab/os"
)

// One server is at 127.0.0.1, the other at 127.0.0.2.
// Both have port 8001.
func server() {
	addr := net.JoinHostPort(os.Args[1], "8001")
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		log.Fatal(err)
	}

	for {
		conn, err := ln.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go serve(conn)
	}
}

// serve waits until the client closes.
func serve(conn net.Conn) {
	io.Copy(io.Discard, conn)
	conn.Close()
}
