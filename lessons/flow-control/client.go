package flowcontrol

import (
	"bytes"
	"fmt"
	"io"
	"log"

	"tcplab/lab/net"
)

// The client writes all that it has to say.
// Then it reads the answer.
func client() {
	conn, err := net.Dial("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}

	text := bytes.Repeat([]byte("0123456789"), 10000)
	_, err = conn.Write(text)
	if err != nil {
		log.Fatal(err)
	}

	answer := make([]byte, len(text))
	n, err := io.ReadFull(conn, answer)
	fmt.Println("read", n, err)
	conn.Close()
}
