package listen

import (
	"fmt"
	"io"
	"log"

	"tcplab/lab/net"
)

// The server listens, and takes its time before it
// calls Accept.
func server() {
	// From Listen on, the kernel takes clients in.
	ln, err := net.Listen("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}

	// Accept takes the oldest one out of the queue.
	conn, err := ln.Accept()
	if err != nil {
		log.Fatal(err)
	}

	// The bytes sent before Accept are still there.
	buf := make([]byte, 100)
	n, err := conn.Read(buf)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("got %q\n", buf[:n])

	_, err = conn.Read(buf)
	if err != io.EOF {
		log.Fatal("want io.EOF, got: ", err)
	}
	conn.Close()
	ln.Close()
}
