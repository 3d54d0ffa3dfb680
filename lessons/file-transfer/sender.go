package filetransfer

import (
	"io"
	"log"

	"tcplab/lab/net"
	"tcplab/lab/os"
)

func sender() {
	// 1. The file's path is the first argument.
	if len(os.Args) != 2 {
		log.Fatal("usage: go run sender.go FILE")
	}
	filePath := os.Args[1]
	// 2. Stat gives the name without the path.
	info, err := os.Stat(filePath)
	check(err)
	fileName := info.Name()
	// 3. Connect; close at the end.
	conn, err := net.Dial("tcp", "127.0.0.1:8001")
	check(err)
	defer conn.Close()
	// 4. Send the name.
	_, err = conn.Write([]byte(fileName))
	check(err)
	// 5. Read the answer.
	buf := make([]byte, 16)
	n, err := conn.Read(buf)
	check(err)
	// 6. If it is "ok", send the content.
	if string(buf[:n]) == "ok" {
		SendFile(filePath, conn)
	}
}

func SendFile(filePath string, conn net.Conn) {
	// 7. Open the file for reading; close at the end.
	f, err := os.Open(filePath)
	check(err)
	defer f.Close()
	// 8. Read block by block, until EOF.
	buf := make([]byte, 4096)
	for {
		n, err := f.Read(buf)
		if err == io.EOF {
			break
		}
		check(err)
		_, err = conn.Write(buf[:n]) // 9. send it
		check(err)
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
