package main

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// nobody is an ordinary user that every Linux has.
const nobody = 65534

// asNobody prepares tcplab to run as an ordinary user, with a directory of that
// user for temporary files. If the tests themselves run as an ordinary user,
// tcplab runs as the same one.
func asNobody(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	if os.Getuid() != 0 {
		cmd := exec.Command(testProgram(t), args...)
		cmd.Args[0] = "tcplab"
		cmd.Env = append(os.Environ(), "TMPDIR="+nobodys(t))
		return cmd
	}
	if info, err := os.Stat("/dev/net/tun"); err != nil || info.Mode().Perm()&0o006 != 0o006 {
		if os.Getenv("TCPLAB_MUST_PRIVATE") != "" {
			t.Fatal("ordinary users cannot open /dev/net/tun: sudo chmod 0666 /dev/net/tun")
		}
		t.Skip("ordinary users cannot open /dev/net/tun here: sudo chmod 0666 /dev/net/tun")
	}
	dir := nobodys(t)
	copied := filepath.Join(dir, "tcplab")
	in, err := os.Open(testProgram(t))
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := os.OpenFile(copied, os.O_CREATE|os.O_WRONLY, 0o755)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(out, in); err != nil {
		t.Fatal(err)
	}
	// The umask may have removed the right to execute the file.
	if err := errors.Join(out.Close(), os.Chmod(copied, 0o755)); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(copied, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "TMPDIR="+nobodys(t))
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	return cmd
}

// TestAnOrdinaryUserHoldsPackets checks that no root is needed.
func TestAnOrdinaryUserHoldsPackets(t *testing.T) {
	needPrivate(t)
	out, err := asNobody(t, "run", "connection", "--plain", "--net", "private").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "every one as expected") {
		t.Errorf("as an ordinary user: %v\n%s", err, out)
	}
}

// TestTheOuterProcessPassesOnTheStatus checks that the process outside the user
// namespace passes on output and status of the one inside.
func TestTheOuterProcessPassesOnTheStatus(t *testing.T) {
	needPrivate(t)
	cmd := asNobody(t, "run", "connection", "--plain", "--net", "private", "--record", "/no/such/place")
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState.ExitCode() != statusError || !strings.Contains(string(out), "--record") {
		t.Errorf("status %d (%v), want 1 and a word about --record:\n%s", cmd.ProcessState.ExitCode(), err, out)
	}
}

// TestKillingEitherProcessLeavesNone kills the outer process, and then, in
// another run, the inner one.
func TestKillingEitherProcessLeavesNone(t *testing.T) {
	needPrivate(t)
	for _, which := range []string{"outer", "inner"} {
		t.Run(which, func(t *testing.T) {
			cmd := asNobody(t, "run", "connection", "--net", "private")
			temp := nobodys(t)
			cmd.Env = append(cmd.Env, "TMPDIR="+temp, "XDG_RUNTIME_DIR="+nobodys(t))
			s := startCommand(t, cmd, 80, 24)
			s.await(0, "server calls Listen")
			family := children(cmd.Process.Pid)
			if len(family) < 3 {
				t.Skipf("this user needs no second process: %v", family)
			}
			victim := cmd.Process.Pid
			if which == "inner" {
				victim = family[0]
			}
			syscall.Kill(victim, syscall.SIGKILL)
			// When a session's leader ends, the other processes of the session get
			// a SIGHUP (setsid(2)), at a time of the kernel's choice.
			for end := time.Now().Add(patience); which == "outer" && alive(family[0]) && time.Now().Before(end); time.Sleep(time.Millisecond) {
				syscall.Kill(family[0], syscall.SIGHUP)
			}
			s.ended()
			awaitDeath(t, family)
			if left, _ := filepath.Glob(filepath.Join(temp, "*")); len(left) > 0 {
				t.Errorf("the hosts left their working directories: %q", left)
			}
			if !s.restored() {
				t.Error("the process that was not killed left the terminal in disorder")
			}
			modes, err := unix.IoctlGetTermios(int(s.tty.Fd()), unix.TCGETS)
			if err != nil || modes.Lflag&(unix.ECHO|unix.ICANON) != unix.ECHO|unix.ICANON {
				t.Errorf("the terminal does not echo and edit lines as it did before: %x, %v", modes.Lflag, err)
			}
		})
	}
}

// TestAnOrdinaryUserEntersTheirLab runs a command in the network of a lab that
// an ordinary user has started.
func TestAnOrdinaryUserEntersTheirLab(t *testing.T) {
	needPrivate(t)
	need(t, "nsenter", "ss")
	runtime := nobodys(t)
	lab := asNobody(t, "lab", "--flow")
	lab.Env = append(lab.Env, "XDG_RUNTIME_DIR="+runtime)
	if err := lab.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		lab.Process.Signal(syscall.SIGINT)
		lab.Wait()
	}()
	for end := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) { // the lab only writes a file when it is ready
		if files, _ := filepath.Glob(filepath.Join(runtime, "tcplab", "*.json")); len(files) == 1 {
			break
		}
		if time.Now().After(end) {
			t.Fatal("the lab never announced itself")
		}
	}
	inside := asNobody(t, "exec", "--", "ss", "-tan")
	inside.Env = append(inside.Env, "XDG_RUNTIME_DIR="+runtime)
	out, err := inside.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "State") {
		t.Errorf("exec as an ordinary user: %v\n%s", err, out)
	}
}

// nobodys makes a directory that belongs to the user of asNobody; t.TempDir
// belongs to root.
func nobodys(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp(openTemp(t), "tcplab-user-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if os.Getuid() == 0 {
		if err := os.Chown(dir, nobody, nobody); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// openTemp returns the directory for temporary files. If only root may enter
// it, openTemp returns another one that all users may enter.
func openTemp(t *testing.T) string {
	t.Helper()
	if os.Getuid() != 0 {
		return os.TempDir()
	}
	for _, place := range []string{os.TempDir(), "/tmp", "/var/tmp"} {
		if reachable(place) {
			return place
		}
	}
	t.Fatal("ordinary users reach none of the directories for temporary files: set TMPDIR to one that they reach")
	return ""
}

// reachable reports whether every user may enter a directory and all above it.
func reachable(dir string) bool {
	for {
		if info, err := os.Stat(dir); err != nil || info.Mode().Perm()&0o001 == 0 {
			return false
		}
		above := filepath.Dir(dir)
		if above == dir {
			return true
		}
		dir = above
	}
}
