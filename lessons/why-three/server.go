package whythree

import (
	"fmt"
	"io"
	"log"

	"tcplab/lab/net"
)

// The server takes its clients one by one. It runs
// until it is killed.
func server() {
	ln, err := net.Listen("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}
	buf := make([]byte, 100)
	for {
		// Accept returns a connection that both want.
		conn, err := ln.Accept()
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println("a client is here")

		// The client says nothing: only io.EOF comes.
		_, err = conn.Read(buf)
		if err != io.EOF {
			log.Fatal("want io.EOF, got: ", err)
		}
		conn.Close()
	}
}
