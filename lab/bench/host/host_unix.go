//go:build unix

package host

import "syscall"

// apart puts a host into a process group of its own. A signal from the
// terminal, as at ^C, goes to tcplab's group and is meant for tcplab. If a host
// died of it, that would look like an event of the lesson.
func apart() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }
