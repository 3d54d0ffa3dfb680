package bytes

import (
	"encoding/binary"
	"log"
	"strings"

	"tcplab/lab/net"
)

// The client sends three words and one long message.
// Then it does so again, with lengths in front.
func client() {
	conn, err := net.Dial("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}

	messages := []string{"one", "two", "three"}
	long := strings.Repeat("0123456789", 300)
	messages = append(messages, long)

	// Bare: one Write for each message.
	for _, message := range messages {
		_, err = conn.Write([]byte(message))
		if err != nil {
			log.Fatal(err)
		}
	}

	// Framed: one Write for each message, too.
	for _, message := range messages {
		_, err = conn.Write(frame(message))
		if err != nil {
			log.Fatal(err)
		}
	}

	err = conn.Close()
	if err != nil {
		log.Fatal(err)
	}
}

// frame puts the length in front, in two bytes.
// The higher one is first. 65535 bytes are the most.
func frame(message string) []byte {
	n := uint16(len(message))
	framed := binary.BigEndian.AppendUint16(nil, n)
	return append(framed, message...)
}
