package wire

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// dockerOptions let a container have a private network. They give it the
// device, the right to make namespaces, and the right to write the kernel's
// settings.
var dockerOptions = []string{
	"--device /dev/net/tun",
	"--security-opt seccomp=unconfined",
	"--security-opt apparmor=unconfined",
	"--security-opt systempaths=unconfined",
}

// limits are the settings by which a system forbids namespaces: their file, the
// value that forbids, and the command that permits.
var limits = []struct {
	path, forbids, remedy string
}{
	{"/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1", "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"},
	{"/proc/sys/kernel/unprivileged_userns_clone", "0", "sudo sysctl -w kernel.unprivileged_userns_clone=1"},
	{"/proc/sys/user/max_user_namespaces", "0", "sudo sysctl -w user.max_user_namespaces=15000"},
	{"/proc/sys/user/max_net_namespaces", "0", "sudo sysctl -w user.max_net_namespaces=15000"},
}

// Probe checks each thing that the private network needs, and at last makes a
// whole network. Nothing that it changes lasts.
func Probe() []Check {
	checks := []Check{probeTUN(), probeRight()}
	whole := Check{Name: "private network", Detail: "made, and gone again"}
	switch bad := firstBad(checks); {
	case bad != nil:
		whole.Detail, whole.Remedy = "not tried: the "+bad.Name+" is missing", bad.Remedy
	case !mayUnshare():
		whole.OK = true
		whole.Detail = "not tried: tcplab makes it in a user namespace"
	default:
		if n, err := NewPrivate(Settings{}); err != nil {
			whole.Detail = err.Error()
		} else if err := n.Close(); err != nil {
			whole.Detail = err.Error()
		} else {
			whole.OK = true
		}
	}
	return append(checks, whole)
}

func firstBad(checks []Check) *Check {
	for i := range checks {
		if !checks[i].OK {
			return &checks[i]
		}
	}
	return nil
}

// probeTUN opens the device and closes it.
func probeTUN() Check {
	c := Check{Name: "TUN device"}
	fd, err := unix.Open(tunPath, unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err == nil {
		unix.Close(fd)
		c.OK, c.Detail = true, tunPath+" can be opened"
		return c
	}
	c.Detail, c.Remedy = tunError(err).Error(), tunRemedy(err)
	return c
}

// tunRemedy returns the command that gives this user the device.
func tunRemedy(err error) string {
	switch {
	case errors.Is(err, unix.EACCES): // by its mode; a container's rules say EPERM
		return "sudo chmod 0666 " + tunPath
	case inContainer():
		return "docker run " + strings.Join(dockerOptions, " ")
	case errors.Is(err, fs.ErrNotExist):
		return "sudo modprobe tun; sudo mkdir -p /dev/net; sudo mknod -m 0666 " + tunPath + " c 10 200"
	}
	return "sudo modprobe tun"
}

// probeRight checks whether a network namespace can be made, either with the
// right of the superuser or in a user namespace.
func probeRight() Check {
	c := Check{Name: "right to a network namespace"}
	if mayUnshare() {
		c.OK, c.Detail = true, "this process has CAP_SYS_ADMIN"
		return c
	}
	if err := tryUserNamespace(); err != nil {
		c.Detail, c.Remedy = userError(err).Error(), userRemedy(err)
		return c
	}
	c.OK, c.Detail = true, "user namespaces are permitted"
	return c
}

// mayUnshare reports whether the calling process has the right to make network
// namespaces without a user namespace around them.
func mayUnshare() bool {
	header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var data [2]unix.CapUserData
	if err := unix.Capget(&header, &data[0]); err != nil {
		return false
	}
	return data[0].Effective&(1<<unix.CAP_SYS_ADMIN) != 0
}

// tryUserNamespace makes a process in a user namespace and a network namespace
// and has it execute a file that does not exist. If the file is what fails, the
// namespaces worked.
func tryUserNamespace() error {
	cmd := exec.Command("/proc/self/fd/none")
	cmd.SysProcAttr = userNamespace()
	cmd.SysProcAttr.Cloneflags |= unix.CLONE_NEWNET
	err := cmd.Start()
	if err == nil {
		return errors.Join(errors.New("a process that cannot exist was started"), cmd.Process.Kill(), cmd.Wait())
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// userNamespace returns the attributes of a process that starts as the
// superuser of a new user namespace.
func userNamespace() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{
		Cloneflags:  unix.CLONE_NEWUSER,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Geteuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getegid(), Size: 1}},
	}
}

// userError says why no user namespace can be had and what would help.
func userError(err error) error {
	return fmt.Errorf("this user may make no network namespace (%w): allow it with %s", cause(err), userRemedy(err))
}

// cause returns the kernel's own error behind an error, if there is one.
func cause(err error) error {
	if errno, ok := errors.AsType[unix.Errno](err); ok {
		if errno == unix.ENOSPC { // "no space left on device" misleads
			return fmt.Errorf("the limit is reached, %w", errno)
		}
		return errno
	}
	return err
}

// userRemedy returns the command that lifts the limit which forbids namespaces.
func userRemedy(err error) string {
	for _, l := range limits {
		value, err := os.ReadFile(l.path)
		if err == nil && strings.TrimSpace(string(value)) == l.forbids {
			return l.remedy
		}
	}
	switch {
	case inContainer():
		return "docker run " + strings.Join(dockerOptions, " ")
	case errors.Is(err, unix.ENOSPC):
		return "sudo sysctl -w user.max_user_namespaces=15000 user.max_net_namespaces=15000"
	}
	return "sudo tcplab"
}

// unshareError says why a thread got no network namespace, and what would help.
func unshareError(err error) error {
	if errors.Is(err, fs.ErrPermission) {
		return userError(err)
	}
	return fmt.Errorf("a network namespace cannot be made (%w): allow it with %s", cause(err), userRemedy(err))
}

// inContainer reports whether this process seems to run in a container. There
// only commands on the host help.
func inContainer() bool {
	for _, path := range []string{"/.dockerenv", "/run/.containerenv"} {
		if _, err := os.Stat(path); err == nil {
			return true
		}
	}
	return false
}
