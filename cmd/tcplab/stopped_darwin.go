package main

import (
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// stopped is the state of a process that was stopped (SSTOP in sys/proc.h).
const stopped = 4

// goOnIfStopped lets a child go on if it has been stopped. It asks for the child's
// state as ps(1) does, because a wait would fetch its end, too. It follows xnu's
// sources and was never tried on a Mac.
func goOnIfStopped(p *os.Process) {
	info, err := unix.SysctlKinfoProc("kern.proc.pid", p.Pid)
	if err == nil && info.Proc.P_stat == stopped {
		p.Signal(syscall.SIGCONT)
	}
}
