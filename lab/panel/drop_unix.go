//go:build unix && !linux

package panel

import "golang.org/x/sys/unix"

// dropOutput drops what was written to a terminal and has not been read (tty(4)).
func dropOutput(tty int) {
	const written = 2 // FWRITE of <sys/fcntl.h>
	unix.IoctlSetPointerInt(tty, unix.TIOCFLUSH, written)
}
