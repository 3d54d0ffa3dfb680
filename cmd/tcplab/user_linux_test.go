package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"tcplab/lab/labtest"
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

// userLab is a lab that an ordinary user has started, and whose packets flow.
type userLab struct {
	t       *testing.T
	runtime string // the user's XDG_RUNTIME_DIR
	running        // how the lab has announced itself

	mu  sync.Mutex
	out bytes.Buffer
}

// Write takes in what the lab writes.
func (l *userLab) Write(text []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.out.Write(text)
}

// written returns what the lab has written up to now.
func (l *userLab) written() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.out.String()
}

// groups are further groups of the user of asNobody.
var groups = []uint32{4, 5}

// startUserLab starts a lab, and ends it at the end of the test.
func startUserLab(t *testing.T) *userLab {
	t.Helper()
	needPrivate(t)
	labtest.Need(t, "nsenter")
	l := &userLab{t: t, runtime: nobodys(t)}
	lab := asNobody(t, "lab", "--flow", "--json")
	lab.Env = append(lab.Env, "XDG_RUNTIME_DIR="+l.runtime)
	lab.Stdout = l
	if err := lab.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		lab.Process.Signal(syscall.SIGINT)
		lab.Wait()
	})
	for end := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) { // the lab only writes a file when it is ready
		if files, _ := filepath.Glob(filepath.Join(l.runtime, "tcplab", "*.json")); len(files) == 1 {
			text, err := os.ReadFile(files[0])
			if err == nil {
				err = json.Unmarshal(text, &l.running)
			}
			if err != nil {
				t.Fatal(err)
			}
			return l
		}
		if time.Now().After(end) {
			t.Fatal("the lab never announced itself")
		}
	}
}

// exec prepares a command of the same user in the lab.
func (l *userLab) exec(args ...string) *exec.Cmd {
	l.t.Helper()
	cmd := asNobody(l.t, append([]string{"exec"}, args...)...)
	cmd.Env = append(cmd.Env, "XDG_RUNTIME_DIR="+l.runtime, "TCPLAB="+cmd.Path)
	if c := cmd.SysProcAttr; c != nil {
		c.Credential.Groups = groups
	}
	return cmd
}

// uid returns the number of the user of asNobody.
func uid() string {
	if os.Getuid() == 0 {
		return strconv.Itoa(nobody)
	}
	return strconv.Itoa(os.Getuid())
}

// TestAProgramInTheLabIsItsUsers runs commands in the network of a lab that an
// ordinary user has started. They are that user's, as they are outside.
func TestAProgramInTheLabIsItsUsers(t *testing.T) {
	lab := startUserLab(t)
	labtest.Need(t, "ss", "python3")
	for _, c := range []struct {
		args []string
		want string
		why  string
	}{
		{[]string{"--", "ss", "-tan"}, "State", "a command runs"},
		{[]string{"--", "id", "-u"}, uid() + "\n", "PostgreSQL and others refuse to be run by root"},
		{[]string{"--", "sh", "-c", "echo x > made; stat -c 'belongs to %u' made"}, "belongs to " + uid() + "\n", "so does a file"},
		{[]string{"--", "readlink", "/proc/self/ns/net"}, lab.Inode + "\n", "it is in the lab's network"},
		{[]string{"--", "grep", "CapEff", "/proc/self/status"}, "0000000000000000", "the user has no rights that they lack outside"},
		{[]string{"--", "python3", "-c", "import socket; s = socket.socket(); s.bind(('127.0.0.1', 80)); print('port 80')"}, "port 80",
			"ports below 1024 are open, for HTTP has its number"},
		{[]string{"--", "python3", "-c", "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_ICMP); print('can ping')"}, "can ping",
			"ping needs no rights on most systems"},
		{[]string{"--", "sh", "-c", "exec $TCPLAB exec -- id -u"}, uid() + "\n", "a shell in the lab is in it already"},
		{[]string{"--root", "--", "id", "-u"}, "0\n", "--root gives the rights of root, and its number"},
		{[]string{"--root", "--", "ss", "-K", "dport", "=", ":9"}, "State", "root may destroy sockets"},
	} {
		if out, err := lab.exec(c.args...).CombinedOutput(); err != nil || !strings.Contains(string(out), c.want) {
			t.Errorf("exec %q: %v, and it wrote %q; want %q: %s", c.args, err, out, c.want, c.why)
		}
	}
	for _, c := range []struct{ args, want []string }{
		{[]string{"--", "no-such-program"}, []string{"tcplab: no-such-program cannot be run", "check its name"}},
		{[]string{"--", "sh", "-c", "exec $TCPLAB exec --root -- id"}, []string{"tcplab: ", "run tcplab exec --root in another terminal"}},
	} {
		out, err := lab.exec(c.args...).CombinedOutput()
		if err == nil || strings.Contains(string(out), "nsenter") {
			t.Errorf("exec %q: %v, and it wrote %q; want an error of tcplab's own", c.args, err, out)
		}
		for _, want := range c.want {
			if !strings.Contains(string(out), want) {
				t.Errorf("exec %q wrote %q, want %q", c.args, out, want)
			}
		}
	}
}

