package reset

import (
	"log"

	"tcplab/lab/net"
)

// The client connects, and ends it abruptly.
func abort() {
	conn, err := net.Dial("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}

	// 0 means: do not linger. Close sends no FIN now.
	err = conn.(*net.TCPConn).SetLinger(0)
	if err != nil {
		log.Fatal(err)
	}
	err = conn.Close()
	if err != nil {
		log.Fatal(err)
	}
}
