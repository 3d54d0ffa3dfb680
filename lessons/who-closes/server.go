package whocloses

import (
	"fmt"
	"log"

	"tcplab/lab/net"
)

// The server answers one client.
// Then it is the first to close.
func server() {
	ln, err := net.Listen("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}
	conn, err := ln.Accept()
	if err != nil {
		log.Fatal(err)
	}

	buf := make([]byte, 100)
	n, err := conn.Read(buf)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("the client said %q\n", buf[:n])

	_, err = conn.Write([]byte("hi, client"))
	if err != nil {
		log.Fatal(err)
	}

	// The answer was all: close without waiting.
	err = conn.Close()
	if err != nil {
		log.Fatal(err)
	}
	ln.Close()
}
