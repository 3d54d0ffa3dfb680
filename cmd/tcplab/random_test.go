//go:build unix

package main

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/creack/pty"

	"tcplab/lab/labtest"
	"tcplab/lab/panel/view"
	"tcplab/lessons"
)

// written holds what a terminal sends for the keys that write no character.
var written = map[string]string{
	"Space": " ", "Enter": "\r", "Tab": "\t", "Esc": "\x1b", "Home": "\x1b[H", "End": "\x1b[F", "PgUp": "\x1b[5~", "PgDn": "\x1b[6~",
	"↑": "\x1b[A", "↓": "\x1b[B", "→": "\x1b[C", "←": "\x1b[D",
}

// typedAtRandom lists what a random test types: all keys of the key table but those
// that leave or open a shell, text, halves of characters and of sequences, other
// character sets, and control characters.
func typedAtRandom(t *testing.T) []string {
	t.Helper()
	list := []string{
		"\x00", "\x01", "\x04", "\x1a", "\x7f", "\x1b\x1b", "\x1b[Z", "\x1bOP", "é", "界", "\U0001f600", "一整句话",
		"\xff", "\xc0\xaf", "\xe7", "\xe7\x95", "\xc4\xe3\xba\xc3", "\xed\xa0\x80", "\xf8\x88\x80\x80\x80", "\x80",
		"\x1b[", "\x1bO", "\x1b]", "\x1b]52;c;?\x07", "\x1bP", "\x1b_", "\x1bN", "\x1b[[", "\x1b[1;", "\x1b[<0;5;5M", "\x1b[I", "\x1b[200~", "\x1b[201~",
		"\x1b[110u", "\x1b[57399;1u", "\x1b[27;5;97~", "\x1b[65;30;97;1;0;3_", "\x1b[65;30;97;1;0;2000000000_", "\x1b[99999999999999999999u",
	}
	for _, row := range view.Keys() {
		for _, name := range row.Names {
			switch bytes, ok := written[name]; {
			case name == "!" || name == "Ctrl-C":
			case ok:
				list = append(list, bytes)
			case utf8.RuneCountInString(name) == 1:
				list = append(list, name)
			default:
				t.Fatalf("BUG in this test: it does not know what a terminal sends for %s", name)
			}
		}
	}
	return list
}

// TestRandomKeys types at random in the lessons, in the menu and in an open lab,
// in windows of all sizes, and leaves at random. tcplab is gone then, has not
// crashed, and the terminal is in order.
func TestRandomKeys(t *testing.T) {
	needPrivate(t)
	const perRun = 250 // so that many lessons are left in many ways
	keys := min(labtest.Times(t, 500, 3000), 20_000)
	rnd := rand.New(rand.NewPCG(labtest.Seed(t), 4))
	list := typedAtRandom(t)
	for keys > 0 && !t.Failed() {
		args := []string{"run", lessons.All[rnd.IntN(len(lessons.All))].Name}
		switch rnd.IntN(6) {
		case 0:
			args = nil
		case 1:
			args = []string{"lab"}
		}
		cmd := exec.Command(testProgram(t), args...)
		cmd.Args[0] = "tcplab"
		cmd.Env = []string{"SHELL=true"} // in case that some bytes open one: it ends at once
		s := startCommand(t, cmd, 80, 24)
		s.await(0, "tcplab")
		var log strings.Builder
		for range min(perRun, keys) {
			if s.typesAtRandom(rnd, list, &log); s.over() {
				break // it was left by keys, as by q before anything has happened
			}
			keys--
		}
		keys-- // in any case, so that this ends
		w := ways[rnd.IntN(len(ways))]
		if s.over() {
			w = way{}
		}
		if s.leave(w); t.Failed() {
			t.Errorf("tcplab %s, after %q, %v", strings.Join(args, " "), log.String(), w)
		}
	}
}

// typesAtRandom types something, or changes the size of the window, and adds it to
// the log. From time to time it waits until tcplab has nothing more to draw.
func (s *session) typesAtRandom(rnd *rand.Rand, list []string, log *strings.Builder) {
	text := list[rnd.IntN(len(list))]
	switch rnd.IntN(40) {
	case 0:
		pty.Setsize(s.tty, &pty.Winsize{Cols: uint16(1 + rnd.IntN(200)), Rows: uint16(1 + rnd.IntN(60))})
		return
	case 1: // a paste
		text = strings.Repeat(text, 1+rnd.IntN(200))
	case 2, 3, 4: // any bytes but those that leave, and a shell
		raw := make([]byte, 1+rnd.IntN(6))
		for i := range raw {
			raw[i] = byte(rnd.IntN(256))
		}
		text = strings.NewReplacer("\x03", "", "\x1c", "", "!", "").Replace(string(raw))
	}
	log.WriteString(text)
	s.tty.SetWriteDeadline(time.Now().Add(patience))
	if _, err := s.tty.WriteString(text); os.IsTimeout(err) {
		s.t.Fatalf("tcplab does not read what is typed after %q", log.String())
	}
	if rnd.IntN(20) == 0 {
		s.rest()
	}
}

// rest waits until nothing has been written for a moment, but not long: a timer
// may count down on the screen.
func (s *session) rest() {
	const quiet, long = 20 * time.Millisecond, 500 * time.Millisecond
	for end := time.Now().Add(long); time.Now().Before(end); time.Sleep(quiet / 4) {
		s.mu.Lock()
		still := time.Since(s.last) > quiet
		s.mu.Unlock()
		if still {
			return
		}
	}
}

// over reports whether tcplab has ended.
func (s *session) over() bool {
	select {
	case err := <-s.done:
		s.done <- err
		return true
	default:
		return false
	}
}
