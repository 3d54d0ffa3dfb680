package filetransferbreaks

import (
	"fmt"
	"log"

	"tcplab/lab/net"
)

// The hasty sender does not wait for "ok".
func hasty() {
	conn, err := net.Dial("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}

	// The name, and the content right behind it.
	parts := []string{"hi.txt", "Hello!"}
	for _, part := range parts {
		_, err = conn.Write([]byte(part))
		if err != nil {
			log.Fatal(err)
		}
	}

	// The answer is read when it is too late.
	buf := make([]byte, 16)
	n, err := conn.Read(buf)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("the receiver says %q\n", buf[:n])
	conn.Close()
}
