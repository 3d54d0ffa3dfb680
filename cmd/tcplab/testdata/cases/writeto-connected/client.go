// A client that names the receiver of a datagram though its socket is connected.
// Go's net refuses that, and nothing is sent.
package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
)

func main() {
	to := &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 18417}
	c, err := net.DialUDP("udp", nil, to)
	if err != nil {
		fmt.Println("dial", err)
		return
	}
	defer c.Close()
	n, err := c.WriteToUDP([]byte("hello"), to) // the fault: Write is for a connected socket
	fmt.Println("WriteToUDP", n, err)
	bufio.NewReader(os.Stdin).ReadString('\n')
}
