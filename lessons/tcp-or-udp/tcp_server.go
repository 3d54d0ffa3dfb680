package tcporudp

import (
	"bufio"
	"fmt"
	"log"

	"tcplab/lab/net"
)

// The TCP server prints what one client says, line by
// line, until that client has closed.
func tcpServer() {
	ln, err := net.Listen("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}
	defer ln.Close()

	conn, err := ln.Accept()
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()

	// Scan finds the lines in the stream. It ends
	// when Read says io.EOF, and at an error.
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		fmt.Println(lines.Text())
	}
	if lines.Err() != nil { // not an end, an error
		log.Fatal(lines.Err())
	}
}
