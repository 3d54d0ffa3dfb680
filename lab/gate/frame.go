package gate

import (
	"bufio"
	"encoding/json"
	"io"
)

// MaxData is how many bytes may follow a message or a command. A program that
// writes more has to ask more than once.
const MaxData = 1 << 20

// room is the size of the buffer from which messages and commands are read. A
// Write of io.Copy fits in it.
const room = 64 << 10

// appendFrame appends head as one line of JSON to buf, and then the bytes that
// follow it. The result is written at once, because each write(2) may wake a
// process.
func appendFrame(buf []byte, head any, data []byte) []byte {
	line, err := json.Marshal(head)
	if err != nil {
		panic("BUG: a message or a command is always JSON: " + err.Error())
	}
	return append(append(append(buf, line...), '\n'), data...)
}

// sane reports whether size bytes may follow a line. A line with another size is
// no line of this protocol.
func sane(size int) bool { return size >= 0 && size <= MaxData }

// readData reads the bytes that follow a line.
func readData(r *bufio.Reader, size int) ([]byte, error) {
	if size == 0 {
		return nil, nil
	}
	data := make([]byte, size)
	_, err := io.ReadFull(r, data)
	return data, err
}
