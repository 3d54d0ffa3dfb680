//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"tcplab/lab/bench"
	"tcplab/lab/labtest"
	openlab "tcplab/lessons/lab"
)

// inLab starts tcplab exec in a terminal of its own. It enters a lab of this
// test's, on the private network or, in name only, on the host network.
func inLab(t *testing.T, network string, command ...string) *session {
	t.Helper()
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	here := running{Lesson: "lab", Network: network}
	if network == "private" {
		needOwnPrivate(t)
		labtest.Need(t, "nsenter")
		b, err := bench.OpenLab(openlab.Lesson, bench.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { b.Close() })
		here.Namespace = b.Namespace()
	}
	t.Cleanup(announce(here))
	cmd := exec.Command(testProgram(t), append([]string{"exec", "--"}, command...)...)
	cmd.Args[0] = "tcplab"
	cmd.Env = []string{"XDG_RUNTIME_DIR=" + os.Getenv("XDG_RUNTIME_DIR"), "HISTFILE=", "PS1=your turn: "}
	return startCommand(t, cmd, 80, 24)
}

// interrupt is the key Ctrl-C.
const interrupt = "\x03"

// wants compares the status and the output of tcplab exec with those of the
// command alone.
func (s *session) wants(status int, says, why string) {
	s.t.Helper()
	if got := s.ended(); got != status {
		s.t.Errorf("status %d, want %d: %s", got, status, why)
	}
	out := wordsOf(s.out)
	if !strings.Contains(out, says) {
		s.t.Errorf("it wrote %q, want %q among it: %s", out, says, why)
	}
	if strings.Contains(out, "tcplab:") {
		s.t.Errorf("it wrote %q, want no error of tcplab's: only the command ended", out)
	}
}

// counting prints a line at every interrupt and goes on. It ends at another
// signal.
const counting = `n=0
trap 'n=$((n+1)); echo int $n' INT
trap 'echo term after $n; exit 7' TERM
trap 'echo hup after $n; exit 8' HUP
echo ready
while :; do sleep 0.01; done`

// serving does the same as python3 -m http.server. But it first prints that it
// serves, and only then attends to the key.
const serving = `from http.server import HTTPServer, SimpleHTTPRequestHandler
server = HTTPServer(("127.0.0.1", 0), SimpleHTTPRequestHandler)
try:
    print("serving")
    server.serve_forever()
except KeyboardInterrupt:
    print("interrupted, leaving")
`

// TestExecIsNotSeen checks that a command inside a lab ends, and reacts to an
// interrupt and to other signals, as it would without tcplab in front of it.
func TestExecIsNotSeen(t *testing.T) {
	for _, network := range []string{"host", "private"} {
		t.Run(network, func(t *testing.T) {
			t.Run("interrupted, ends well", func(t *testing.T) {
				s := inLab(t, network, "sh", "-c", `trap 'echo got it; exit 0' INT; echo ready; while :; do sleep 0.01; done`)
				s.await(0, "ready")
				s.press(interrupt)
				s.wants(0, "got it", "the command made of the key what it wanted")
			})
			t.Run("interrupted, dies", func(t *testing.T) {
				s := inLab(t, network, "sh", "-c", `echo ready; exec sleep 100`)
				s.await(0, "ready")
				s.press(interrupt)
				s.wants(128+2, "", "a shell counts a death by SIGINT so")
			})
			t.Run("killed", func(t *testing.T) {
				inLab(t, network, "sh", "-c", `kill -9 $$`).wants(128+9, "", "a shell counts a death by SIGKILL so")
			})
			t.Run("SIGTERM", func(t *testing.T) {
				s := inLab(t, network, "sh", "-c", counting)
				s.await(0, "ready")
				s.press(interrupt)
				s.await(0, "int 1")
				s.cmd.Process.Signal(syscall.SIGTERM)
				s.wants(7, "term after 1", "the key comes from the terminal alone, and SIGTERM comes as SIGTERM")
			})
			t.Run("SIGHUP", func(t *testing.T) {
				s := inLab(t, network, "sh", "-c", counting)
				s.await(0, "ready")
				s.cmd.Process.Signal(syscall.SIGHUP)
				s.wants(8, "hup after 0", "SIGHUP comes as SIGHUP")
			})
			t.Run("an interactive shell", func(t *testing.T) {
				labtest.Need(t, "bash")
				s := inLab(t, network, "bash", "--norc", "-i")
				s.await(0, "your turn")
				s.through("sh -c 'echo run-$((40 + 2)); exec sleep 100'\r", "run-42")
				s.through(interrupt, "your turn") // the shell's command has ended, and nothing else
				s.through("echo still-$((40 + 3))\r", "still-43")
				s.press("exit 3\r")
				s.wants(3, "", "the keys were for the shell, which has gone on")
			})
			t.Run("a Python server", func(t *testing.T) {
				labtest.Need(t, "python3")
				s := inLab(t, network, "python3", "-u", "-c", serving)
				s.await(0, "serving")
				s.press(interrupt)
				s.wants(0, "interrupted, leaving", "it ends well by itself")
			})
		})
	}
}

// TestExecSaysWhatCannotBeRun wants one sentence.
func TestExecSaysWhatCannotBeRun(t *testing.T) {
	s := inLab(t, "host", "no-such-program")
	s.await(0, "tcplab: no-such-program cannot be run")
	if got := s.ended(); got != statusError {
		t.Errorf("status %d, want %d: nothing was run", got, statusError)
	}
}

// TestAPipeAmongTheLabs puts a pipe among the files of labs. Reading it would wait
// for somebody who writes.
func TestAPipeAmongTheLabs(t *testing.T) {
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	defer announce(running{Lesson: "lab", Network: "host"})()
	if err := syscall.Mkfifo(filepath.Join(runningDir(), "0.json"), 0o600); err != nil {
		t.Skipf("no pipe with a name can be made here: %v", err)
	}
	found := make(chan []running, 1)
	go func() { found <- findRunning() }()
	select {
	case list := <-found:
		if len(list) != 1 {
			t.Errorf("%v is found, want the one lab", list)
		}
	case <-time.After(patience):
		t.Fatal("looking for labs waits for a writer of the pipe")
	}
}
