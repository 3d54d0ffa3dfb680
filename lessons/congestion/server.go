package congestion

import (
	"fmt"
	"io"
	"log"

	"tcplab/lab/net"
)

// The server reads both texts, as one stream.
func server() {
	ln, err := net.Listen("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}
	conn, err := ln.Accept()
	if err != nil {
		log.Fatal(err)
	}

	text := make([]byte, 23*1448)
	n, err := io.ReadFull(conn, text)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("read:", n)
}
