package reset

import (
	"fmt"
	"log"

	"tcplab/lab/net"
)

// The client reads the answer and then says more,
// though the server has closed by then.
func late() {
	conn, err := net.Dial("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}
	_, err = conn.Write([]byte("hello"))
	if err != nil {
		log.Fatal(err)
	}
	buf := make([]byte, 100)
	n, err := conn.Read(buf)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("the server said %q\n", buf[:n])

	// The same call twice: what comes of each?
	_, err = conn.Write([]byte("more"))
	fmt.Println("once:", err)
	_, err = conn.Write([]byte("more"))
	fmt.Println("twice:", err)
	conn.Close()
}
