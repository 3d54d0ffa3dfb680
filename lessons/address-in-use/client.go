package addressinuse

import (
	"io"
	"log"

	"tcplab/lab/net"
)

// The client waits until the server closes. Then it
// closes, too.
func client() {
	conn, err := net.Dial("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}
	buf := make([]byte, 100)
	_, err = conn.Read(buf)
	if err != io.EOF {
		log.Fatal("want io.EOF, got: ", err)
	}
	conn.Close()
}
