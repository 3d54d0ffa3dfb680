package backlog

import (
	"fmt"
	"log"

	"tcplab/lab/net"
)

// The client connects, and then waits for the server
// to say something. Six of these are started.
func client() {
	conn, err := net.Dial("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("connected")

	buf := make([]byte, 100)
	_, err = conn.Read(buf)
	fmt.Println(err)
}
