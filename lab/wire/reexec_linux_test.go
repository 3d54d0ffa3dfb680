package wire

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// The tests of Reexec need processes that behave like tcplab. They start this
// test binary again as an ordinary user; playEnv names the part that it plays.
const playEnv = "TCPLAB_TEST_PLAY"

// nobody is an ordinary user that every Linux has.
const nobody = 65534

func init() {
	// TestMain begins on the main thread; see TestKeeperAvoidsTheMainThread.
	runtime.LockOSThread()
}

var fromMain struct {
	err error // says why no namespace could be made
	tid int
}

func TestMain(m *testing.M) {
	if play := os.Getenv(playEnv); play != "" {
		os.Exit(plays(play))
	}
	// An ordinary user's go test has the private network, too.
	if status, done, _ := Reexec(Lifeline(func() {})); done {
		os.Exit(status)
	}
	n := &Namespace{jobs: make(chan func()), ended: make(chan struct{})}
	ready := make(chan error, 1)
	n.keep(ready)
	fromMain.err, fromMain.tid = <-ready, n.tid
	n.Close()
	runtime.UnlockOSThread()
	os.Exit(m.Run())
}

// plays is the main function of such a process: Lifeline, Reexec, and then a
// play.
func plays(play string) int {
	inner := Lifeline(func() { fmt.Println("the outer process is gone") })
	if inner {
		fmt.Println("inner", os.Getuid(), os.Getpid())
	}
	if inner && play == "powerless" {
		if err := giveUpUnsharing(); err != nil {
			fmt.Println("error:", err)
			return 99
		}
	}
	status, done, err := Reexec(inner)
	if err != nil {
		fmt.Println("error:", err)
		return 99
	}
	if done {
		return status
	}
	switch play {
	case "powerless":
		fmt.Println("went on")
	case "exit":
		return 42
	case "private":
		n, err := NewPrivate(Settings{IPv6: true})
		if err == nil {
			err = errors.Join(n.NoIPv6(), n.Close())
		}
		fmt.Println("private:", err)
	case "die":
		unix.Kill(os.Getpid(), unix.SIGKILL)
	case "wait":
		signals := make(chan os.Signal, 1)
		signal.Notify(signals, unix.SIGTERM)
		fmt.Println("ready")
		fmt.Println("signal", <-signals)
		return 7
	}
	return 0
}

// giveUpUnsharing takes the right to make namespaces from the calling thread,
// as a security policy takes it from the superuser of a user namespace.
func giveUpUnsharing() error {
	header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var data [2]unix.CapUserData
	if err := unix.Capget(&header, &data[0]); err != nil {
		return err
	}
	data[0].Effective &^= 1 << unix.CAP_SYS_ADMIN
	return unix.Capset(&header, &data[0])
}

// player is such a process, for its test.
type player struct {
	*exec.Cmd
	out   *bufio.Reader
	inner int // process id of the inner one
}

// start starts a play as an ordinary user and reads the first line, which the
// inner process prints.
func start(t *testing.T, play string) *player {
	t.Helper()
	cmd := exec.Command("/proc/self/exe")
	cmd.Env = append(os.Environ(), playEnv+"="+play)
	if os.Getuid() == 0 {
		if !mayUnshare() {
			t.Skip("root without rights cannot become another user here")
		}
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Skipf("no process of an ordinary user can be started here: %v", err)
	}
	p := &player{Cmd: cmd, out: bufio.NewReader(pipe)}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	line := p.line(t)
	var uid int
	if _, err := fmt.Sscanf(line, "inner %d %d", &uid, &p.inner); err != nil {
		t.Skipf("no user namespace here: %s", line)
	}
	if uid != 0 {
		t.Errorf("the inner process has uid %d, want 0: it is the superuser of its namespace", uid)
	}
	if p.inner == cmd.Process.Pid {
		t.Errorf("there is only one process, want two: %s", line)
	}
	return p
}

func (p *player) line(t *testing.T) string {
	t.Helper()
	text, err := p.out.ReadString('\n')
	if err != nil {
		t.Fatalf("the process ended without a word: %v", err)
	}
	return strings.TrimSpace(text)
}

