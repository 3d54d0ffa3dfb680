//go:build unix

package main

import (
	"bytes"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/term"

	"tcplab/lab"
	"tcplab/lab/labtest"
)

// session is tcplab in a terminal of its own.
type session struct {
	t     testing.TB
	cmd   *exec.Cmd
	tty   *os.File
	began time.Time // just before its process was started
	done  chan error
	eof   chan struct{} // closed when the terminal gives no more output

	reading sync.Mutex // held by a test while nobody is to read the terminal

	mu   sync.Mutex
	news *sync.Cond
	out  []byte    // all that the program wrote
	last time.Time // when it wrote last
}

// patience is how long a test waits for something that must come. It measures
// nothing.
const patience = 20 * time.Second

func start(t testing.TB, cols, rows int, args ...string) *session {
	t.Helper()
	cmd := exec.Command(testProgram(t), args...)
	cmd.Args[0] = "tcplab"
	return startCommand(t, cmd, cols, rows)
}

// testProgram returns the path of this test binary. Called by that path it is
// tcplab.
func testProgram(t testing.TB) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return self
}

// startCommand starts a prepared command in a terminal of its own. The command
// gets directories of its own, so that the files of a killed one are removed
// with the test. The variables in cmd.Env replace those that are set here.
func startCommand(t testing.TB, cmd *exec.Cmd, cols, rows int) *session {
	t.Helper()
	env := append(os.Environ(), "TERM=xterm-256color", "LANG=C.UTF-8",
		"XDG_STATE_HOME="+t.TempDir(), "XDG_RUNTIME_DIR="+t.TempDir(), "TMPDIR="+t.TempDir())
	cmd.Env = append(env, cmd.Env...)
	began := time.Now()
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: uint16(cols), Rows: uint16(rows)})
	if err != nil {
		t.Fatal(err)
	}
	s := &session{t: t, cmd: cmd, tty: tty, began: began, done: make(chan error, 1), eof: make(chan struct{})}
	s.news = sync.NewCond(&s.mu)
	go s.read()
	go func() { s.done <- cmd.Wait() }()
	t.Cleanup(func() {
		cmd.Process.Kill()
		tty.Close()
	})
	return s
}

func (s *session) read() {
	defer close(s.eof)
	buf := make([]byte, 1<<16)
	for {
		s.awaitReader()
		n, err := s.tty.Read(buf)
		s.mu.Lock()
		s.out = append(s.out, buf[:n]...)
		s.last = time.Now()
		s.news.Broadcast()
		s.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// awaitReader waits while nobody is to read the terminal.
func (s *session) awaitReader() {
	s.reading.Lock()
	defer s.reading.Unlock()
}

// mark returns how many bytes the program has written up to now.
func (s *session) mark() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.out)
}

// These patterns turn a frame into text: a jump of the cursor stands between
// two words, and colours are no text.
var (
	jump   = regexp.MustCompile(`\x1b\[\d+;\d+H`)
	escape = regexp.MustCompile(`\x1b\[[0-9;?]*[a-zA-Z]|\x1b\([A-Z0-9]`)
)

// wordsOf returns the output as a person reads it: words with one space between
// them.
func wordsOf(out []byte) string {
	text := escape.ReplaceAllString(jump.ReplaceAllString(string(out), " "), "")
	return strings.Join(strings.Fields(text), " ")
}

// await waits until the program has written text behind a mark.
func (s *session) await(from int, text string) {
	s.t.Helper()
	s.awaitThat(from, text, func(out []byte) bool { return strings.Contains(wordsOf(out), text) })
}

// awaitThat waits until the program has written behind a mark what it should, and
// which a failure calls what.
func (s *session) awaitThat(from int, what string, written func(out []byte) bool) {
	s.t.Helper()
	end := time.Now().Add(patience) // before the timer, which wakes the loop to see that it is past
	timer := time.AfterFunc(patience, func() {
		s.mu.Lock() // so that the broadcast does not come between a look at the screen and the wait for more
		defer s.mu.Unlock()
		s.news.Broadcast()
	})
	defer timer.Stop()
	s.mu.Lock()
	defer s.mu.Unlock()
	for !written(s.out[from:]) {
		if time.Now().After(end) {
			s.t.Fatalf("the screen never showed %q; it wrote:\n%s", what, wordsOf(s.out[from:]))
		}
		s.news.Wait()
	}
}

func tailOf(b []byte, n int) []byte { return b[max(0, len(b)-n):] }

func (s *session) press(keys string) {
	s.t.Helper()
	if _, err := s.tty.WriteString(keys); err != nil {
		s.t.Fatal(err)
	}
}

