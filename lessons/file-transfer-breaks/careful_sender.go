package filetransferbreaks

import (
	"encoding/binary"
	"fmt"
	"io"
	"log"

	"tcplab/lab/net"
	"tcplab/lab/os"
)

// The careful sender tells the size first.
// It waits for "saved". Called with FILE NAME.
func carefulSender() {
	filePath, fileName := os.Args[1], os.Args[2]
	info, err := os.Stat(filePath)
	try(err)
	size := uint64(info.Size())
	conn, err := net.Dial("tcp", "127.0.0.1:8001")
	try(err)

	// How long the name is, the size, and the name.
	n := uint16(len(fileName))
	head := binary.BigEndian.AppendUint16(nil, n)
	head = binary.BigEndian.AppendUint64(head, size)
	_, err = conn.Write(append(head, fileName...))
	try(err)
	await(conn, "ok")

	f, err := os.Open(filePath)
	try(err)
	buf := make([]byte, 1024)
	sent, err := io.CopyBuffer(conn, f, buf)
	try(err)
	if uint64(sent) != size {
		log.Fatal("the file has changed meanwhile")
	}
	f.Close()
	await(conn, "saved")
	conn.Close()
}

// await reads an answer of the receiver.
func await(conn net.Conn, want string) {
	buf := make([]byte, len(want))
	_, err := io.ReadFull(conn, buf)
	if err != nil || string(buf) != want {
		fmt.Printf("no %q: %v\n", want, err)
		os.Exit(1)
	}
}

func try(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
