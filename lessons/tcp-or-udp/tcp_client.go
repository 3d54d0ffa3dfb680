package tcporudp

import (
	"log"

	"tcplab/lab/net"
)

// The TCP client sends eight messages. A stream has
// no edges, so each message ends with a newline.
func tcpClient() {
	conn, err := net.Dial("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()

	for _, text := range []string{
		"one", "two", "three", "four",
		"five", "six", "seven", "eight",
	} {
		_, err = conn.Write([]byte(text + "\n"))
		if err != nil {
			log.Fatal(err)
		}
	}
}
