package udp

import (
	"fmt"
	"log"

	"tcplab/lab/net"
)

// The server answers one datagram, whoever sent it.
func server() {
	// 1. The address: IP and port.
	addr, err := net.ResolveUDPAddr("udp",
		"127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}

	// 2. A socket with that address.
	conn, err := net.ListenUDP("udp", addr)
	if err != nil {
		log.Fatal(err)
	}

	// 3. Close it when this function ends.
	defer conn.Close()

	// 4. Read: how many bytes, from whom, an error.
	buf := make([]byte, 100)
	n, client, err := conn.ReadFromUDP(buf)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%v said %q\n", client, buf[:n])

	// 5. The answer goes to whoever asked.
	answer := []byte("hi, client")
	_, err = conn.WriteToUDP(answer, client)
	if err != nil {
		log.Fatal(err)
	}
}
