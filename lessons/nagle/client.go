package nagle

import (
	"log"

	"tcplab/lab/net"
)

// The client asks twice, and writes each question
// in three small pieces.
func client() {
	conn, err := net.Dial("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}

	for _, path := range []string{"/a", "/b"} {
		line := []string{"GET ", path, "\n"}
		for _, piece := range line {
			_, err = conn.Write([]byte(piece))
			if err != nil {
				log.Fatal(err)
			}
		}

		// Go begins with true: nothing is delayed.
		// Sockets of C and Python begin with false.
		err = conn.(*net.TCPConn).SetNoDelay(false)
		if err != nil {
			log.Fatal(err)
		}
	}
}
