package closewait

import (
	"fmt"
	"log"
	"slices"

	"tcplab/lab/net"
)

// The server tells its guests of each new one.
func server() {
	ln, err := net.Listen("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}
	var room []net.Conn
	for {
		conn, err := ln.Accept()
		if err != nil {
			log.Fatal(err)
		}
		room = slices.DeleteFunc(room, isGone)
		room = append(room, conn)
		go await(conn)
	}
}

// await waits until a guest leaves.
func await(conn net.Conn) {
	buf := make([]byte, 100)
	_, err := conn.Read(buf)
	// Here somebody has forgotten to close conn.
	fmt.Println("a guest has left:", err)
}

// isGone tells a guest the news, in two lines.
// It reports whether the guest proves to be gone.
func isGone(guest net.Conn) bool {
	news := []string{"news!\n", "one more\n"}
	for _, line := range news {
		_, err := guest.Write([]byte(line))
		if err != nil {
			fmt.Println(err)
			guest.Close()
			return true
		}
	}
	return false
}
