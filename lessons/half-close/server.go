package halfclose

import (
	"bytes"
	"fmt"
	"io"
	"log"

	"tcplab/lab/net"
)

// The server counts the words of a client's text.
// It has to know first that the text is complete.
func server() {
	ln, err := net.Listen("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}
	conn, err := ln.Accept()
	if err != nil {
		log.Fatal(err)
	}

	// ReadAll calls Read until it gives io.EOF.
	text, err := io.ReadAll(conn)
	if err != nil {
		log.Fatal(err)
	}

	// The client has closed, but only its direction.
	size := len(text)
	_, err = fmt.Fprintf(conn, "%d bytes\n", size)
	if err != nil {
		log.Fatal(err)
	}
	words := len(bytes.Fields(text))
	_, err = fmt.Fprintf(conn, "%d words\n", words)
	if err != nil {
		log.Fatal(err)
	}

	// Now the other direction is closed, too.
	conn.Close()
	ln.Close()
}
