package panel

import "golang.org/x/sys/unix"

// dropOutput drops what was written to a terminal and has not been read
// (ioctl_tty(2)).
func dropOutput(tty int) { unix.IoctlSetInt(tty, unix.TCFLSH, unix.TCOFLUSH) }
