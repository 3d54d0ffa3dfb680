//go:build unix

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"tcplab/lab/labtest"
)

// The tests here leave tcplab in states in which that is difficult.

// gone is the time after which tcplab is gone, whatever hangs.
const gone = 2 * time.Second

// A way is one in which somebody leaves: a signal, or else a key.
type way struct {
	signal syscall.Signal
	key    string
}

// someWays returns all ways if tests explore, else a signal and a key.
func someWays(t *testing.T) []way {
	t.Helper()
	if labtest.Factor(t) > 0 {
		return ways
	}
	return []way{{signal: syscall.SIGTERM}, {key: interrupt}}
}

func (w way) String() string {
	if w.key != "" {
		return fmt.Sprintf("key %q", w.key)
	}
	return w.signal.String()
}

// ways are those that work in every state.
var ways = []way{{signal: syscall.SIGTERM}, {signal: syscall.SIGHUP}, {signal: syscall.SIGQUIT}, {key: interrupt}, {key: "\x1c"}}

// leave leaves tcplab, unless it has ended and w is the zero way. It is then gone
// within the time, with its hosts, and the terminal is in order.
func (s *session) leave(w way) {
	s.t.Helper()
	family := children(s.cmd.Process.Pid)
	began := time.Now()
	switch {
	case w.key != "":
		s.tty.WriteString(w.key) // fails if it has just ended
	case w.signal != 0:
		s.cmd.Process.Signal(w.signal)
	}
	select {
	case err := <-s.done:
		s.done <- err
	case <-time.After(patience):
		s.t.Errorf("after %v it is still there after %v", w, patience)
	}
	took := time.Since(began)
	if s.reading.TryLock() {
		s.reading.Unlock()
	} else {
		s.reading.Unlock() // somebody looks at the terminal again
	}
	s.ended()
	if took > gone && !busy() {
		s.t.Errorf("after %v it was gone in %v, want %v at most", w, took, gone)
	}
	if !s.restored() {
		s.t.Errorf("after %v the terminal is left in disorder: %q", w, tailOf(s.out, 300))
	}
	if at := crash.FindIndex(s.out); at != nil {
		s.t.Errorf("after %v it crashed: %.2000s", w, s.out[at[0]:])
	}
	awaitDeath(s.t, family)
}

// crash matches what the Go runtime writes when a program crashes.
var crash = regexp.MustCompile(`panic: |fatal error: |goroutine \d+ \[`)

// busy reports whether this machine has so much to do that times mean little.
func busy() bool {
	text, err := os.ReadFile("/proc/loadavg")
	var load float64
	if err != nil {
		return false
	}
	fmt.Sscan(string(text), &load)
	return load > 4*float64(runtime.NumCPU())
}

// TestAPasteHoldsNobodyUp pastes 100 kB, which would take minutes as keys, and
// leaves. Among it are the keys that open pages and go back and forth, but none
// that makes a move.
func TestAPasteHoldsNobodyUp(t *testing.T) {
	needPrivate(t)
	for _, w := range someWays(t) {
		t.Run(w.String(), func(t *testing.T) {
			s := start(t, 80, 24, "run", "connection")
			s.await(0, "server calls Listen")
			s.press(strings.Repeat("t?lk? \r\n", 100<<10/8))
			s.leave(w)
		})
	}
}

// TestWhatIsTypedAheadDropsNoLastWords types much that is still on its way when a
// signal ends the lesson, and reads the terminal only when tcplab has gone. If a
// Ctrl-Z of that reached a terminal with its usual modes, the terminal would drop
// what nobody has read: the words that leave the alternate screen (termios(3),
// NOFLSH).
func TestWhatIsTypedAheadDropsNoLastWords(t *testing.T) {
	needPrivate(t)
	for range 10 { // whether tcplab has read it all when it ends is chance
		s := start(t, 80, 24, "run", "connection")
		s.await(0, "server calls Listen")
		s.rest()
		s.reading.Lock()
		s.cmd.Process.Signal(syscall.SIGSTOP)
		s.press(strings.Repeat("\x1a", 8<<10)) // a terminal takes it though nobody reads
		s.cmd.Process.Signal(syscall.SIGTERM)
		s.cmd.Process.Signal(syscall.SIGCONT)
		<-s.done
		s.done <- nil
		s.reading.Unlock()
		s.ended()
		if !s.restored() {
			t.Errorf("the terminal is left in disorder: %q", tailOf(s.out, 300))
		}
	}
}

// TestATerminalThatNobodyReads leaves while a frame cannot be written, because the
// terminal's queue is full.
func TestATerminalThatNobodyReads(t *testing.T) {
	needPrivate(t)
	for _, w := range someWays(t) {
		t.Run(w.String(), func(t *testing.T) {
			s := start(t, 80, 24, "run", "connection")
			s.await(0, "server calls Listen")
			s.reading.Lock()
			s.clog()
			s.leave(w)
		})
	}
}

// clog presses a key until nothing more is written.
func (s *session) clog() {
	s.t.Helper()
	written := func() (sum int) {
		for _, pid := range append(children(s.cmd.Process.Pid), s.cmd.Process.Pid) {
			text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/io", pid))
			_, rest, _ := strings.Cut(string(text), "wchar: ")
			n := 0
			fmt.Sscan(rest, &n)
			sum += n
		}
		return sum
	}
	for before, same := 0, 0; same < 50; {
		s.press("?")                     // a page, which is as good as a new frame
		time.Sleep(5 * time.Millisecond) // a person at the key
		now := written()
		if same++; now != before {
			before, same = now, 0
		}
	}
}

// TestAStartThatHangs lets the packets go to a pipe that nobody reads, for which
// opening it waits. The terminal has been taken by then.
func TestAStartThatHangs(t *testing.T) {
	needPrivate(t)
	for _, w := range someWays(t) {
		t.Run(w.String(), func(t *testing.T) {
			pipe := filepath.Join(t.TempDir(), "pipe")
			if err := unix.Mkfifo(pipe, 0o600); err != nil {
				t.Skipf("no pipe with a name can be made here: %v", err)
			}
			cmd := exec.Command(testProgram(t), "run", "connection", "--pcapng", pipe)
			cmd.Args[0] = "tcplab"
			s := startCommand(t, cmd, 80, 24)
			for end := time.Now().Add(patience); s.usual(); time.Sleep(time.Millisecond) {
				if time.Now().After(end) {
					t.Fatal("the terminal is never taken")
				}
			}
			s.leave(w)
		})
	}
}
