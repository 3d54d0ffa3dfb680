package main

import (
	"os"
	"syscall"
	"testing"
)

// TestAnInterruptOfALentTerminal: on Windows Ctrl-C reaches tcplab, too, while a
// shell has the console. All other signals, and every one before and after the
// shell, mean that tcplab is to end.
func TestAnInterruptOfALentTerminal(t *testing.T) {
	for _, c := range []struct {
		why   string
		came  os.Signal
		lent  bool
		leave bool
	}{
		{"Ctrl-C in plain text", os.Interrupt, false, true},
		{"Ctrl-C in a shell on Windows", os.Interrupt, true, false},
		{"the window is closed under a shell", syscall.SIGTERM, true, true},
	} {
		e := &env{}
		e.lent.Store(c.lent)
		came := make(chan os.Signal, 1)
		came <- c.came
		close(came)
		left := false
		e.heed(came, func() { left = true })
		if left != c.leave {
			t.Errorf("%s: tcplab ends: %v, want %v", c.why, left, c.leave)
		}
	}
	e := &env{}
	back := e.lend()
	if e.lent.Load() != interruptsReachAll {
		t.Errorf("lent for interrupts: %v, want %v: elsewhere only the terminal's foreground gets them, and a signal to tcplab is meant for it",
			e.lent.Load(), interruptsReachAll)
	}
	if back(); e.lent.Load() {
		t.Error("the terminal is still lent after the shell")
	}
}

// TestAShellIsToldOfACommandThatThereIs: ss is Linux's alone.
func TestAShellIsToldOfACommandThatThereIs(t *testing.T) {
	for system, want := range map[string]string{"linux": "ss -tan", "windows": "netstat -an -p tcp", "darwin": "netstat -an -p tcp"} {
		if got := sockets(system); got != want {
			t.Errorf("on %s sockets are listed by %q, want %q", system, got, want)
		}
	}
}
