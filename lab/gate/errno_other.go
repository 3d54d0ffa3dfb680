//go:build !windows

package gate

import "syscall"

// systemErrno adds nothing: these systems have the error numbers of POSIX.
func systemErrno(syscall.Errno) string { return "" }
