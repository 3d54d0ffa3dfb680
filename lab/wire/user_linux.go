package wire

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"

	"tcplab/lab/words"
)

// In the user namespace that Reexec makes an ordinary user is the superuser, and
// so would be the programs that tcplab starts there. Some of them refuse that
// (PostgreSQL), others believe that they can change users. So they run in a
// second user namespace inside the first, which maps the user's numbers back.
// As long as all of them share that one, they may look at one another, as ss -p
// does (ptrace(2), access mode checking).

// User gives programs the identity of the ordinary user who has started tcplab.
// A nil User changes nothing, because programs have that identity anyway.
type User struct {
	uid, gid int
	nsenter  string   // the path of nsenter(1), "" if it is not installed
	space    *os.File // the namespace, for nsenter; nil without it
}

// NewUser returns the User of the inner process; see Reexec. The namespace lasts
// as long as this process.
func NewUser() (*User, error) {
	u := &User{}
	for file, id := range map[string]*int{"/proc/self/uid_map": &u.uid, "/proc/self/gid_map": &u.gid} {
		text, err := os.ReadFile(file)
		if err == nil {
			var inside int
			_, err = fmt.Sscan(string(text), &inside, id)
		}
		if err != nil {
			return nil, words.Errorf("the number of this user cannot be read (%w): mount /proc",
				"读不到这个用户的编号：%w。请挂载 /proc", err)
		}
	}
	nsenter, err := exec.LookPath("nsenter")
	if err != nil {
		return u, nil
	}
	// A namespace begins with a process, but a descriptor keeps it. The process
	// has a namespace even when it has ended, until Wait is called.
	first := exec.Command(nsenter, "--version")
	first.SysProcAttr = u.namespace(nil)
	if err := first.Start(); err != nil {
		return nil, userError(err)
	}
	u.space, err = os.Open(fmt.Sprintf("/proc/%d/ns/user", first.Process.Pid))
	first.Process.Kill()
	first.Wait()
	if err != nil {
		return nil, words.Errorf("a user namespace cannot be kept (%w): mount /proc",
			"用户命名空间保不住：%w。请挂载 /proc", err)
	}
	u.nsenter = nsenter
	return u, nil
}

// namespace adds to attributes that a process starts in a new user namespace,
// as the user and without any rights over the first one.
func (u *User) namespace(attributes *syscall.SysProcAttr) *syscall.SysProcAttr {
	if attributes == nil {
		attributes = &syscall.SysProcAttr{}
	}
	attributes.Cloneflags |= unix.CLONE_NEWUSER
	attributes.UidMappings = []syscall.SysProcIDMap{{ContainerID: u.uid, HostID: 0, Size: 1}}
	attributes.GidMappings = []syscall.SysProcIDMap{{ContainerID: u.gid, HostID: 0, Size: 1}}
	return attributes
}

// Own lets cmd, which has not been started, run as the user. Without nsenter(1)
// it gets a namespace that it shares with no other program.
func (u *User) Own(cmd *exec.Cmd) {
	if u == nil || cmd.Err != nil {
		return
	}
	if u.nsenter == "" {
		cmd.SysProcAttr = u.namespace(cmd.SysProcAttr)
		return
	}
	// nsenter would print an error of its own about a program that is missing.
	if _, cmd.Err = exec.LookPath(cmd.Path); cmd.Err == nil {
		cmd.Args = append([]string{u.nsenter, "--user=" + u.Path(), "--preserve-credentials", "--", cmd.Path}, cmd.Args[1:]...)
		cmd.Path = u.nsenter
	}
}

// Close lets the namespace go, once no program is left in it.
func (u *User) Close() error {
	if u == nil || u.space == nil {
		return nil
	}
	return u.space.Close()
}

// Path returns the file that names the namespace, for nsenter(1). It is "" if
// there is no such file.
func (u *User) Path() string {
	if u == nil || u.space == nil {
		return ""
	}
	return fmt.Sprintf("/proc/%d/fd/%d", os.Getpid(), u.space.Fd())
}
