package lostpackets

import (
	"fmt"
	"log"

	"tcplab/lab/net"
)

// The client says hello, reads the answer, and is the
// first to close.
func client() {
	// Dial returns when the server has agreed.
	conn, err := net.Dial("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}

	// Write hands the bytes to the kernel.
	_, err = conn.Write([]byte("hello"))
	if err != nil {
		log.Fatal(err)
	}

	// Read waits until some bytes are there.
	buf := make([]byte, 100)
	n, err := conn.Read(buf)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("the server said %q\n", buf[:n])

	// Close says: I have nothing more to send.
	err = conn.Close()
	if err != nil {
		log.Fatal(err)
	}
}
