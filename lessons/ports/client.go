package ports

import (
	"fmt"
	"log"

	"tcplab/lab/net"
)

// The client asks for more connections than its
// kernel has ports to lend.
func client() {
	one, err := net.Dial("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}
	two, err := net.Dial("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}
	_, err = net.Dial("tcp", "127.0.0.1:8001")
	fmt.Println("a third one:", err)

	// The same port, but another address.
	far, err := net.Dial("tcp", "127.0.0.2:8001")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(one.LocalAddr(), two.LocalAddr())
	fmt.Println(far.LocalAddr())

	// The second one is closed. Is its port free now?
	two.Close()
	_, err = net.Dial("tcp", "127.0.0.1:8001")
	fmt.Println("after the close:", err)
}
