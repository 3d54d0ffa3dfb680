package refused

import (
	"io"
	"log"

	"tcplab/lab/net"
)

// The server takes one client and ends when that one
// has closed.
func server() {
	// Until Listen returns, every client is refused.
	ln, err := net.Listen("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}

	conn, err := ln.Accept()
	if err != nil {
		log.Fatal(err)
	}

	// The client says nothing: only io.EOF comes.
	buf := make([]byte, 100)
	_, err = conn.Read(buf)
	if err != io.EOF {
		log.Fatal("want io.EOF, got: ", err)
	}
	conn.Close()

	// From here on, clients are refused again.
	ln.Close()
}
