package gate

import (
	"crypto/rand"
	"errors"
	"io"
	"os"

	"golang.org/x/sys/windows"
)

// newEcho makes the echo of a named pipe. Pipes of os.Pipe are not in the poller on
// Windows; this one is, because its reading end is opened for overlapped I/O. A
// socket would be in the poller, too, but it would stand in the table of sockets
// beside those of the lesson.
func newEcho() (*echo, error) {
	name := `\\.\pipe\tcplab-` + rand.Text()
	path, err := windows.UTF16PtrFromString(name)
	if err != nil {
		return nil, err
	}
	r, err := windows.CreateNamedPipe(path,
		windows.PIPE_ACCESS_INBOUND|windows.FILE_FLAG_OVERLAPPED|windows.FILE_FLAG_FIRST_PIPE_INSTANCE,
		windows.PIPE_TYPE_BYTE|windows.PIPE_REJECT_REMOTE_CLIENTS, 1, 16, 16, 0, nil)
	if err != nil {
		return nil, os.NewSyscallError("CreateNamedPipe", err)
	}
	w, err := windows.CreateFile(path, windows.GENERIC_WRITE, 0, nil, windows.OPEN_EXISTING, 0, 0)
	if err != nil {
		return nil, errors.Join(os.NewSyscallError("CreateFile", err), windows.CloseHandle(r))
	}
	return &echo{in: os.NewFile(uintptr(w), name), out: os.NewFile(uintptr(r), name), back: make(chan struct{}, 1)}, nil
}

// control returns the bench's commands. On Windows the reader waits for them in
// a system call; the settler knows the reader by its id.
func control(stdin *os.File) io.Reader { return stdin }
