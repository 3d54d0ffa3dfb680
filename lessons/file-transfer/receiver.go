package filetransfer

import (
	"io"
	"log"

	"tcplab/lab/net"
	"tcplab/lab/os"
)

func receiver() {
	// R1. Listen; close at the end.
	ln, err := net.Listen("tcp", "127.0.0.1:8001")
	must(err)
	defer ln.Close()
	// R2. Wait for a sender; close at the end.
	conn, err := ln.Accept()
	must(err)
	defer conn.Close()
	// R3. Read the file's name.
	buf := make([]byte, 4096)
	n, err := conn.Read(buf)
	must(err)
	fileName := string(buf[:n])
	// R4. Answer "ok".
	_, err = conn.Write([]byte("ok"))
	must(err)
	// R5. Receive the content.
	RecvFile(fileName, conn)
}

func RecvFile(fileName string, conn net.Conn) {
	// R6. Create the file; close it at the end.
	f, err := os.Create(fileName)
	must(err)
	// R7. Read block by block, until EOF.
	buf := make([]byte, 4096)
	for {
		n, err := conn.Read(buf)
		if err == io.EOF {
			break
		}
		if err == nil {
			_, err = f.Write(buf[:n]) // R8. save it
		}
		if err != nil {
			os.Remove(fileName) // no half file
			log.Fatal(err)
		}
	}
	must(f.Close()) // an error: not all is saved
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
