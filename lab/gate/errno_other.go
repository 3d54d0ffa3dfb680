//go:build !windows

package gate

import "syscall"

// systemErrno has nothing to add where the numbers are those of POSIX.
func systemErrno(syscall.Errno) string { return "" }
