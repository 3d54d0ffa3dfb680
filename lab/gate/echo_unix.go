//go:build unix

package gate

import (
	"io"
	"os"
	"syscall"
)

// newEcho makes the echo of a pipe, which os.Pipe puts in the poller.
func newEcho() (*echo, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	return &echo{in: w, out: r, back: make(chan struct{}, 1)}, nil
}

// control returns the bench's commands. It puts the pipe in the poller, so that
// a reader that waits is parked and not in a system call.
func control(stdin *os.File) io.Reader {
	fd := stdin.Fd()
	if err := syscall.SetNonblock(int(fd), true); err != nil {
		return stdin
	}
	return os.NewFile(fd, "commands")
}
