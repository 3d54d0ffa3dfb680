package concurrentserver

import (
	"fmt"
	"log"

	"tcplab/lab/net"
	"tcplab/lab/os"
)

// The client tells the server its name, which is its
// argument, reads the greeting, and closes.
func client() {
	if len(os.Args) < 2 {
		log.Fatal("give me a name: Ann, or Bo")
	}

	conn, err := net.Dial("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}

	_, err = conn.Write([]byte(os.Args[1]))
	if err != nil {
		log.Fatal(err)
	}

	buf := make([]byte, 100)
	n, err := conn.Read(buf)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("got %q\n", buf[:n])

	err = conn.Close()
	if err != nil {
		log.Fatal(err)
	}
}
