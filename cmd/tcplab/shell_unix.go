//go:build unix

package main

import (
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"
)

// hangUp tells a shell by SIGHUP that its terminal is gone. An interactive
// shell ignores SIGTERM, but not SIGHUP.
func hangUp(p *os.Process) error { return p.Signal(syscall.SIGHUP) }

// inBackground lets this process restore the terminal though a shell has taken
// it. It ignores SIGTTOU, which else stops a background process that changes a
// terminal's modes (tcsetattr(3)).
func inBackground() { signal.Ignore(syscall.SIGTTOU) }

// hungUp reports whether a terminal's other end is closed.
func hungUp(tty *os.File) bool {
	set := []unix.PollFd{{Fd: int32(tty.Fd())}}
	n, err := unix.Poll(set, 0)
	return err == nil && n == 1 && set[0].Revents&unix.POLLHUP != 0
}

// comeForward makes this process the terminal's foreground again. SIGTTOU stops
// a background process that does so, unless it ignores the signal
// (tcsetpgrp(3)).
func comeForward(tty int) {
	signal.Ignore(syscall.SIGTTOU)
	defer signal.Reset(syscall.SIGTTOU)
	unix.IoctlSetPointerInt(tty, unix.TIOCSPGRP, unix.Getpgrp())
}

// reachTerminal returns an error if the panel cannot have the terminal. The
// panel uses the one that this process belongs to, even if its standard input
// is another (tty(4)).
func reachTerminal() error {
	tty, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return tty.Close()
}
