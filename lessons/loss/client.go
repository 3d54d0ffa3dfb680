package loss

import (
	"log"

	"tcplab/lab/net"
)

// The client sends one line and closes.
func client() {
	conn, err := net.Dial("tcp", "127.0.0.2:8001")
	if err != nil {
		log.Fatal(err)
	}

	// One segment, and nothing behind it.
	_, err = conn.Write([]byte("one\n"))
	if err != nil {
		log.Fatal(err)
	}

	err = conn.Close()
	if err != nil {
		log.Fatal(err)
	}
}
