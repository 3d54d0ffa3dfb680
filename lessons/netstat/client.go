package netstat

import (
	"fmt"
	"io"
	"log"

	"tcplab/lab/net"
	"tcplab/lab/os"
)

// The client goes slowly through the states that a
// second terminal can see.
func client() {
	// netstat -p shows this number.
	fmt.Println("the client is process", os.Getpid())

	conn, err := net.Dial("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}
	_, err = conn.Write([]byte("hello"))
	if err != nil {
		log.Fatal(err)
	}

	// CloseWrite sends the FIN. The program keeps its
	// socket, so the row stays as long as you like.
	err = conn.(*net.TCPConn).CloseWrite()
	if err != nil {
		log.Fatal(err)
	}

	buf := make([]byte, 100)
	_, err = conn.Read(buf)
	if err != io.EOF {
		log.Fatal("want io.EOF, got: ", err)
	}
	conn.Close()
}
