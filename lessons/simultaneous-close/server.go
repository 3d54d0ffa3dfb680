package simultaneousclose

import (
	"io"
	"log"

	"tcplab/lab/net"
)

// The server closes its first connection at once.
// It reads the second one to its end before.
func server() {
	ln, err := net.Listen("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}

	conn, err := ln.Accept()
	if err != nil {
		log.Fatal(err)
	}
	conn.Close()

	conn, err = ln.Accept()
	if err != nil {
		log.Fatal(err)
	}
	// io.EOF says: the client will send no more.
	_, err = conn.Read(make([]byte, 100))
	if err != io.EOF {
		log.Fatal("want io.EOF, got: ", err)
	}
	conn.Close()
	ln.Close()
}
