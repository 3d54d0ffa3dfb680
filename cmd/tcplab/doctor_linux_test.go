package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"tcplab/lab/labtest"
	"tcplab/lab/words"
)

// noNetlinkEnv asks this test binary, before it becomes tcplab, to forbid itself
// netlink sockets, as a sandbox does.
const noNetlinkEnv = "TCPLAB_TEST_NO_NETLINK"

func init() {
	if os.Getenv(noNetlinkEnv) == "" {
		return
	}
	os.Unsetenv(noNetlinkEnv)
	if err := forbidNetlink(); err != nil {
		panic(err)
	}
}

// forbidNetlink adds a filter to all threads of this process, and to its
// descendants, by which socket(2) fails with EPERM for AF_NETLINK (seccomp(2)).
func forbidNetlink() error {
	const number, family = 0, 16 // offsets in struct seccomp_data, the second on a little-endian machine
	filter := []unix.SockFilter{
		{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: number},
		{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, K: unix.SYS_SOCKET, Jf: 3},
		{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: family},
		{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, K: unix.AF_NETLINK, Jf: 1},
		{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ERRNO | uint32(unix.EPERM)},
		{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ALLOW},
	}
	program := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	_, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_TSYNC, uintptr(unsafe.Pointer(&program)))
	if errno != 0 {
		return errno
	}
	return nil
}

// raceWarning matches what the race detector writes on standard error if there is
// no /proc.
var raceWarning = regexp.MustCompile(`(?m)^.*(?:WARNING|Sanitizer).*$`)

// TestDoctorTriesWhatItPromises runs doctor, and a lesson, where the private
// network looks as if it could be had, and cannot. doctor must say what is
// missing and how to get it, and the lesson the same.
func TestDoctorTriesWhatItPromises(t *testing.T) {
	needPrivate(t)
	labtest.Need(t, "unshare", "mount")
	for _, c := range []struct {
		name    string
		before  string // a shell's commands in a mount namespace of the test
		network string // the network that is left
		missing string // the check that fails
		says    string
		remedy  string // one of these, by where the test runs, with a | between
	}{
		{"all is well", "true", "private", "", "", ""},
		{"read-only settings, as in a container", "mount --bind /proc/sys /proc/sys && mount -o remount,bind,ro /proc/sys",
			"host", "private network", "settings are read-only", "docker run|remount,rw /proc/sys"},
		{"a plain file in place of the device", "touch plain && chmod 666 plain && mount --bind plain /dev/net/tun",
			"host", "TUN device", "not the TUN device", "docker run|mknod"},
		{"no /proc", "mount -t tmpfs none /proc", "none", "private network", "there is no /proc", "mount -t proc"},
		{"no netlink", "export " + noNetlinkEnv + "=1", "netstack", "private network", "cannot be routed", "docker run|--net host"},
	} {
		for user, start := range map[string]func(*testing.T, ...string) *exec.Cmd{"ordinary": asNobody, "root": asRoot} {
			t.Run(c.name+", "+user, func(t *testing.T) {
				cmd := start(t)
				sandboxed := func(args ...string) (string, error) {
					// The user changes when all is mounted.
					line := []string{"unshare", "--mount", "sh", "-c", c.before + ` && exec "$@"`, "sh"}
					if os.Getuid() != 0 {
						line[1] = "-rm"
					}
					if cmd.SysProcAttr != nil {
						labtest.Need(t, "setpriv")
						line = append(line, "setpriv", "--reuid", uid(), "--regid", uid(), "--clear-groups")
					}
					line = append(line, cmd.Path)
					inside := exec.Command(line[0], append(line[1:], args...)...)
					inside.Dir, inside.Env = t.TempDir(), cmd.Env
					out, err := inside.CombinedOutput()
					return string(out), err
				}
				out, err := sandboxed("doctor", "--json")
				var r report
				// The race detector warns on standard error if there is no /proc.
				written := out[max(strings.Index(out, "{"), 0):]
				if err != nil || json.Unmarshal([]byte(written), &r) != nil {
					t.Fatalf("doctor: %v\n%s", err, out)
				}
				if r.Network != c.network {
					t.Errorf("doctor promises the network %q, want %q", r.Network, c.network)
				}
				if c.missing == "" {
					return
				}
				found := false
				for _, k := range r.Checks {
					if k.OK || !strings.Contains(k.Detail, c.says) {
						continue
					}
					for remedy := range strings.SplitSeq(c.remedy, "|") {
						found = found || strings.Contains(k.Remedy, remedy)
					}
				}
				if !found {
					t.Errorf("doctor does not say %q with the remedy %q: %+v", c.says, c.remedy, r.Checks)
				}
				for _, args := range [][]string{{"doctor"}, {"run", "connection", "--plain", "--net", "private"}} {
					out, _ := sandboxed(append(args, "--lang", "zh")...)
					if left := leftOver(raceWarning.ReplaceAllString(out, "")); len(left) > 0 {
						t.Errorf("%q in Chinese: these words are English: %q\n%s", args, left, out)
					}
				}
				out, err = sandboxed("lab", "--flow", "--lang", "en")
				if model := "tcplab run free --net netstack"; err == nil || !strings.Contains(out, c.says) || strings.Contains(out, model) != (c.network != "none") {
					t.Errorf("lab: %v, and it wrote %q; want %q, and %q if any lesson can run", err, out, c.says, model)
				}
				out, err = sandboxed("run", "connection", "--plain", "--net", "private")
				if err == nil || !strings.Contains(out, c.says) || strings.Contains(out, "doctor") {
					t.Errorf("run: %v, and it wrote %q; want %q, and no word of doctor, which has said it", err, out, c.says)
				}
			})
		}
	}
}

