package reset

import (
	"fmt"
	"io"
	"log"

	"tcplab/lab/net"
)

// The client sends a request and reads the answer.
func client() {
	conn, err := net.Dial("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()

	// These are more bytes than the server reads.
	_, err = conn.Write([]byte("hello, server"))
	if err != nil {
		log.Fatal(err)
	}

	answer, err := io.ReadAll(conn)
	fmt.Printf("the server said %q\n", answer)
	if err != nil {
		log.Fatal(err)
	}
}
