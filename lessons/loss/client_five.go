package loss

import (
	"log"

	"tcplab/lab/net"
)

// This client sends five lines and closes.
func clientFive() {
	conn, err := net.Dial("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}

	// Each Write becomes a segment of its own.
	for _, word := range []string{
		"one", "two", "three", "four", "five",
	} {
		_, err = conn.Write([]byte(word + "\n"))
		if err != nil {
			log.Fatal(err)
		}
	}

	err = conn.Close()
	if err != nil {
		log.Fatal(err)
	}
}
