package tcporudp

import (
	"log"

	"tcplab/lab/net"
)

// The UDP client sends the same eight messages. A
// datagram has edges: nothing needs to mark them.
func udpClient() {
	conn, err := net.Dial("udp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()

	for _, text := range []string{
		"one", "two", "three", "four",
		"five", "six", "seven", "eight",
	} {
		_, err = conn.Write([]byte(text))
		if err != nil {
			log.Fatal(err)
		}
	}
}
