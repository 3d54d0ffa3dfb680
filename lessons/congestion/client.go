package congestion

import (
	"bytes"
	"fmt"
	"log"

	"tcplab/lab/net"
)

// The client writes a long text, and then another.
// How fast they leave, its kernel decides.
func client() {
	conn, err := net.Dial("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}

	// On Ethernet a segment takes 1448 bytes of it.
	text := bytes.Repeat([]byte("12345678"), 181*16)
	n, err := conn.Write(text)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("written:", n)

	n, err = conn.Write(text[:7*1448])
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("written:", n)
}
