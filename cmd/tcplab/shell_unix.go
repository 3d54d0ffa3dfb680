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
