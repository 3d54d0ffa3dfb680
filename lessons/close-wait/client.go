package closewait

import (
	"log"

	"tcplab/lab/net"
)

// The client looks in, and leaves.
func client() {
	conn, err := net.Dial("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}

	// It closes in good order, and then it ends.
	err = conn.Close()
	if err != nil {
		log.Fatal(err)
	}
}
