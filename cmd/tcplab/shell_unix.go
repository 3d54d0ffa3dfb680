//go:build unix

package main

import (
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"
)

// hangUp tells a shell that its terminal is gone. Unlike SIGTERM, no interactive
// shell ignores that.
func hangUp(p *os.Process) error { return p.Signal(syscall.SIGHUP) }

// inBackground lets this process put the terminal in order though a shell has
// taken it: who changes the modes of a terminal that is not theirs is stopped by
// SIGTTOU unless it is ignored (tcsetattr(3)).
func inBackground() { signal.Ignore(syscall.SIGTTOU) }

// hungUp tells whether a terminal's other end is closed.
func hungUp(tty *os.File) bool {
	set := []unix.PollFd{{Fd: int32(tty.Fd())}}
	n, err := unix.Poll(set, 0)
	return err == nil && n == 1 && set[0].Revents&unix.POLLHUP != 0
}

// comeForward makes this process the terminal's foreground again. Whoever asks
// for that from the background is stopped by SIGTTOU unless it is ignored
// (tcsetpgrp(3)).
func comeForward(tty int) {
	signal.Ignore(syscall.SIGTTOU)
	defer signal.Reset(syscall.SIGTTOU)
	unix.IoctlSetPointerInt(tty, unix.TIOCSPGRP, unix.Getpgrp())
}

// reachTerminal tells why the panel cannot have the terminal. It takes the one
// that this process belongs to, whatever its standard input is (tty(4)).
func reachTerminal() error {
	tty, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return tty.Close()
}
