package whytimewait

import (
	"fmt"
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
	for {
		conn, err := ln.Accept()
		if err != nil {
			log.Fatal(err)
		}
		serve(conn)
	}
}

// serve reads until the client has closed.
func serve(conn net.Conn) {
	defer conn.Close()
	buf := make([]byte, 100)
	for {
		n, err := conn.Read(buf)
		if err != nil {
			fmt.Println("the client has closed:", err)
			return
		}
		fmt.Printf("%s says %q\n",
			conn.RemoteAddr(), buf[:n])
	}
}
