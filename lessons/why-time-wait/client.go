package whytimewait

import (
	"log"

	"tcplab/lab/net"
)

// The client says hello and is the first to close.
// This one program is run three times.
func client() {
	// It calls from a port that it has picked.
	here, err := net.ResolveTCPAddr("tcp",
		"127.0.0.1:7001")
	if err != nil {
		log.Fatal(err)
	}
	dialer := net.Dialer{LocalAddr: here}
	conn, err := dialer.Dial("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}

	_, err = conn.Write([]byte("hello"))
	if err != nil {
		log.Fatal(err)
	}

	// The end that closes first gets TIME_WAIT.
	err = conn.Close()
	if err != nil {
		log.Fatal(err)
	}
}