// ended waits for the program's end and returns its exit status.
func (s *session) ended() int {
	s.t.Helper()
	select {
	case <-s.done:
		select {
		case <-s.eof: // all of its output has been read
		case <-time.After(patience):
			s.t.Fatal("somebody still holds the terminal of a program that has ended")
		}
		return s.cmd.ProcessState.ExitCode()
	case <-time.After(patience):
		from := s.mark()
		s.cmd.Process.Signal(syscall.SIGABRT) // the Go runtime prints the stack of each goroutine
		<-s.eof
		s.t.Fatalf("the program does not end:\n%s", s.out[from:])
		return -1
	}
}

// entersScreen is what a program writes when it takes the terminal: it enters
// the alternate screen (xterm's mode 1049).
const entersScreen = "\x1b[?1049h"

// restored reports whether the program at last left the alternate screen, showed
// the cursor again, and set the modes of a new terminal.
func (s *session) restored() bool {
	if !s.usual() {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	enter, leave := bytes.LastIndex(s.out, []byte(entersScreen)), bytes.LastIndex(s.out, []byte("\x1b[?1049l"))
	hide, show := bytes.LastIndex(s.out, []byte("\x1b[?25l")), bytes.LastIndex(s.out, []byte("\x1b[?25h"))
	return leave > enter && show > hide
}

// usual reports whether the terminal has the modes of a new one (termios(3)).
func (s *session) usual() bool {
	s.t.Helper()
	other, tty, err := pty.Open()
	if err != nil {
		s.t.Fatal(err)
	}
	defer other.Close()
	defer tty.Close()
	return *modesOf(s.t, s.tty) == *modesOf(s.t, other)
}

// modesOf returns the modes of a terminal. It does not call Fd, after which a read
// of the terminal would no longer end when it is closed.
func modesOf(t testing.TB, tty *os.File) (state *term.State) {
	t.Helper()
	conn, err := tty.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	conn.Control(func(fd uintptr) { state, err = term.GetState(int(fd)) })
	if err != nil {
		t.Fatal(err)
	}
	return state
}

// children lists the processes that a process has started, and the processes
// that those have started.
func children(pid int) []int {
	var list []int
	paths, _ := filepath.Glob("/proc/" + strconv.Itoa(pid) + "/task/*/children")
	for _, path := range paths {
		text, _ := os.ReadFile(path)
		for _, word := range strings.Fields(string(text)) {
			child, err := strconv.Atoi(word)
			if err == nil {
				list = append(append(list, child), children(child)...)
			}
		}
	}
	return list
}

// alive reports whether a process exists and is no zombie.
func alive(pid int) bool {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return false
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	return !strings.HasPrefix(rest, "Z") && !strings.HasPrefix(rest, "X")
}

// awaitDeath waits until none of the processes is alive.
func awaitDeath(t testing.TB, pids []int) {
	t.Helper()
	end := time.Now().Add(patience)
	for _, pid := range pids {
		for alive(pid) {
			if time.Now().After(end) {
				t.Fatalf("process %d outlives tcplab", pid)
			}
			time.Sleep(time.Millisecond) // the kernel notifies only a process's parent of its end
		}
	}
}

// TestALessonByKeys walks through a lesson as a teacher with a remote does, and
// leaves.
func TestALessonByKeys(t *testing.T) {
	needPrivate(t)
	s := start(t, 80, 24, "run", "connection")
	s.await(0, "server calls Listen")
	for _, shown := range []string{
		"Listen opens its port", "What becomes of the listener?", "Accept takes a finished connection", // text, question, answer
		"Accept begins to wait", "Dial sends a SYN", // two moves
	} {
		from := s.mark()
		s.press("n")
		s.await(from, shown)
	}
	from := s.mark()
	s.press("p")
	s.await(from, "RECORDING")
	s.press("q")
	s.await(from, "y")
	s.press("y")
	if code := s.ended(); code != 0 || !s.restored() {
		t.Errorf("it ended with status %d, terminal restored: %v; want 0 and true", code, s.restored())
	}
}

// TestACaptureThatFailedIsTold writes the packets to a disk that is full. The
// lesson goes on, and at its end tcplab prints that the file is not whole.
func TestACaptureThatFailedIsTold(t *testing.T) {
	needPrivate(t)
	const full = "/dev/full" // full(4)
	if _, err := os.Stat(full); err != nil {
		t.Skipf("this system has no disk that is always full: %v", err)
	}
	s := start(t, 80, 24, "run", "connection", "--pcapng", full)
	s.await(0, "server calls Listen")
	s.press("q") // no call was let go, so it asks nothing
	if code := s.ended(); code != statusError || !strings.Contains(wordsOf(s.out), "the packets were not all written") {
		t.Errorf("it ended with status %d and wrote %q; want %d and a word about the packets", code, tailOf(s.out, 300), statusError)
	}
}

// TestALessonThatCannotStartGivesTheTerminalBack holds that the terminal, which is
// taken while the lesson starts, is in order before the error is told.
func TestALessonThatCannotStartGivesTheTerminalBack(t *testing.T) {
	taken, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	_, port, _ := net.SplitHostPort(taken.Addr().String())
	s := start(t, 80, 24, "run", "connection", "--net", "host", "--port", port)
	if code := s.ended(); code != statusError || !s.restored() {
		t.Errorf("it ended with status %d, terminal restored: %v; want %d and true", code, s.restored(), statusError)
	}
	out := string(s.out)
	if said := strings.LastIndex(out, "cannot be used on this machine"); said < strings.LastIndex(out, "\x1b[?1049l") {
		t.Errorf("the error stands at byte %d, want it behind the leaving of the alternate screen, where a person can read it: %q", said, tailOf(s.out, 300))
	}
}

// TestASignalHidesNoOtherError ends a lesson from outside while its packets are
// written to a disk that is full.
func TestASignalHidesNoOtherError(t *testing.T) {
	needPrivate(t)
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skipf("this system has no disk that is always full: %v", err)
	}
	s := start(t, 80, 24, "run", "connection", "--pcapng", "/dev/full")
	s.await(0, "server calls Listen")
	s.cmd.Process.Signal(syscall.SIGTERM)
	if code := s.ended(); code != statusError || !strings.Contains(wordsOf(s.out), "the packets were not all written") {
		t.Errorf("it ended with status %d and wrote %q; want %d and a word about the packets", code, tailOf(s.out, 300), statusError)
	}
}

