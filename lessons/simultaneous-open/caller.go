package simultaneousopen

import (
	"fmt"
	"log"

	"tcplab/lab/net"
	"tcplab/lab/os"
)

// A caller has a name, a port of its own, and
// somebody's port to call. It never listens.
func caller() {
	name := os.Args[1]
	from, err := net.ResolveTCPAddr("tcp", os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	to, err := net.ResolveTCPAddr("tcp", os.Args[3])
	if err != nil {
		log.Fatal(err)
	}

	// The call comes from a port that others know.
	conn, err := net.DialTCP("tcp", from, to)
	if err != nil {
		log.Fatal(err)
	}

	_, err = conn.Write([]byte("hello from " + name))
	if err != nil {
		log.Fatal(err)
	}
	buf := make([]byte, 100)
	n, err := conn.Read(buf)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("I read %q\n", buf[:n])
	conn.Close()
}
