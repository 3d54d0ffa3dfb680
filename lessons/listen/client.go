package listen

import (
	"log"

	"tcplab/lab/net"
)

// The client speaks as soon as it is connected. It
// cannot see whether the server has called Accept.
func client() {
	conn, err := net.Dial("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}

	// Write needs a connection, not an Accept.
	_, err = conn.Write([]byte("hello before Accept"))
	if err != nil {
		log.Fatal(err)
	}

	err = conn.Close()
	if err != nil {
		log.Fatal(err)
	}
}