// TestARunIsEndedOnItsWay ends a lesson that sends a large file before it has
// come to the place where it was to stop. A move that a signal cuts short has
// no error of its own.
func TestARunIsEndedOnItsWay(t *testing.T) {
	needPrivate(t)
	large := filepath.Join(t.TempDir(), "large")
	if err := errors.Join(os.WriteFile(large, nil, 0o600), os.Truncate(large, 4<<30)); err != nil {
		t.Fatal(err)
	}
	script := lessonNamed(t, "file-transfer").Script
	last := script[len(script)-1].ID
	t.Run("panel", func(t *testing.T) {
		s := start(t, 80, 24, "run", "file-transfer", "--file", large, "--at", last)
		for end := time.Now().Add(patience); len(children(s.cmd.Process.Pid)) < 2; time.Sleep(time.Millisecond) {
			if time.Now().After(end) {
				t.Fatal("the hosts were never started")
			}
		}
		s.cmd.Process.Signal(syscall.SIGTERM)
		if code := s.ended(); code != statusError || strings.Contains(wordsOf(s.out), "tcplab:") {
			t.Errorf("it ended with status %d and wrote %q; want %d and no output: the signal's sender knows the reason", code, tailOf(s.out, 300), statusError)
		}
	})
	t.Run("text", func(t *testing.T) {
		s := start(t, 80, 24, "run", "file-transfer", "--file", large, "--plain", "--all", "--at", last)
		s.await(0, "Listen") // the first step
		s.press(interrupt)
		if code := s.ended(); code != statusError || !strings.Contains(wordsOf(s.out), "tcplab: the run was ended from outside") {
			t.Errorf("it ended with status %d and wrote %q; want %d and a sentence that the text is not whole", code, tailOf(s.out, 300), statusError)
		}
	})
}

// lessonNamed returns the course's lesson of that name.
func lessonNamed(t *testing.T, name string) *lab.Lesson {
	t.Helper()
	l, _, err := findLesson(name)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestSignalsRestoreTheTerminal ends the program from outside.
func TestSignalsRestoreTheTerminal(t *testing.T) {
	needPrivate(t)
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT} {
		t.Run(signal.String(), func(t *testing.T) {
			s := start(t, 80, 24, "run", "connection")
			s.await(0, "server calls Listen")
			hosts := children(s.cmd.Process.Pid)
			if len(hosts) < 2 {
				t.Fatalf("the processes %v are alive, want both hosts", hosts)
			}
			s.cmd.Process.Signal(signal)
			if code := s.ended(); code != statusError {
				t.Errorf("after %v the status is %d, want %d: the lesson did not end", signal, code, statusError)
			}
			if !s.restored() {
				t.Errorf("after %v the terminal is left in disorder: %q", signal, tailOf(s.out, 200))
			}
			awaitDeath(t, hosts)
		})
	}
}

