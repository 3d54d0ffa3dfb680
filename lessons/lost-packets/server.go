package lostpackets

import (
	"fmt"
	"io"
	"log"

	"tcplab/lab/net"
)

// The server answers one client and waits until that
// client has closed.
func server() {
	// Listen opens the port: now clients may come.
	ln, err := net.Listen("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}

	// Accept waits for a finished connection.
	conn, err := ln.Accept()
	if err != nil {
		log.Fatal(err)
	}

	buf := make([]byte, 100)
	n, err := conn.Read(buf)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("the client said %q\n", buf[:n])

	_, err = conn.Write([]byte("hi, client"))
	if err != nil {
		log.Fatal(err)
	}

	// io.EOF says: the client will send no more.
	_, err = conn.Read(buf)
	if err != io.EOF {
		log.Fatal("want io.EOF, got: ", err)
	}
	fmt.Println("the client has closed")

	// Now this end closes, too, and then the port.
	conn.Close()
	ln.Close()
}
