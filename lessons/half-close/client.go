package halfclose

import (
	"fmt"
	"io"
	"log"

	"tcplab/lab/net"
)

// The client sends a text, and says that it is all.
// Then it goes on reading.
func client() {
	conn, err := net.Dial("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}
	_, err = conn.Write([]byte("to be or not to be"))
	if err != nil {
		log.Fatal(err)
	}

	// CloseWrite closes one direction only.
	// It is a TCPConn's; a net.Conn need not have it.
	err = conn.(*net.TCPConn).CloseWrite()
	if err != nil {
		log.Fatal(err)
	}

	// The other direction is open: answers can come.
	buf := make([]byte, 100)
	n, err := conn.Read(buf)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("the server said %q\n", buf[:n])

	// This direction is closed: Write has to fail.
	_, err = conn.Write([]byte("one more word"))
	fmt.Println(err)

	rest, err := io.ReadAll(conn)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("the server said %q\n", rest)
	conn.Close()
}
