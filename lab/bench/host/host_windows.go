package host

import "syscall"

// apart puts a host into a process group of its own, because ^C is meant for
// tcplab.
func apart() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP}
}
