package deadlines

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log"
	"time"

	"tcplab/lab/net"
	"tcplab/lab/os"
)

// The server wants to hear something now and then. It
// takes a message piece by piece.
func server() {
	ln, err := net.Listen("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}
	conn, err := ln.Accept()
	if err != nil {
		log.Fatal(err)
	}
	answer := "\x00\x05hello"
	patience := 600 * time.Millisecond
	for {
		conn.SetReadDeadline(time.Now().Add(patience))
		text, err := take(conn)
		fmt.Printf("%q %v\n", text, err)
		if errors.Is(err, os.ErrDeadlineExceeded) {
			continue // it may still come
		}
		if err != nil {
			answer = "\x00\x05what?"
		}
		if err != nil || text != "" {
			break
		}
	}
	conn.Write([]byte(answer[:4]))
	conn.Write([]byte(answer[4:]))
}

// take reads a length, and then as many bytes.
func take(r io.Reader) (string, error) {
	head := make([]byte, 2)
	_, err := io.ReadFull(r, head)
	if err != nil {
		return "", err
	}
	size := binary.BigEndian.Uint16(head)
	if size > 1000 {
		return "", fmt.Errorf("a length of %d?", size)
	}
	body := make([]byte, size)
	n, err := io.ReadFull(r, body)
	return string(body[:n]), err
}
