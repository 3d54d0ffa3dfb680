//go:build unix

package main

import (
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"tcplab/lab/labtest"
	"tcplab/lab/porttest"
)

// enterShell opens a shell in the lesson, and waits until it carries out
// commands.
func (s *session) enterShell() {
	s.t.Helper()
	from := s.mark()
	s.press("!")
	s.await(from, "exit comes back")
	s.press("echo inside-$((40 + 2))\r")
	s.await(from, "inside-42")
}

// TestAShellIsToldWhereItIs opens a shell on each network, and in an open lab
// that lets everything flow.
func TestAShellIsToldWhereItIs(t *testing.T) {
	for _, c := range []struct {
		network, flow string
		args          []string
		en, zh        []string
	}{
		{"host", "", []string{"run", "connection", "--net", "host", "--port", strconv.Itoa(porttest.Port(t))},
			[]string{"on the host network", "Packets flow by themselves meanwhile"}, []string{"在本机网络上", "包自己流动"}},
		{"private", "", []string{"run", "connection", "--net", "private"},
			[]string{"inside the lab's network", "Packets stand still meanwhile"}, []string{"在实验网络里", "包都停着不动"}},
		{"private", "a", []string{"lab"},
			[]string{"inside the lab's network", "Packets flow by themselves meanwhile"}, []string{"在实验网络里", "包自己流动"}},
	} {
		for lang, says := range map[string][]string{"en": c.en, "zh": c.zh} {
			t.Run(strings.Join([]string{c.args[0], c.network, lang}, " "), func(t *testing.T) {
				if c.network == "private" {
					needPrivate(t)
				}
				cmd := exec.Command(testProgram(t), append(c.args, "--lang", lang)...)
				cmd.Args[0] = "tcplab"
				cmd.Env = []string{"SHELL=sh", "ENV="}
				s := startCommand(t, cmd, 80, 24)
				s.await(0, "CLOSE_WAIT")
				if c.flow != "" {
					from := s.mark()
					s.press(c.flow)
					s.await(from, "Esc") // which stops it again
				}
				from := s.mark()
				s.press("!")
				for _, text := range says {
					s.await(from, text)
				}
			})
		}
	}
}

// TestATerminalThatIsClosedUnderAShell closes the window while a shell is open
// in it. Even if the shell ignores that, tcplab ends, because nobody is left to
// press a key.
func TestATerminalThatIsClosedUnderAShell(t *testing.T) {
	needPrivate(t)
	for name, before := range map[string]string{"as it is": "", "deaf": "trap '' HUP TERM INT PIPE; "} {
		t.Run(name, func(t *testing.T) { closedUnder(t, before) })
	}
}

func closedUnder(t *testing.T, before string) {
	cmd := exec.Command(testProgram(t), "run", "connection")
	cmd.Args[0] = "tcplab"
	cmd.Env = []string{"SHELL=sh", "ENV="}
	s := startCommand(t, cmd, 80, 24)
	s.await(0, "server calls Listen")
	s.enterShell()
	family := append(children(cmd.Process.Pid), cmd.Process.Pid)
	s.press(before + "while sleep 0.01; do echo late; done\r") // a read under way holds the terminal open until it ends
	s.tty.Close()
	awaitDeath(t, family)
}

// TestAShellInTheLab opens a shell inside a lesson and comes back from it to
// the same screen. Then it opens another and ends tcplab from outside, by a
// signal that an interactive shell ignores.
func TestAShellInTheLab(t *testing.T) {
	needPrivate(t)
	for _, shell := range []string{"sh", "bash"} {
		t.Run(shell, func(t *testing.T) {
			labtest.Need(t, shell)
			cmd := exec.Command(testProgram(t), "run", "connection")
			cmd.Args[0] = "tcplab"
			cmd.Env = []string{"SHELL=" + shell, "ENV=", "HOME=" + t.TempDir()}
			s := startCommand(t, cmd, 80, 24)
			s.await(0, "server calls Listen")
			s.enterShell()
			from := s.mark()
			s.press("kill -STOP $$\r") // nobody could type fg
			s.press("echo on-$((1 + 1))\r")
			s.await(from, "on-2")
			from = s.mark()
			s.press("exit\r")
			s.await(from, "server calls Listen")
			s.enterShell()
			family := children(cmd.Process.Pid)
			cmd.Process.Signal(syscall.SIGTERM)
			if code := s.ended(); code != statusError || !s.restored() {
				t.Errorf("it ended with status %d, terminal restored: %v; want %d and true", code, s.restored(), statusError)
			}
			awaitDeath(t, family)
		})
	}
}
