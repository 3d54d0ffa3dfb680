package closewait

import (
	"fmt"
	"log"

	"tcplab/lab/net"
)

// The second client stays, and reads the news.
func guest() {
	conn, err := net.Dial("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()

	buf := make([]byte, 100)
	n, err := conn.Read(buf)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s", buf[:n])
}
