//go:build unix

package main

import (
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"
)

// The variable that names the user's shell, and what is used if it is not set.
const shellVariable, usualShell = "SHELL", "sh"

// interruptsReachAll says that only the terminal's foreground gets Ctrl-C, which is
// a shell in front of this process.
const interruptsReachAll = false

// hangUp tells a shell by SIGHUP that its terminal is gone. An interactive
// shell ignores SIGTERM, but not SIGHUP.
func hangUp(p *os.Process) error { return p.Signal(syscall.SIGHUP) }

// inBackground lets this process restore the terminal though a shell has taken
// it. It ignores SIGTTOU, which else stops a background process that changes a
// terminal's modes (tcsetattr(3)).
func inBackground() { signal.Ignore(syscall.SIGTTOU) }

// hungUp reports whether a terminal's other end is closed. Linux tells that to
// everybody who asks (poll(2)). In macOS poll watches only what was asked for, and
// POLLHUP is enough to have it watch for the end (poll_nocancel in xnu's sources).
func hungUp(tty *os.File) bool {
	set := []unix.PollFd{{Fd: int32(tty.Fd()), Events: unix.POLLHUP}}
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
		return noTerminal(err)
	}
	tty.Close()
	return nil
}
