package filetransfer

import (
	"io"
	"log"

	"tcplab/lab/net"
	"tcplab/lab/os"
)

func sender() {
	// S1. The file's path is the first argument.
	if len(os.Args) != 2 {
		log.Fatal("usage: go run sender.go FILE")
	}
	filePath := os.Args[1]
	// S2. Stat gives the name without the path.
	info, err := os.Stat(filePath)
	check(err)
	fileName := info.Name()
	// S3. Connect; close at the end.
	conn, err := net.Dial("tcp", "127.0.0.1:8001")
	check(err)
	defer conn.Close()
	// S4. Send the name.
	_, err = conn.Write([]byte(fileName))
	check(err)
	// S5. Read the answer.
	buf := make([]byte, 16)
	n, err := conn.Read(buf)
	check(err)
	// S6. If it is "ok", send the content.
	if string(buf[:n]) == "ok" {
		SendFile(filePath, conn)
	}
}

func SendFile(filePath string, conn net.Conn) {
	// S7. Open it for reading; close at the end.
	f, err := os.Open(filePath)
	check(err)
	defer f.Close()
	// S8. Read block by block, until EOF.
	buf := make([]byte, 4096)
	for {
		n, err := f.Read(buf)
		if err == io.EOF {
			break
		}
		check(err)
		_, err = conn.Write(buf[:n]) // S9. send it
		check(err)
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
