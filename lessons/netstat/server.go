package netstat

import (
	"fmt"
	"io"
	"log"

	"tcplab/lab/net"
	"tcplab/lab/os"
)

// The server takes one client and reads until that
// one has closed.
func server() {
	// netstat -p shows this number.
	fmt.Println("the server is process", os.Getpid())

	ln, err := net.Listen("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}
	conn, err := ln.Accept()
	if err != nil {
		log.Fatal(err)
	}

	// Until Read takes them, bytes stand in Recv-Q.
	buf := make([]byte, 100)
	n, err := conn.Read(buf)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("the client said %q\n", buf[:n])

	_, err = conn.Read(buf)
	if err != io.EOF {
		log.Fatal("want io.EOF, got: ", err)
	}

	conn.Close()
	ln.Close()
}