// TestAUsersGroupsGoAlong wants that a command in the lab reads what only a
// further group of its user may read.
func TestAUsersGroupsGoAlong(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can give a file to any group")
	}
	lab := startUserLab(t)
	file := filepath.Join(nobodys(t), "shared")
	if err := errors.Join(os.WriteFile(file, []byte("for the group"), 0o600), os.Chown(file, 0, int(groups[0])), os.Chmod(file, 0o640)); err != nil {
		t.Fatal(err)
	}
	if out, err := lab.exec("--", "cat", file).CombinedOutput(); string(out) != "for the group" {
		t.Errorf("%v, and it wrote %q", err, out)
	}
}

// TestProgramsOfALabSeeEachOther wants that the programs of one user are named
// to each other, as by ss -p, and on the panel, with the calls in which they wait.
func TestProgramsOfALabSeeEachOther(t *testing.T) {
	lab := startUserLab(t)
	labtest.Need(t, "ss", "python3")
	server := lab.exec("--", "python3", "-c", `import socket
s = socket.create_server(("127.0.0.1", 80))
print("listening", flush=True)
c = s.accept()[0]
while c.recv(1): pass
`)
	server.Stderr = os.Stderr
	pipe, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(pipe).ReadString('\n'); line != "listening\n" {
		t.Fatalf("the server wrote %q (%v)", line, err)
	}
	if out, err := lab.exec("--", "ss", "-tlnp").CombinedOutput(); !strings.Contains(string(out), `"python3"`) {
		t.Errorf("ss -p as the same user (%v) does not name the program:\n%s", err, out)
	}
	client := lab.exec("--", "python3", "-c", `import socket, time
s = socket.create_connection(("127.0.0.1", 80))
while True:
    s.send(b"x") # makes a step
    time.sleep(0.1)
`)
	if err := client.Start(); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		text := lab.written()
		if strings.Count(text, `"program":"python3 (`) >= 2 && strings.Contains(text, `"name":"recvfrom","status":"running","socket":`) {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("the lab does not tell whose sockets they are, and that the server waits at its own:\n%s", text)
		}
	}
	family := append(children(server.Process.Pid), children(client.Process.Pid)...)
	for _, program := range []*exec.Cmd{server, client} {
		program.Process.Signal(syscall.SIGTERM)
		program.Wait()
	}
	awaitDeath(t, family)
}

// TestAShellInAUsersLab opens a shell in a lesson of an ordinary user. The
// shell is that user's, it sees which program is the server, and it ends with
// tcplab.
func TestAShellInAUsersLab(t *testing.T) {
	needPrivate(t)
	labtest.Need(t, "nsenter", "ss")
	cmd := asNobody(t, "run", "connection", "--net", "private")
	cmd.Env = append(cmd.Env, "SHELL=sh", "ENV=")
	s := startCommand(t, cmd, 80, 24)
	s.await(0, "server calls Listen")
	from := s.mark()
	s.press("n")
	s.await(from, "Accept")
	s.enterShell()
	from = s.mark()
	s.press("echo I am user $(id -u), $(ss -tlnp | grep -c users:) named\r")
	s.await(from, "I am user "+uid()+", 1 named")
	family := append(children(cmd.Process.Pid), cmd.Process.Pid)
	cmd.Process.Signal(syscall.SIGTERM)
	if code := s.ended(); code != statusError || !s.restored() {
		t.Errorf("it ended with status %d, terminal restored: %v; want %d and true", code, s.restored(), statusError)
	}
	awaitDeath(t, family)
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
