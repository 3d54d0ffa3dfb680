package udpconcurrent

import (
	"fmt"
	"log"

	"tcplab/lab/net"
	"tcplab/lab/os"
)

// Each client sends the word that it was started with
// and waits for the answer.
func client() {
	if len(os.Args) != 2 {
		log.Fatal("start me with one word")
	}
	word := os.Args[1]

	conn, err := net.Dial("udp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()

	_, err = conn.Write([]byte(word))
	if err != nil {
		log.Fatal(err)
	}

	buf := make([]byte, 100)
	n, err := conn.Read(buf)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s: %s\n", word, buf[:n])
}
