package backlog

import (
	"fmt"
	"io"
	"log"

	"tcplab/lab/net"
)

// The server takes its clients when it has time for
// them. Until then its kernel keeps them in a queue.
func server() {
	ln, err := net.Listen("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}
	for {
		// Accept takes the oldest one off the queue.
		conn, err := ln.Accept()
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println("took", conn.RemoteAddr())
		go io.Copy(io.Discard, conn)
	}
}
