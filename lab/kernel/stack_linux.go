package kernel

import (
	"strings"

	"golang.org/x/sys/unix"
)

// Stack names the kernel whose TCP this is: "Linux 6.18.44". It leaves out a
// distributor's suffix behind the number.
func Stack() string {
	var u unix.Utsname
	if err := unix.Uname(&u); err != nil {
		return "Linux"
	}
	release, _, _ := strings.Cut(unix.ByteSliceToString(u.Release[:]), "-")
	return unix.ByteSliceToString(u.Sysname[:]) + " " + release
}
