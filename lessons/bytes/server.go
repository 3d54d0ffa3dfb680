package bytes

import (
	"encoding/binary"
	"fmt"
	"io"
	"log"

	"tcplab/lab/net"
)

// The server first reads the bytes as they come.
// Then it reads each message by its length.
func server() {
	ln, err := net.Listen("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}
	conn, err := ln.Accept()
	if err != nil {
		log.Fatal(err)
	}

	// Bare: whatever Read gives, 1024 bytes at most.
	buf := make([]byte, 1024)
	for left := 3 + 3 + 5 + 3000; left > 0; {
		n, err := conn.Read(buf[:min(left, 1024)])
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%d bytes: %.11q\n", n, buf[:n])
		left -= n
	}

	// Framed: whole messages, up to the end.
	message, err := receive(conn)
	for ; err == nil; message, err = receive(conn) {
		fmt.Printf("message of %d bytes: %.11q\n",
			len(message), message)
	}
	fmt.Println("no more messages:", err)
	conn.Close()
	ln.Close()
}

// receive reads a length, and then that many bytes.
func receive(conn net.Conn) ([]byte, error) {
	head := make([]byte, 2)
	_, err := io.ReadFull(conn, head)
	if err != nil {
		return nil, err
	}
	n := binary.BigEndian.Uint16(head)
	message := make([]byte, n)
	_, err = io.ReadFull(conn, message)
	return message, err
}
