package filetransferbreaks

import (
	"io"
	"log"
	"path/filepath"

	"tcplab/lab/net"
	"tcplab/lab/os"
)

// The sender keeps to file-transfer's rules:
// the name, "ok", the content, the end.
func sender() {
	filePath := os.Args[1]
	conn, err := net.Dial("tcp", "127.0.0.1:8001")
	check(err)

	fileName := filepath.Base(filePath)
	_, err = conn.Write([]byte(fileName))
	check(err)
	buf := make([]byte, 1024)
	n, err := conn.Read(buf)
	check(err)
	if string(buf[:n]) != "ok" {
		log.Fatal("the receiver does not want it")
	}

	f, err := os.Open(filePath)
	check(err)
	for {
		n, err := f.Read(buf)
		if err == io.EOF {
			break
		}
		check(err)
		_, err = conn.Write(buf[:n])
		check(err)
	}
	f.Close()
	conn.Close()
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
