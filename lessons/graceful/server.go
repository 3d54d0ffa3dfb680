package graceful

import (
	"fmt"
	"log"
	"sync"
	"time"

	"tcplab/lab/net"
)

// The server takes two clients. Then it is to stop.
func server() {
	ln, err := net.Listen("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}
	var conns []net.Conn
	var atWork sync.WaitGroup
	for range 2 {
		conn, err := ln.Accept()
		if err != nil {
			log.Fatal(err)
		}
		conns = append(conns, conn)
		atWork.Add(1)
		go serve(conn, &atWork)
	}

	// First: nobody new comes in.
	ln.Close()

	// Then: who is silent has one second more.
	end := time.Now().Add(time.Second)
	for _, conn := range conns {
		conn.SetReadDeadline(end)
	}

	// At last: all work is finished.
	atWork.Wait()
}

// serve answers until the client closes, or is late.
func serve(conn net.Conn, atWork *sync.WaitGroup) {
	defer atWork.Done()
	defer conn.Close()
	buf := make([]byte, 100)
	for {
		_, err := conn.Read(buf)
		if err != nil {
			fmt.Println(err)
			return
		}
		_, err = conn.Write([]byte("done"))
		if err != nil {
			fmt.Println(err)
			return
		}
	}
}
