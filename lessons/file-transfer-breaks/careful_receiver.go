package filetransferbreaks

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"io"
	"log"
	"path/filepath"

	"tcplab/lab/net"
	"tcplab/lab/os"
)

// The careful receiver trusts no end and no name.
func carefulReceiver() {
	ln, err := net.Listen("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}
	for range 3 {
		conn, err := ln.Accept()
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(carefully(conn))
		conn.Close()
	}
	ln.Close()
}

// carefully receives a file and says how it went.
func carefully(conn net.Conn) string {
	head := make([]byte, 10)
	io.ReadFull(conn, head) // on an error: no name
	size := int64(binary.BigEndian.Uint64(head[2:]))
	buf := make([]byte, binary.BigEndian.Uint16(head))
	_, err := io.ReadFull(conn, buf)
	name := string(buf)
	if err != nil || filepath.Base(name) != name ||
		name[0] == '.' || !filepath.IsLocal(name) {
		return fmt.Sprintf("%q is refused", name)
	}
	conn.Write([]byte("ok"))
	f, err := os.Create("." + name + ".part")
	if err != nil {
		return err.Error()
	}
	defer os.Remove(f.Name()) // if still there
	n, err := io.CopyN(f, conn, size)
	err = cmp.Or(err, f.Close())
	if err != nil || n != size {
		return fmt.Sprint(n, " of ", size, ": ", err)
	}
	if err := os.Rename(f.Name(), name); err != nil {
		return err.Error()
	}
	conn.Write([]byte("saved"))
	return fmt.Sprintf("%q is complete", name)
}