// rest reads until both processes are gone, since each holds the pipe open.
func (p *player) rest(t *testing.T) string {
	t.Helper()
	text, err := io.ReadAll(p.out)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// status waits for the outer process.
func (p *player) status(t *testing.T) syscall.WaitStatus {
	t.Helper()
	var exit *exec.ExitError
	if err := p.Wait(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return p.ProcessState.Sys().(syscall.WaitStatus)
}

func TestReexecPassesTheExitStatusOn(t *testing.T) {
	p := start(t, "exit")
	p.rest(t)
	if got := p.status(t).ExitStatus(); got != 42 {
		t.Errorf("exit status %d, want the inner one's 42", got)
	}
}

// TestTheInnerProcessStartsNoOther takes from the inner process the right for
// which it was started. It must go on without that right and not start itself
// again.
func TestTheInnerProcessStartsNoOther(t *testing.T) {
	p := start(t, "powerless")
	if got := p.rest(t); got != "went on\n" {
		t.Errorf("the inner process said %q, want that it went on, because a third process would have no more rights", got)
	}
	if got := p.status(t).ExitStatus(); got != 0 {
		t.Errorf("exit status %d, want the inner one's 0", got)
	}
}

func TestReexecTellsOfAKilledInnerProcess(t *testing.T) {
	p := start(t, "die")
	p.rest(t)
	if got := p.status(t).ExitStatus(); got != 128+9 {
		t.Errorf("exit status %d, want 137 as a shell gives after kill -9", got)
	}
}

func TestReexecPassesSignalsOn(t *testing.T) {
	p := start(t, "wait")
	p.line(t)
	if err := p.Process.Signal(unix.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if got := p.rest(t); got != "signal terminated\n" {
		t.Errorf("the inner process said %q, want that SIGTERM came", got)
	}
	if got := p.status(t).ExitStatus(); got != 7 {
		t.Errorf("exit status %d, want the inner one's 7", got)
	}
}

func TestKillingTheOuterProcessEndsTheInner(t *testing.T) {
	p := start(t, "wait")
	p.line(t)
	if err := p.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if got := p.rest(t); got != "the outer process is gone\n" {
		t.Errorf("the inner process said %q, want that its lifeline ended", got)
	}
}

func TestKillingTheInnerProcessEndsTheOuter(t *testing.T) {
	p := start(t, "wait")
	p.line(t)
	if err := unix.Kill(p.inner, unix.SIGKILL); err != nil {
		t.Fatal(err)
	}
	p.rest(t)
	if got := p.status(t).ExitStatus(); got != 128+9 {
		t.Errorf("exit status %d, want 137", got)
	}
}

// TestOrdinaryUser shows that an ordinary user gets a private network if
// /dev/net/tun is open to all. If it is not, the error must say so.
func TestOrdinaryUser(t *testing.T) {
	p := start(t, "private")
	got := strings.TrimPrefix(strings.TrimSpace(p.rest(t)), "private: ")
	info, err := os.Stat(tunPath)
	if err != nil {
		t.Skipf("there is no TUN device here: %v", err)
	}
	open := info.Mode().Perm()&0o006 == 0o006
	switch {
	case open && got == errKernelLacksIPv6.Error():
	case open && got != "<nil>":
		t.Errorf("%s; want a private network, with IPv6: %s is open to all", got, tunPath)
	case !open && !strings.Contains(got, "sudo chmod 0666 "+tunPath):
		t.Errorf("%s; want an error with the command that opens %s", got, tunPath)
	}
}

func TestKeeperAvoidsTheMainThread(t *testing.T) {
	if fromMain.err != nil {
		t.Skipf("no namespace here: %v", fromMain.err)
	}
	if fromMain.tid == 0 || fromMain.tid == os.Getpid() {
		t.Errorf("the keeper took thread %d of process %s, want any but the main thread", fromMain.tid, strconv.Itoa(os.Getpid()))
	}
}
