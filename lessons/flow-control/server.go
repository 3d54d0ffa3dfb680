package flowcontrol

import (
	"bytes"
	"fmt"
	"io"
	"log"

	"tcplab/lab/net"
)

// The server reads a little and answers at once.
// The rest of the text it means to read later.
func server() {
	ln, err := net.Listen("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}
	conn, err := ln.Accept()
	if err != nil {
		log.Fatal(err)
	}

	n, err := conn.Read(make([]byte, 20000))
	if err != nil {
		log.Fatal(err)
	}

	text := bytes.Repeat([]byte("abcdefghij"), 10000)
	_, err = conn.Write(text)
	if err != nil {
		log.Fatal(err)
	}
	rest, err := io.ReadAll(conn)
	fmt.Println("read", n+len(rest), err)
}
