package whocloses

import (
	"fmt"
	"io"
	"log"

	"tcplab/lab/net"
)

// The client says hello.
// Then it reads until the server has closed.
func client() {
	conn, err := net.Dial("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}

	_, err = conn.Write([]byte("hello"))
	if err != nil {
		log.Fatal(err)
	}

	buf := make([]byte, 100)
	n, err := conn.Read(buf)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("the server said %q\n", buf[:n])

	// io.EOF says: the server will send no more.
	_, err = conn.Read(buf)
	if err != io.EOF {
		log.Fatal("want io.EOF, got: ", err)
	}
	fmt.Println("the server has closed")

	// Now this end closes, too.
	conn.Close()
}
