package graceful

import (
	"fmt"

	"tcplab/lab/net"
)

// The client asks for something, and waits for it.
func client() {
	conn, err := net.Dial("tcp", "127.0.0.1:8001")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer conn.Close()

	_, err = conn.Write([]byte("please"))
	if err != nil {
		fmt.Println(err)
		return
	}
	buf := make([]byte, 100)
	n, err := conn.Read(buf)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s\n", buf[:n])
}