// TestAHangUpThatIsIgnored starts tcplab as nohup does. Then the end of the
// terminal ends neither a lesson nor a command inside a lab.
func TestAHangUpThatIsIgnored(t *testing.T) {
	deaf := func(args ...string) *exec.Cmd {
		args = append([]string{"-c", `trap "" HUP; exec -a tcplab "$0" "$@"`, testProgram(t)}, args...)
		return exec.Command("bash", args...)
	}
	labtest.Need(t, "bash")
	t.Run("lesson", func(t *testing.T) {
		needPrivate(t)
		s := startCommand(t, deaf("run", "connection"), 80, 24)
		s.await(0, "server calls Listen")
		s.cmd.Process.Signal(syscall.SIGHUP)
		s.through("n", "Listen opens its port")
		s.through("q", "y yes")
		s.press("y")
		if code := s.ended(); code != 0 {
			t.Errorf("status %d, want 0: it goes on until a key ends it", code)
		}
	})
	t.Run("exec", func(t *testing.T) {
		t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
		defer announce(running{Lesson: "lab", Network: "host"})()
		cmd := deaf("exec", "--", "sh", "-c", counting)
		cmd.Env = []string{"XDG_RUNTIME_DIR=" + os.Getenv("XDG_RUNTIME_DIR")}
		s := startCommand(t, cmd, 80, 24)
		s.await(0, "ready")
		s.cmd.Process.Signal(syscall.SIGHUP)
		s.cmd.Process.Signal(syscall.SIGTERM)
		s.wants(7, "term after 0", "SIGHUP was ignored before the command began")
	})
}

// TestTheStatusOfARunThatDiffered kills both programs, so that the run comes to
// an end that its script does not have. The status is that of a headless run
// that differed.
func TestTheStatusOfARunThatDiffered(t *testing.T) {
	needPrivate(t)
	s := start(t, 80, 24, "run", "connection")
	s.await(0, "server calls Listen")
	for _, pid := range children(s.cmd.Process.Pid) {
		if len(children(pid)) == 0 { // it is a host, and not the second tcplab of an ordinary user
			syscall.Kill(pid, syscall.SIGKILL)
		}
	}
	s.await(0, "stuck: nothing")
	s.press("q")
	if code := s.ended(); code != statusDiffer || !s.restored() {
		t.Errorf("it ended with status %d, terminal restored: %v; want %d and true", code, s.restored(), statusDiffer)
	}
}

// TestWhoGoesOnTakesTheTerminalAgain stops the program and lets it go on, as a
// shell does with ^Z and fg. Meanwhile the shell has had the terminal, so the
// program takes it again and draws the whole screen.
func TestWhoGoesOnTakesTheTerminalAgain(t *testing.T) {
	needPrivate(t)
	s := start(t, 80, 24, "run", "connection")
	s.await(0, "server calls Listen")
	from := s.mark()
	for _, sig := range []syscall.Signal{syscall.SIGSTOP, syscall.SIGCONT} {
		syscall.Kill(-s.cmd.Process.Pid, sig) // the job, as a shell does
	}
	// A frame from before the stop may still be on its way, and what is typed before
	// the terminal is taken again is dropped, so the frame must come behind that.
	s.awaitThat(from, "server calls Listen in a terminal taken again", func(out []byte) bool {
		_, again, taken := bytes.Cut(out, []byte(entersScreen))
		return taken && strings.Contains(wordsOf(again), "server calls Listen")
	})
	s.press("q") // the program reads keys again
	if code := s.ended(); code != 0 || !s.restored() {
		t.Errorf("it ended with status %d, terminal restored: %v; want 0 and true", code, s.restored())
	}
}

// TestASignalEndsAReplayAsItDoesARun shows a recording and ends it from
// outside.
func TestASignalEndsAReplayAsItDoesARun(t *testing.T) {
	needPrivate(t)
	path := filepath.Join(t.TempDir(), "run.jsonl")
	record := exec.Command(os.Args[0], "run", "connection", "--json", "--at", "dial", "--record", path)
	record.Args[0] = "tcplab"
	if out, err := record.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, tailOf(out, 500))
	}
	s := start(t, 80, 24, "replay", path)
	s.await(0, "RECORDING")
	s.cmd.Process.Signal(syscall.SIGTERM)
	if code := s.ended(); code != statusError || !s.restored() {
		t.Errorf("it ended with status %d, terminal restored: %v; want %d and true", code, s.restored(), statusError)
	}
}

