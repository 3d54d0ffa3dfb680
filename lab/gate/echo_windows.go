package gate

import (
	"io"
	"net"
	"os"
)

// newEcho makes the echo of a UDP socket that sends to itself, because pipes
// are not in the poller on Windows.
func newEcho() (*echo, error) {
	c, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return nil, err
	}
	return &echo{in: toItself{c}, out: c, back: make(chan struct{}, 1)}, nil
}

type toItself struct{ *net.UDPConn }

func (s toItself) Write(p []byte) (int, error) {
	return s.WriteTo(p, s.LocalAddr())
}

// control returns the bench's commands. On Windows the reader waits for them in
// a system call; the settler knows the reader by its id.
func control(stdin *os.File) io.Reader { return stdin }
