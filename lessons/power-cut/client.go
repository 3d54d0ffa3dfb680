package powercut

import (
	"fmt"
	"log"

	"tcplab/lab/net"
)

// The client says hello, and waits for an answer.
func client() {
	conn, err := net.Dial("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()

	_, err = conn.Write([]byte("hello"))
	if err != nil {
		fmt.Println(err)
		return
	}
	buf := make([]byte, 100)
	n, err := conn.Read(buf)
	fmt.Printf("%q %v\n", buf[:n], err)
}
