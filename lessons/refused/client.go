package refused

import (
	"fmt"
	"log"

	"tcplab/lab/net"
)

// The client calls the server once. This one program
// is run three times.
func client() {
	// Dial fails if nobody listens on that port.
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
