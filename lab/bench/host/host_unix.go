//go:build unix

package host

import "syscall"

// apart puts a host into a process group of its own. What a terminal sends to
// the group that it faces, as at ^C, is meant for tcplab: a host that died of it
// would be taken for an event of the lesson.
func apart() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }
