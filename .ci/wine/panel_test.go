package wine

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
)

// onTerminal starts a program in a terminal of its own. What a program for Windows
// prints there is Wine's drawing of the console.
func onTerminal(t *testing.T, dir string, command ...string) (tty *os.File, printed *bytes.Buffer, done <-chan error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Dir, cmd.WaitDelay = dir, 5*time.Second
	cmd.Env = append(os.Environ(), "TERM=xterm-256color", "XDG_STATE_HOME="+dir, "XDG_RUNTIME_DIR="+dir)
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: 100, Rows: 30})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { tty.Close() })
	printed = &bytes.Buffer{}
	read := make(chan bool)
	go func() { io.Copy(printed, tty); close(read) }()
	end := make(chan error, 1)
	go func() {
		err := cmd.Wait()
		<-read
		end <- err
	}()
	return tty, printed, end
}

// stepped presses keys in the panel of a lesson, leaves it, and returns how many steps
// were recorded after each key. It waits for the steps that are wanted, and then for
// as long as a step more would take.
func stepped(t *testing.T, keys string, wants []int, linger time.Duration, program ...string) (counts []int) {
	t.Helper()
	dir := t.TempDir()
	record := filepath.Join(dir, "keys.jsonl")
	tty, _, done := onTerminal(t, dir, append(program, "run", "connection", "--lang", "en", "--net", "host", "--port", "19101", "--record", "keys.jsonl")...)
	recorded := func() int {
		text, err := os.ReadFile(record)
		if err != nil {
			return 0
		}
		return bytes.Count(text, []byte("\n")) - 1 // but for the header
	}
	await := func(steps int) {
		t.Helper()
		for end := time.Now().Add(patience / 4); recorded() < steps; {
			if time.Now().After(end) {
				t.Fatalf("%d steps are recorded, want %d", recorded(), steps)
			}
			time.Sleep(50 * time.Millisecond)
		}
		time.Sleep(linger)
	}
	await(1)
	for i, key := range keys {
		tty.WriteString(string(key))
		await(append(wants, make([]int, len(keys))...)[i])
		counts = append(counts, recorded())
	}
	tty.WriteString("q") // which asks
	time.Sleep(linger)
	tty.WriteString("y")
	select {
	case err := <-done:
		if err != nil {
			t.Errorf("the panel was left, and tcplab ended with %v", err)
		}
	case <-time.After(patience / 4):
		t.Fatal("the panel is not left at q and y")
	}
	if text, err := os.ReadFile(record); err != nil || !strings.Contains(string(text), `"end":true`) {
		t.Errorf("the recording has no end, %v", err)
	}
	return counts
}

// TestAKeyCountsOnce presses the same keys in the panel on Linux and under Wine.
// There nobody can see it (see faults), but its recording tells how often each key
// was taken.
func TestAKeyCountsOnce(t *testing.T) {
	const keys = "nnnnsn"
	want := stepped(t, keys, nil, 2*time.Second, lab.native)
	got := stepped(t, keys, want, 3*time.Second, "wine", lab.windows)
	if !slices.Equal(got, want) {
		t.Errorf("after each of the keys %q there are %d steps, want %d, as on Linux: a console tells both ends of a key", keys, got, want)
	}
	t.Logf("steps after each of the keys %q: %d", keys, got)
	if left := leftovers(t); len(left) > 0 {
		t.Errorf("the panel has left %v", left)
	}
}

// TestAShellIsWindowsOwn opens a shell from the panel, has it write a file, and comes
// back to a panel that takes keys.
func TestAShellIsWindowsOwn(t *testing.T) {
	dir := t.TempDir()
	tty, _, done := onTerminal(t, dir, "wine", lab.windows, "run", "connection", "--lang", "en", "--net", "host", "--port", "19102", "--record", "shell.jsonl")
	// until types keys again and again, because those that come between panel and
	// shell are dropped, until a file has as many lines.
	until := func(keys, file string, lines int) {
		t.Helper()
		for end := time.Now().Add(patience / 4); ; {
			text, _ := os.ReadFile(filepath.Join(dir, file))
			if bytes.Count(text, []byte("\n")) >= lines {
				return
			}
			if time.Now().After(end) {
				t.Fatalf("after the keys %q %s holds %q, want %d lines", keys, file, text, lines)
			}
			tty.WriteString(keys)
			time.Sleep(3 * time.Second)
		}
	}
	until("", "shell.jsonl", 2) // header and first step
	tty.WriteString("!")
	time.Sleep(3 * time.Second)
	until("echo inside> shell.txt\r", "shell.txt", 1)
	tty.WriteString("exit\r")
	time.Sleep(3 * time.Second)
	until("n", "shell.jsonl", 3)
	tty.WriteString("q")
	time.Sleep(2 * time.Second)
	tty.WriteString("y")
	select {
	case err := <-done:
		if err != nil {
			t.Errorf("tcplab ended with %v", err)
		}
	case <-time.After(patience / 4):
		t.Fatal("the panel is not left behind the shell")
	}
}

// rooms are the packages whose tests have a half for Windows, with the tests that
// mean something under Wine; "" for all.
var rooms = []struct{ room, tests, why string }{
	{"lab/panel/console", "", "a console is Windows' own"},
	{"lab/kernel", "", "so is the socket table"},
	{"lab/trace", "Recording|Tee", "an open file keeps its name there"},
	{"lab/gate", "Ends|End|Errno", "a process that has lost its bench ends"},
}

func TestRooms(t *testing.T) {
	for _, r := range rooms {
		t.Run(r.room, func(t *testing.T) {
			dir, err := filepath.Abs(filepath.Join("..", "..", r.room))
			if err != nil {
				t.Fatal(err)
			}
			program := filepath.Join(t.TempDir(), "room.exe")
			cmd := exec.Command("go", "test", "-overlay", lab.overlay, "-c", "-o", program, "tcplab/"+r.room)
			cmd.Env = append(os.Environ(), "GOOS=windows", "GOARCH=amd64", "CGO_ENABLED=0")
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			args := []string{"wine", program, "-test.v"}
			if r.tests != "" {
				args = append(args, "-test.run", r.tests)
			}
			_, printed, done := onTerminal(t, dir, args...)
			select {
			case err := <-done:
				var failed *exec.ExitError
				if err != nil {
					t.Errorf("%s: %v, %v\n%s", r.why, err, errors.As(err, &failed), printed)
				}
			case <-time.After(patience):
				t.Fatal("its tests do not end")
			}
			var skipped []string
			for line := range strings.Lines(printed.String()) {
				if _, test, ok := strings.Cut(line, "--- SKIP: "); ok {
					skipped = append(skipped, strings.TrimSpace(test))
				}
			}
			slices.Sort(skipped)
			t.Logf("%d tests passed, skipped: %v", strings.Count(printed.String(), "--- PASS: "), skipped)
		})
	}
}
