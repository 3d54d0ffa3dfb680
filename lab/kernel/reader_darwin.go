package kernel

import (
	"errors"

	"golang.org/x/sys/unix"
)

// This file compiles, and follows xnu's sources. It was never tried on a Mac.

// Reader reads the table of all sockets of this machine. It knows neither timers
// nor windows.
type Reader struct{ pcbReader }

// NewReader returns a reader. It fails if the kernel does not give its table.
func NewReader() (*Reader, error) {
	r := &Reader{pcbReader{listPCBs}}
	if _, err := r.Dump(TCP); err != nil {
		return nil, err
	}
	return r, nil
}

// listPCBs reads the table of a protocol.
func listPCBs(proto string) ([]byte, error) {
	for tries := 0; ; tries++ {
		table, err := unix.SysctlRaw("net.inet." + proto + ".pcblist_n")
		// The kernel leaves room for an eighth more sockets than there were when it was
		// asked for the size.
		if !errors.Is(err, unix.ENOMEM) || tries == 4 {
			return table, err
		}
	}
}

// Stack names the kernel whose TCP this is: "Darwin 24.4.0".
func Stack() string {
	release, err := unix.Sysctl("kern.osrelease")
	if err != nil {
		return "Darwin"
	}
	return "Darwin " + release
}
