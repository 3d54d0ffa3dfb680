package host

import (
	"syscall"

	"golang.org/x/sys/windows"
)

// apart starts a host without a console. Ctrl-C, Ctrl-Break and the end of a
// window reach every process that has the console (SetConsoleCtrlHandler), and
// are meant for tcplab. If a host died of one, that would look like an event of
// the lesson.
func apart() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{CreationFlags: windows.DETACHED_PROCESS}
}
