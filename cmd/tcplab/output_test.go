//go:build unix

package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/creack/pty"

	"tcplab/lab/porttest"
)

// TestAnotherCharacterSet starts tcplab on terminals whose locale names a
// character set in which no panel can be written.
func TestAnotherCharacterSet(t *testing.T) {
	for _, c := range []struct {
		env  []string
		args []string
		want []string
		why  string
	}{
		{[]string{"LC_ALL=", "LC_CTYPE=", "LANG=ru_RU.KOI8-R"}, []string{"run", "connection"},
			[]string{`character set "KOI8-R"`, "LANG=C.UTF-8", "--plain"}, "both ways on are named"},
		{[]string{"LC_ALL=zh_CN.GBK", "LANG=C.UTF-8"}, nil,
			[]string{`character set "GBK"`, "LC_ALL=zh_CN.UTF-8", "--plain", "请加上"}, "LANG would change nothing, for LC_ALL comes before it"},
		{[]string{"LC_ALL=", "LC_CTYPE=de_DE.ISO-8859-1@euro", "LANG=C.UTF-8"}, []string{"lab", "--lang", "en"},
			[]string{`character set "ISO-8859-1"`, "LC_CTYPE=C.UTF-8", "--plain"}, "what is behind @ is no character set"},
		{[]string{"LC_ALL=C", "LANG=zh_CN.UTF-8"}, []string{"run", "connection", "--lang", "zh"},
			[]string{`character set "US-ASCII"`, "LC_ALL=zh_CN.UTF-8", "--plain", "请加上"}, "a Chinese panel would be all question marks"},
		{[]string{"LC_ALL=POSIX"}, []string{"lab", "--lang", "zh"},
			[]string{`character set "US-ASCII"`, "LC_ALL=zh_CN.UTF-8"}, "POSIX is another name of that locale"},
	} {
		cmd := exec.Command(testProgram(t), c.args...)
		cmd.Args[0] = "tcplab"
		cmd.Env = c.env
		s := startCommand(t, cmd, 80, 24)
		if got := s.ended(); got != statusError {
			t.Errorf("%q: status %d, want %d", c.env, got, statusError)
		}
		for _, want := range c.want {
			if out := wordsOf(s.out); !strings.Contains(out, want) {
				t.Errorf("%q: it wrote %q, want %q among it: %s", c.env, out, want, c.why)
			}
		}
	}
}

// TestAReaderThatHasSeenEnough runs a lesson into a pipe that nobody reads, as
// in tcplab run connection | head -1.
func TestAReaderThatHasSeenEnough(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	port := freePort(t)
	for _, form := range []string{"--plain", "--json"} {
		t.Run(form, func(t *testing.T) {
			in, out, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			in.Close() // before the start, so that the first write fails
			dir := t.TempDir()
			cmd := exec.Command(self, "run", "connection", "--net", "host", "--port", port, form)
			cmd.Args[0] = "tcplab"
			cmd.Env = append(os.Environ(), "TMPDIR="+dir)
			var errs bytes.Buffer
			cmd.Stdout, cmd.Stderr = out, &errs
			cmd.Run()
			out.Close()
			if got := cmd.ProcessState.ExitCode(); got != 141 {
				t.Errorf("status %d, want 141, a shell's status for an end by SIGPIPE", got)
			}
			if errs.Len() > 0 {
				t.Errorf("stderr says %q, want nothing: the reader closed the pipe itself", errs.String())
			}
			left, err := os.ReadDir(dir)
			if err != nil {
				t.Fatal(err)
			}
			if len(left) > 0 {
				t.Errorf("%v is left in the temporary directory, want nothing, as after any other end", left)
			}
		})
	}
}

// freePort returns a port of this test's own, as text for --port.
func freePort(t testing.TB) string { return strconv.Itoa(porttest.Port(t)) }

// full is a disk with no room left.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func TestListSaysThatItCouldNotBeWritten(t *testing.T) {
	for _, asJSON := range []bool{false, true} {
		if err := writeList(&env{out: full{}}, "en", asJSON); err == nil {
			t.Errorf("json %v: no error from a full disk, want one: the list is not whole", asJSON)
		}
	}
}

// TestTerminalsWithoutAPanel expects one sentence with a remedy.
func TestTerminalsWithoutAPanel(t *testing.T) {
	for _, kind := range []string{"dumb", "no-such-terminal", ""} {
		self, err := os.Executable()
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(self, "run", "connection", "--net", "host", "--port", freePort(t))
		cmd.Args[0] = "tcplab"
		cmd.Env = []string{"TERM=" + kind}
		s := startCommand(t, cmd, 200, 24)
		s.await(0, "set TERM to what yours is")
		if err := <-s.done; err == nil || !strings.Contains(err.Error(), "status 1") {
			t.Errorf("TERM=%q: ended with %v, want status 1: nothing was shown", kind, err)
		}
	}
}

// TestNoTerminalOfItsOwn starts tcplab with a terminal that it does not belong
// to, as by setsid(1). It expects one sentence with a remedy.
func TestNoTerminalOfItsOwn(t *testing.T) {
	outside, inside, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer outside.Close()
	for _, args := range [][]string{{"run", "connection"}, {"lab"}, {}} {
		cmd := exec.Command(testProgram(t), args...)
		cmd.Args[0] = "tcplab"
		cmd.Env = append(os.Environ(), "TERM=xterm-256color")
		cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
		var errs bytes.Buffer
		cmd.Stdin, cmd.Stdout, cmd.Stderr = inside, inside, &errs
		cmd.Run()
		if got := cmd.ProcessState.ExitCode(); got != statusError || !strings.Contains(errs.String(), "start tcplab from a shell") {
			t.Errorf("tcplab %q ended with status %d and said %q; want %d and what to do", args, got, &errs, statusError)
		}
	}
}

// TestNoTemporaryFiles expects one sentence with a remedy.
func TestNoTemporaryFiles(t *testing.T) {
	cmd := exec.Command(testProgram(t), "run", "connection", "--net", "host", "--port", freePort(t), "--plain")
	cmd.Args[0] = "tcplab"
	cmd.Env = append(os.Environ(), "TMPDIR="+filepath.Join(t.TempDir(), "missing"))
	out, _ := cmd.CombinedOutput()
	if got := cmd.ProcessState.ExitCode(); got != statusError || !strings.Contains(string(out), "set TMPDIR") || bytes.Count(out, []byte("\n")) != 1 {
		t.Errorf("it ended with status %d and said %q; want %d and one sentence", got, out, statusError)
	}
}
