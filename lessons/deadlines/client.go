package deadlines

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"log"
	"time"

	"tcplab/lab/net"
	"tcplab/lab/os"
)

// The client gives a sign of life, and then a message
// in two pieces. It takes a message when it is whole.
func client() {
	conn, err := net.Dial("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}
	in := bufio.NewReader(conn)

	// Nothing to say: listen a while, then say so.
	pause := 200 * time.Millisecond
	conn.SetReadDeadline(time.Now().Add(pause))
	_, err = receive(in)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		conn.Write([]byte("\x00\x00"))
	}

	message := []byte("\x00\x0bhello world")
	conn.Write(message[:11])
	conn.Write(message[11:])

	var text string
	for text == "" {
		conn.SetReadDeadline(time.Now().Add(pause))
		text, err = receive(in)
		fmt.Printf("%q %v\n", text, err)
	}
}

// receive looks at a message, and takes it if it is
// whole.
func receive(in *bufio.Reader) (string, error) {
	head, err := in.Peek(2)
	if err != nil {
		return "", err
	}
	size := 2 + int(binary.BigEndian.Uint16(head))
	whole, err := in.Peek(size)
	if err != nil {
		return "", err
	}
	in.Discard(size)
	return string(whole[2:]), nil
}
