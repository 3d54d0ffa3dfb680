package udpboundaries

import (
	"fmt"
	"log"

	"tcplab/lab/net"
)

// The server takes datagrams until one says bye.
func server() {
	addr, err := net.ResolveUDPAddr("udp",
		"127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}
	conn, err := net.ListenUDP("udp", addr)
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()

	// Room enough for the first three.
	buf := make([]byte, 100)
	for range 3 {
		n, _, err := conn.ReadFromUDP(buf)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%q\n", buf[:n])
	}

	// For the fourth there is room for 4 bytes only.
	small := make([]byte, 4)
	n, _, err := conn.ReadFromUDP(small)
	fmt.Printf("%q, error: %v\n", small[:n], err)

	for string(buf[:n]) != "bye" {
		n, _, err = conn.ReadFromUDP(buf)
		fmt.Printf("%q, error: %v\n", buf[:n], err)
	}
}
