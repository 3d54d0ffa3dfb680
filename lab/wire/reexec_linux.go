package wire

import (
	"fmt"
	"os"
	"os/exec"
	"strconv"

	"golang.org/x/sys/unix"

	"tcplab/lab/process"
)

// An ordinary user may make a network namespace only as the superuser of a user
// namespace, and a Go process, which has threads, cannot enter one. So the
// process starts itself once more inside. The two share the terminal; a pipe
// ties their lives together, for a parent-death signal would already fire when
// the parent's thread ends.

// lifelineEnv tells the inner process which descriptor its lifeline is.
const lifelineEnv = "TCPLAB_LIFELINE"

// forwarded are the signals that the outer process passes on. A key like ^C
// reaches both processes by itself, so the inner one may see it twice.
var forwarded = map[os.Signal]bool{
	unix.SIGINT: true, unix.SIGTERM: true, unix.SIGHUP: true,
	unix.SIGQUIT: true, unix.SIGUSR1: true, unix.SIGUSR2: true,
}

// Reexec makes sure that this process may make private networks. A process
// that may already, and the inner process itself, get done == false and go on.
// Else it runs the program once more, with the same arguments, in a user
// namespace; when that has ended it returns its exit status (128 and the
// signal's number if it was killed) and done == true, and the caller exits with
// that status. An error means that no user namespace can be had, and says what
// would help; the caller may go on without a private network.
//
// inner is what Lifeline has returned. Where a user namespace does not give the
// right either, the inner process would start itself again without it.
func Reexec(inner bool) (status int, done bool, err error) {
	if inner || mayUnshare() {
		return 0, false, nil
	}
	line, outer, err := os.Pipe()
	if err != nil {
		return 0, false, fmt.Errorf("the program cannot be started again: %w", err)
	}
	defer outer.Close() // held open, and never written to, until the inner process has ended
	cmd := exec.Command("/proc/self/exe")
	cmd.Args = os.Args
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.ExtraFiles = []*os.File{line} // descriptor 3
	cmd.Env = append(os.Environ(), lifelineEnv+"=3")
	cmd.SysProcAttr = userNamespace()

	status, err = process.StandBefore(cmd, forwarded)
	line.Close()
	switch {
	case cmd.Process == nil:
		return 0, false, userError(err)
	case err != nil:
		return 0, false, fmt.Errorf("the program was started again and lost: %w", err)
	}
	return status, true, nil
}

// Lifeline tells whether this is the inner process. There it has end called if
// the process that Reexec waits in is gone: end puts the terminal in order and
// ends the hosts; when it returns this process exits with status 1. It is to be
// called once, before Reexec and before any other process is started.
func Lifeline(end func()) (inner bool) {
	fd, err := strconv.Atoi(os.Getenv(lifelineEnv))
	os.Unsetenv(lifelineEnv) // neither hosts nor a student's programs are tied to it
	if err != nil {
		return false
	}
	unix.CloseOnExec(fd)
	line := os.NewFile(uintptr(fd), "lifeline")
	go func() {
		line.Read(make([]byte, 1)) // returns when the other end is closed
		end()
		os.Exit(1)
	}()
	return true
}
