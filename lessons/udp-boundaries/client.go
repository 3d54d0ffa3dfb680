package udpboundaries

import (
	"fmt"
	"log"

	"tcplab/lab/net"
)

// The client sends seven datagrams to a server, and
// two more when that server has gone.
func client() {
	addr, err := net.ResolveUDPAddr("udp",
		"127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}
	conn, err := net.DialUDP("udp", nil, addr)
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()

	// Every Write is a datagram, the empty one too.
	for _, text := range []string{
		"one", "two", "three",
		"0123456789", "", "lost", "bye",
	} {
		_, err = conn.Write([]byte(text))
		if err != nil {
			log.Fatal(err)
		}
	}

	// Is anybody there?
	for range 2 {
		_, err = conn.Write([]byte("hello"))
		fmt.Println("Write says:", err)
	}
}
