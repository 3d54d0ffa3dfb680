//go:build unix

package panel

import (
	"bytes"

	"golang.org/x/sys/unix"
)

// mostAhead is more than what a terminal keeps for a program that does not read.
const mostAhead = 1 << 20

// dropAhead reads and drops what has been typed, and reports whether a key that
// leaves was among it. It must be called while the terminal's modes are still the
// panel's.
//
// A key that only reaches the terminal once its modes are the usual ones again
// does there what the terminal does with it. At Ctrl-Z, Ctrl-C and Ctrl-\ it drops
// all output that nobody has read yet (termios(3), NOFLSH), and so the last words,
// which leave the alternate screen. And other keys, which were meant for the
// panel, would go to the shell.
func dropAhead() (leaves bool) {
	tty, err := unix.Open("/dev/tty", unix.O_RDONLY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return false
	}
	defer unix.Close(tty)
	// A background process that reads is stopped (SIGTTIN), and what is typed is
	// not for it.
	if front, err := unix.IoctlGetInt(tty, unix.TIOCGPGRP); err != nil || front != unix.Getpgrp() {
		return false
	}
	chunk := make([]byte, 4096)
	for read := 0; read < mostAhead; {
		n, err := unix.Read(tty, chunk)
		if err == unix.EINTR {
			continue
		}
		if err != nil || n <= 0 {
			break
		}
		leaves = leaves || bytes.IndexByte(chunk[:n], ctrlC) >= 0 || bytes.IndexByte(chunk[:n], ctrlBackslash) >= 0
		read += n
	}
	return leaves
}
