package powercut

import (
	"fmt"
	"log"
	"time"

	"tcplab/lab/net"
)

// Both ask after one second of silence. The first
// asks nine times, 10 minutes apart; the second two
// times, a second apart.
var patient = net.KeepAliveConfig{
	Enable:   true,
	Idle:     time.Second,
	Interval: 10 * time.Minute,
	Count:    9,
}
var impatient = net.KeepAliveConfig{
	Enable:   true,
	Idle:     time.Second,
	Interval: time.Second,
	Count:    2,
}

// The server takes two clients, one after the other.
func server() {
	ln, err := net.Listen("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}
	serve(ln, patient)
	serve(ln, impatient)
	ln.Close()
}

// serve waits for what a client says.
func serve(ln net.Listener, ask net.KeepAliveConfig) {
	conn, err := ln.Accept()
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()
	conn.(*net.TCPConn).SetKeepAliveConfig(ask)

	buf := make([]byte, 100)
	n, err := conn.Read(buf)
	fmt.Printf("%q %v\n", buf[:n], err)
}
