package filetransferbreaks

import (
	"fmt"
	"io"
	"log"

	"tcplab/lab/net"
	"tcplab/lab/os"
)

// The receiver keeps to file-transfer's rules.
// It takes two senders, one after the other.
func receiver() {
	ln, err := net.Listen("tcp", "127.0.0.1:8001")
	must(err)
	for range 2 {
		conn, err := ln.Accept()
		must(err)
		receive(conn)
	}
	ln.Close()
}

func receive(conn net.Conn) {
	buf := make([]byte, 4096)
	n, err := conn.Read(buf)
	must(err)
	fileName := string(buf[:n])
	_, err = conn.Write([]byte("ok"))
	must(err)

	f, err := os.Create(fileName)
	must(err)
	for {
		n, err := conn.Read(buf)
		if err == io.EOF {
			break
		}
		must(err)
		_, err = f.Write(buf[:n])
		must(err)
	}
	must(f.Close())
	conn.Close()
	fmt.Printf("%q is complete\n", fileName)
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