// TestKillLeavesNothingBehind kills the program by SIGKILL, for which no
// program can prepare. No process stays, and no half of a file that was being
// sent.
func TestKillLeavesNothingBehind(t *testing.T) {
	needPrivate(t)
	temp := t.TempDir()
	cmd := exec.Command(testProgram(t), "run", "file-transfer", "--at", "segment")
	cmd.Args[0], cmd.Env = "tcplab", []string{"TMPDIR=" + temp}
	s := startCommand(t, cmd, 80, 24)
	s.await(0, "DATA 1460")
	hosts := children(cmd.Process.Pid)
	if len(hosts) < 2 {
		t.Fatalf("the processes %v are alive, want the hosts", hosts)
	}
	cmd.Process.Kill()
	s.ended()
	awaitDeath(t, hosts)
	if left, _ := filepath.Glob(filepath.Join(temp, "tcplab-*")); len(left) > 0 {
		t.Errorf("the hosts left %q", left)
	}
}

// TestADamagedStepFailsInThePanelToo shows a recording with one damaged step.
// The panel shows the steps before it, and the status is that of an error.
func TestADamagedStepFailsInThePanelToo(t *testing.T) {
	needPrivate(t)
	path := filepath.Join(t.TempDir(), "run.jsonl")
	record := exec.Command(testProgram(t), "run", "connection", "--json", "--at", "dial", "--record", path)
	record.Args[0] = "tcplab"
	if out, err := record.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, tailOf(out, 500))
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.Split(text, []byte("\n"))
	lines[2] = bytes.Replace(lines[2], []byte(`"events":[`), []byte(`"events":[7,`), 1)
	if err := os.WriteFile(path, bytes.Join(lines, []byte("\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	s := start(t, 80, 24, "replay", path)
	s.await(0, "RECORDING")
	s.press("n")
	s.await(0, "line 3")
	s.press("q")
	if code := s.ended(); code != statusError || !s.restored() {
		t.Errorf("it ended with status %d, terminal restored: %v; want %d and true", code, s.restored(), statusError)
	}
}

// TestNoKeyKillsTheKeyboard presses Alt with the characters with which a
// terminal begins its control sequences. The program must still hear the keys
// that come after it.
func TestNoKeyKillsTheKeyboard(t *testing.T) {
	needPrivate(t)
	s := start(t, 80, 24, "run", "connection")
	s.await(0, "server calls Listen")
	for _, keys := range []string{"\x1b]", "\x1b_", "\x1bX", "\x1b^"} {
		from := s.mark()
		s.press(keys)
		s.press("t")
		s.await(from, "SOCKETS")
		s.press("t")
	}
	s.press("q")
	if code := s.ended(); code != 0 || !s.restored() {
		t.Errorf("it ended with status %d, terminal restored: %v; want 0 and true", code, s.restored())
	}
}

// TestAnySizeAnyKey resizes the terminal and presses keys in every state.
func TestAnySizeAnyKey(t *testing.T) {
	needPrivate(t)
	s := start(t, 80, 24, "run", "connection")
	s.await(0, "server calls Listen")
	sizes := [][2]uint16{{1, 1}, {50, 15}, {200, 60}, {20, 5}, {120, 40}, {49, 14}, {80, 24}}
	keys := []string{"n", "t", "\x1b", "l", "?", "\x1b", "g", "\x1b", "=", "\x1b", "k", "e", "x", "2", "\x1b[A", "\t", "L", "a", "a", ".", ".", "]", "w", "\x1b", "n", "n"}
	for i, key := range keys {
		size := sizes[i%len(sizes)]
		if err := pty.Setsize(s.tty, &pty.Winsize{Cols: size[0], Rows: size[1]}); err != nil {
			t.Fatal(err)
		}
		s.press(key)
	}
	if err := pty.Setsize(s.tty, &pty.Winsize{Cols: 80, Rows: 24}); err != nil {
		t.Fatal(err)
	}
	from := s.mark()
	s.press("\x1b")
	s.press("?")
	s.await(from, "1-9") // on the help page, in either language: every key was heard
	s.cmd.Process.Signal(syscall.SIGTERM)
	s.ended()
	if !s.restored() || bytes.Contains(s.out, []byte("goroutine ")) {
		t.Errorf("it did not survive keys and sizes: %q", tailOf(s.out, 2000))
	}
}
