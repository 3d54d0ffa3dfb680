package loss

import (
	"bufio"
	"fmt"
	"log"

	"tcplab/lab/net"
)

// The server has two addresses and takes a client at
// each, one after the other.
func server() {
	first, err := net.Listen("tcp", "127.0.0.2:8001")
	if err != nil {
		log.Fatal(err)
	}
	second, err := net.Listen("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}
	serve(first)
	serve(second)
}

// serve prints the lines of one client.
func serve(ln net.Listener) {
	conn, err := ln.Accept()
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		fmt.Println(lines.Text())
	}
}
