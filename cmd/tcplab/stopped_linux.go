package main

import (
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// goOnIfStopped lets a child go on if it has been stopped (waitid(2),
// WSTOPPED).
func goOnIfStopped(p *os.Process) {
	var info unix.Siginfo
	err := unix.Waitid(unix.P_PID, p.Pid, &info, unix.WSTOPPED|unix.WNOHANG, nil)
	if err == nil && info.Signo == int32(syscall.SIGCHLD) {
		p.Signal(syscall.SIGCONT)
	}
}
