package wire

import (
	"os"
	"os/exec"
	"strconv"

	"golang.org/x/sys/unix"

	"tcplab/lab/process"
	"tcplab/lab/words"
)

// An ordinary user may make a network namespace only as the superuser of a user
// namespace, and a Go process, which has threads, cannot enter one. So the
// process starts itself once more inside. The two share the terminal. A pipe
// ties their lives together, because a parent-death signal would come as soon
// as the parent's thread ends.

// lifelineEnv is the environment variable that gives the inner process the
// number of its lifeline's descriptor.
const lifelineEnv = "TCPLAB_LIFELINE"

// forwarded are the signals that the outer process passes on. A key like ^C
// reaches both processes by itself, so the inner one may see it twice.
var forwarded = map[os.Signal]bool{
	unix.SIGINT: true, unix.SIGTERM: true, unix.SIGHUP: true,
	unix.SIGQUIT: true, unix.SIGUSR1: true, unix.SIGUSR2: true,
}

// Reexec makes sure that private networks can be made. If this process may make
// them already, or is the inner process itself, done is false and the caller
// goes on. Else Reexec runs the program once more, with the same arguments, in
// a user namespace. When that has ended, done is true and status is its exit
// status (128 plus the signal's number if it was killed), with which the caller
// exits. An error means that no user namespace can be had, and says what would
// help; the caller may go on without a private network.
//
// inner is the result of Lifeline. It keeps the inner process from starting
// itself again if even a user namespace does not give it the right.
func Reexec(inner bool) (status int, done bool, err error) {
	if inner || mayUnshare() {
		return 0, false, nil
	}
	line, outer, err := os.Pipe()
	if err != nil {
		return 0, false, words.Errorf("the program cannot be started again: %w", "程序不能再启动一次：%w", err)
	}
	defer outer.Close() // stays open, and is never written to, until the inner process has ended
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
		return 0, false, words.Errorf("the program was started again and lost: %w", "程序再次启动之后失去了联系：%w", err)
	}
	return status, true, nil
}

// Lifeline reports whether this is the inner process. In the inner process it
// calls end once the outer process, in which Reexec waits, is gone. end puts
// the terminal in order and ends the hosts; when it returns, this process exits
// with status 1. Lifeline must be called once, before Reexec and before any
// other process is started.
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
