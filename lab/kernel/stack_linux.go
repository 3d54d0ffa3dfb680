package kernel

import (
	"strings"

	"golang.org/x/sys/unix"
)

// Stack says whose TCP it is: "Linux 6.18.44". What a distributor adds behind
// the number is left out.
func Stack() string {
	var u unix.Utsname
	if err := unix.Uname(&u); err != nil {
		return "Linux"
	}
	release, _, _ := strings.Cut(unix.ByteSliceToString(u.Release[:]), "-")
	return unix.ByteSliceToString(u.Sysname[:]) + " " + release
}
