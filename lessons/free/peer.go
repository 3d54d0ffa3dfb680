package free

import (
	"bufio"
	"fmt"
	"sync/atomic"

	"tcplab/lab/net"
	"tcplab/lab/os"
)

// Both ends run this. It does what it is told.
func peer() {
	own, _ := net.ResolveTCPAddr("tcp", os.Args[1])
	other, _ := net.ResolveTCPAddr("tcp", os.Args[2])
	var ln *net.TCPListener
	var conn atomic.Pointer[net.TCPConn]
	conn.Store(new(net.TCPConn)) // until there is one
	buf := make([]byte, 100)
	keep := func(c *net.TCPConn, err error) {
		if err != nil {
			fmt.Println(err)
			return
		}
		conn.Store(c)
	}
	// A call that may have to wait gets a goroutine.
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		var err error
		c := conn.Load()
		switch in.Text() {
		case "listen":
			ln, err = net.ListenTCP("tcp", own)
		case "accept":
			go func() { keep(ln.AcceptTCP()) }()
		case "dial":
			go func() {
				keep(net.DialTCP("tcp", own, other))
			}()
		case "write":
			_, err = c.Write([]byte("hello"))
		case "read":
			go func() { fmt.Println(c.Read(buf)) }()
		case "closewrite":
			err = c.CloseWrite()
		case "close":
			err = c.Close()
		case "reset":
			c.SetLinger(0)
			err = c.Close()
		case "unlisten":
			err = ln.Close()
		case "exit":
			return
		}
		if err != nil {
			fmt.Println(err)
		}
	}
}
