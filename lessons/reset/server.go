package reset

import (
	"fmt"
	"log"

	"tcplab/lab/net"
)

// The server takes three clients, one after another.
func server() {
	ln, err := net.Listen("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}
	for range 3 {
		conn, err := ln.Accept()
		if err != nil {
			log.Fatal(err)
		}
		serve(conn)
	}
	ln.Close()
}

// serve reads 5 bytes, answers, and closes.
// It does not look whether there is more to read.
func serve(conn net.Conn) {
	defer conn.Close()

	buf := make([]byte, 5)
	_, err := conn.Read(buf)
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = conn.Write([]byte("goodbye"))
	if err != nil {
		fmt.Println(err)
	}
}
