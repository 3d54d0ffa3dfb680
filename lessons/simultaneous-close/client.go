package simultaneousclose

import (
	"fmt"
	"log"

	"tcplab/lab/net"
)

// The client calls, and hangs up without a word.
// This one program is run twice.
func client() {
	conn, err := net.Dial("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("connected")

	// Close does not wait for the server's Close.
	err = conn.Close()
	if err != nil {
		log.Fatal(err)
	}
}
