package udpconcurrent

import (
	"log"
	"strings"

	"tcplab/lab/net"
)

// The server reads in one goroutine and answers in
// others: one socket for all clients.
func server() {
	addr, err := net.ResolveUDPAddr("udp",
		"127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}
	conn, err := net.ListenUDP("udp", addr)
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()

	buf := make([]byte, 100)
	for {
		n, client, err := conn.ReadFromUDP(buf)
		if err != nil {
			log.Fatal(err)
		}
		// A copy: the next datagram goes into buf.
		word := string(buf[:n])
		// Another goroutine answers, this one reads.
		go answer(conn, client, word)
	}
}

// answer may take its time: the loop reads on.
func answer(conn *net.UDPConn, client *net.UDPAddr,
	word string) {
	text := []byte(strings.ToUpper(word))
	_, err := conn.WriteToUDP(text, client)
	if err != nil {
		log.Print(err)
	}
}
