package concurrentserver

import (
	"fmt"
	"log"

	"tcplab/lab/net"
)

// The server takes any number of clients at a time.
// It runs until it is killed.
func server() {
	ln, err := net.Listen("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}
	for {
		conn, err := ln.Accept()
		if err != nil {
			log.Fatal(err)
		}
		// Another goroutine serves, this one accepts.
		go serve(conn)
	}
}

// serve answers one client until that one closes.
func serve(conn net.Conn) {
	defer conn.Close()
	buf := make([]byte, 100)
	for {
		n, err := conn.Read(buf)
		if err != nil {
			fmt.Println(conn.RemoteAddr(), err)
			return
		}
		name := buf[:n]
		_, err = fmt.Fprintf(conn, "hello, %s", name)
		if err != nil {
			fmt.Println(conn.RemoteAddr(), err)
			return
		}
	}
}
