package wire

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"os/exec"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

	"tcplab/lab/kernel"
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

// dockerRun returns the command that starts such a container.
func dockerRun() string { return "docker run " + strings.Join(dockerOptions, " ") }

// limits are the settings by which a system forbids namespaces: their file, the
// value that forbids, and the command that permits.
var limits = []struct {
	path, forbids, remedy string
}{
	{restrictsUserns, "1", liftsUserns}, // in a container, for outside of one lackOfProfile has more to say
	{"/proc/sys/kernel/unprivileged_userns_clone", "0", "sudo sysctl -w kernel.unprivileged_userns_clone=1"},
	{"/proc/sys/user/max_user_namespaces", "0", "sudo sysctl -w user.max_user_namespaces=15000"},
	{"/proc/sys/user/max_net_namespaces", "0", "sudo sysctl -w user.max_net_namespaces=15000"},
}

// onHost is the command that needs no private network.
const onHost = "tcplab run LESSON --net host"

// lack is something without which there is no private network here.
type lack struct {
	error // a sentence, which ends with the remedy
	Remedies
	detail string // for Probe, if the sentence would say the remedies twice; "" for the sentence
}

// lacks returns the error "PHRASE: HOW REMEDY", with the remedy for Probe.
func lacks(phrase error, how, remedy string) error {
	return lack{error: fmt.Errorf("%w: %s %s", phrase, how, remedy), Remedies: Remedies{Remedy: remedy}}
}

func (l lack) Unwrap() error { return l.error }

// Probe checks each thing that the private network needs. At last it makes a
// whole network and lets a packet cross it. Nothing that it changes lasts. inner
// is the result of Lifeline and failed the error of Reexec. In a process that
// may not make the network, and has not called Reexec, Probe does not try.
func Probe(inner bool, failed error) []Check {
	checks := []Check{probeTUN(), probeRight(inner, failed)}
	whole := Check{Name: "private network"}
	switch bad := firstBad(checks); {
	case bad != nil:
		whole.Detail, whole.Remedy = "not tried: the "+bad.Name+" is missing", bad.Remedy
	case !mayUnshare():
		whole.OK = true
		whole.Detail = "not tried: tcplab makes it in a user namespace"
	default:
		whole.tell(tryPrivate(inner), "made, a packet crossed it, and gone again")
	}
	return append(checks, whole)
}

// tell puts the result of a trial into a check. well is the detail if it went
// well.
func (c *Check) tell(err error, well string) {
	if c.OK, c.Detail = err == nil, well; err == nil {
		return
	}
	c.Detail, c.Remedy = err.Error(), onHost
	if l, ok := errors.AsType[lack](err); ok {
		c.Remedies = l.Remedies
		c.Detail = cmp.Or(l.detail, c.Detail)
	}
}

// tryPrivate makes a private network, holds a packet of it, delivers that, and
// reads its socket.
func tryPrivate(inner bool) (err error) {
	n, err := NewPrivate(Settings{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, n.Close()) }()
	if inner {
		u, err := NewUser()
		if err != nil {
			return err
		}
		defer u.Close()
	}
	if err := n.Do(n.tryPacket); err != nil {
		return fmt.Errorf("a packet does not cross the private network (%w): use --net host", err)
	}
	return nil
}

// tryPacket sends a datagram from a socket to itself. It runs on the namespace's
// thread.
func (n *Namespace) tryPacket() error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	if err := unix.Bind(fd, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		return err
	}
	name, err := unix.Getsockname(fd)
	if err != nil {
		return err
	}
	if err := unix.Sendto(fd, []byte("tcplab"), 0, name); err != nil {
		return err
	}
	raw, got := make([]byte, maxPacket), make([]byte, 64)
	length, err := n.Read(raw) // the device has the packet as soon as Sendto returns
	if err != nil {
		return err
	}
	if _, _, err := unix.Recvfrom(fd, got, 0); length == 0 || err != unix.EAGAIN {
		return errors.New("it was not held on the TUN device")
	}
	if err := n.Write(raw[:length]); err != nil {
		return err
	}
	if _, _, err := unix.Recvfrom(fd, got, 0); err != nil {
		return fmt.Errorf("it did not arrive: %w", err)
	}
	at := netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), uint16(name.(*unix.SockaddrInet4).Port))
	if _, ok, err := n.reader.Lookup(kernel.UDP, at, netip.AddrPort{}); err != nil || !ok {
		return errors.Join(err, errors.New("its socket is not in the kernel's table"))
	}
	return nil
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
	fd, err := openTUNFile()
	if err == nil {
		unix.Close(fd)
	}
	c.tell(err, tunPath+" can be opened")
	return c
}

// tunRemedy returns the command that gives this user the device.
func tunRemedy(err error) string {
	switch {
	case errors.Is(err, unix.EACCES): // by its mode; a container's rules say EPERM
		return "sudo chmod 0666 " + tunPath
	case inContainer():
		return dockerRun()
	case errors.Is(err, unix.ENOTTY):
		return "sudo rm " + tunPath + "; sudo modprobe tun; sudo mknod -m 0666 " + tunPath + " c 10 200"
	case errors.Is(err, fs.ErrNotExist):
		return "sudo modprobe tun; sudo mkdir -p /dev/net; sudo mknod -m 0666 " + tunPath + " c 10 200"
	}
	return "sudo modprobe tun"
}

// probeRight checks whether a network namespace can be made, either with the
// right of the superuser or in a user namespace.
func probeRight(inner bool, failed error) Check {
	c := Check{Name: "right to a network namespace"}
	switch {
	case inner || failed != nil:
		c.tell(failed, "user namespaces are permitted")
	case mayUnshare():
		c.tell(nil, "this process has CAP_SYS_ADMIN")
	default:
		c.tell(tryUserNamespace(), "user namespaces are permitted")
	}
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
		return lackOfProc()
	}
	return userError(err)
}

// lackOfProc returns an error if there is no proc(5) here, over which a kernel
// is set and a program finds itself.
func lackOfProc() error {
	if _, err := os.Stat("/proc/self/exe"); err != nil {
		return lacks(errors.New("there is no /proc here"), "mount it with", "sudo mount -t proc proc /proc")
	}
	return nil
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
	if missing := lackOfProc(); missing != nil {
		return missing
	}
	f := theFacts()
	phrase := fmt.Errorf("this user may make no network namespace (%w)", cause(err))
	if missing := f.lackOfProfile(phrase); missing != nil {
		return missing
	}
	return lacks(phrase, "allow it with", f.userRemedy(err))
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
func (f facts) userRemedy(err error) string {
	for _, l := range limits {
		if f.holds(l.path, l.forbids) {
			return l.remedy
		}
	}
	switch {
	case f.container:
		return dockerRun()
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
	return lacks(fmt.Errorf("a network namespace cannot be made (%w)", cause(err)), "allow it with", theFacts().userRemedy(err))
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

// refused returns the error for something that the superuser of a namespace may
// do, and that the system refuses all the same, as by a filter for system calls
// (seccomp(2)).
func refused(phrase string, err error) error {
	phrased := fmt.Errorf("%s (%w)", phrase, err)
	if inContainer() {
		return lacks(phrased, "start the container with", dockerRun())
	}
	return lacks(phrased, "start tcplab outside of this sandbox, or try", onHost)
}
