package tcporudp

import (
	"fmt"
	"log"

	"tcplab/lab/net"
)

// The UDP server prints eight datagrams. It has to
// know the number: no end of file will tell it.
func udpServer() {
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

	buf := make([]byte, 1500)
	for range 8 {
		n, _, err := conn.ReadFromUDP(buf)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(string(buf[:n]))
	}
}