// TestDoctorPrintsAFileToWrite expects the whole of it, then the command, and what
// else would help at last; and a remedy that two checks share only once.
func TestDoctorPrintsAFileToWrite(t *testing.T) {
	var out strings.Builder
	same := "sudo apparmor_parser -r /etc/apparmor.d/tcplab"
	r := report{System: "Linux", Network: "host", Checks: []checked{
		{Name: "right", Detail: "no", Remedy: same, File: "/etc/apparmor.d/tcplab", Text: "profile tcplab {\n  userns,\n}\n", Otherwise: "sudo sysctl"},
		{Name: "between", OK: true, Detail: "yes"},
		{Name: "private network", Detail: "not tried", Remedy: same},
	}}
	for _, c := range r.Checks {
		r.said = append(r.said, words.Say(c.Name, c.Name))
	}
	if err := writeReport(&env{out: &out}, r); err != nil {
		t.Fatal(err)
	}
	at := -1
	for _, want := range []string{"write into /etc/apparmor.d/tcplab:\n", "profile tcplab {\n", "  userns,\n", "}\n", "then: " + same + "\n", "sudo sysctl\n", "private network"} {
		next := strings.Index(out.String(), want)
		if next <= at {
			t.Fatalf("%q is missing or too early in:\n%s", want, &out)
		}
		at = next
	}
	if n := strings.Count(out.String(), same); n != 1 {
		t.Errorf("the command is printed %d times, want once:\n%s", n, &out)
	}
}

// TestADeadLoopbackIsNamed runs a lesson on a host network whose device lo is
// down, as in a fresh network namespace.
func TestADeadLoopbackIsNamed(t *testing.T) {
	needPrivate(t)
	labtest.Need(t, "unshare")
	out, err := exec.Command("unshare", "-rn", toProgram(t), "run", "connection", "--plain", "--net", "host").CombinedOutput()
	if err == nil || !strings.Contains(string(out), "ip link set lo up") {
		t.Errorf("%v, and it wrote %q; want the command that brings lo up", err, out)
	}
}

// asRoot prepares tcplab to run as the user of this test.
func asRoot(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(toProgram(t), args...)
	cmd.Env = os.Environ()
	return cmd
}

// toProgram returns a path at which this test binary is tcplab.
func toProgram(t *testing.T) string {
	t.Helper()
	link := t.TempDir() + "/tcplab"
	if err := os.Symlink(testProgram(t), link); err != nil {
		t.Fatal(err)
	}
	return link
}
