package udp

import (
	"fmt"
	"log"

	"tcplab/lab/net"
)

// The client sends one datagram and waits for one.
func client() {
	// Dial notes where to send to. It asks nobody.
	conn, err := net.Dial("udp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()

	// One Write is one datagram.
	_, err = conn.Write([]byte("hello"))
	if err != nil {
		log.Fatal(err)
	}

	// One Read is one datagram, too.
	buf := make([]byte, 100)
	n, err := conn.Read(buf)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("the server said %q\n", buf[:n])
}
