package whythree

import (
	"fmt"
	"log"

	"tcplab/lab/net"
)

// The client opens a connection and closes it. This
// one program is run twice.
func client() {
	// Dial returns when the server has answered.
	conn, err := net.Dial("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("connected")

	err = conn.Close()
	if err != nil {
		log.Fatal(err)
	}
}
