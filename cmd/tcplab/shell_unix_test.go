//go:build unix

package main

import (
	"os/exec"
	"syscall"
	"testing"
)

// TestAShellInTheLab opens a shell inside a lesson, comes back from it to the
// same screen, opens another, and ends tcplab from outside meanwhile. An
// interactive shell ignores the signal that asks tcplab to end.
func TestAShellInTheLab(t *testing.T) {
	needPrivate(t)
	for _, shell := range []string{"sh", "bash"} {
		t.Run(shell, func(t *testing.T) {
			need(t, shell)
			cmd := exec.Command(testProgram(t), "run", "connection")
			cmd.Args[0] = "tcplab"
			cmd.Env = []string{"SHELL=" + shell, "ENV=", "HOME=" + t.TempDir()}
			s := startCommand(t, cmd, 80, 24)
			s.await(0, "server calls Listen")
			enter := func() {
				from := s.mark()
				s.press("!")
				s.await(from, "exit comes back")
				s.press("echo inside-$((40 + 2))\r")
				s.await(from, "inside-42") // the shell reads, and what it is told is done
			}
			enter()
			from := s.mark()
			s.press("exit\r")
			s.await(from, "server calls Listen")
			enter()
			family := children(cmd.Process.Pid)
			cmd.Process.Signal(syscall.SIGTERM)
			if code := s.ended(); code != statusError || !s.restored() {
				t.Errorf("it ended with status %d, terminal restored: %v; want %d and true", code, s.restored(), statusError)
			}
			awaitDeath(t, family)
		})
	}
}
