//go:build unix

package panel

import (
	"errors"
	"os"
	"sync"
	"syscall"
	"time"

	"github.com/gdamore/tcell/v2"
	"github.com/gdamore/tcell/v2/terminfo"
)

// openTty opens this process's terminal, and says how it is written to; nil if
// tcell knows that from TERM.
func openTty() (*typedTty, *terminfo.Terminfo, error) {
	tty, err := tcell.NewDevTty()
	if err != nil {
		return nil, nil, err
	}
	typed := newTypedTty(&shownTty{Tty: tty})
	typed.interrupt = interrupt
	return typed, unpadded(os.Getenv("TERM")), nil
}

// interrupt does what a terminal does at Ctrl-C whose keys no program takes one by
// one (termios(3), INTR).
func interrupt() { syscall.Kill(os.Getpid(), syscall.SIGINT) }

// A shownTty is a terminal on which frames are shown, as long as somebody looks.
// If nobody reads them, a write blocks once the terminal's queue is full. hurry
// ends that, so that the panel can be left.
type shownTty struct {
	tcell.Tty

	mu      sync.Mutex
	out     *os.File // is written to, with deadlines; nil if the terminal has none
	hurried bool     // writes must end soon
	unread  bool     // one did not, so nothing more is written
}

// The times for which a write may still take once there is a hurry.
const (
	lastFrame = 300 * time.Millisecond // the write under way
	lastWords = 100 * time.Millisecond // each write after it; they put the terminal in order
)

// Start takes the terminal.
func (t *shownTty) Start() error {
	if err := t.Tty.Start(); err != nil {
		return err
	}
	out, err := os.OpenFile("/dev/tty", os.O_WRONLY, 0)
	if err != nil {
		return nil // tcell's own file is written to
	}
	if out.SetWriteDeadline(time.Time{}) != nil {
		out.Close()
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.out, t.unread = out, false
	return nil
}

// Stop gives the terminal back. It drops everything typed up to now but the key that
// leaves.
func (t *shownTty) Stop() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.out != nil {
		t.out.Close()
		t.out = nil
	}
	if dropAhead() {
		defer interrupt()
	}
	return t.Tty.Stop()
}

// hurry ends the write under way soon, and every later one.
func (t *shownTty) hurry() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.hurried = true
	if t.out != nil {
		t.out.SetWriteDeadline(time.Now().Add(lastFrame))
	}
}

// Write writes a part of a frame. If there is a hurry and nobody reads, it drops
// that part and what waits in the terminal's queue, so that the queue has room for
// what puts the terminal in order.
func (t *shownTty) Write(p []byte) (n int, err error) {
	t.mu.Lock()
	out, hurried, unread := t.out, t.hurried, t.unread
	if out != nil && hurried {
		out.SetWriteDeadline(time.Now().Add(lastWords))
	}
	t.mu.Unlock()
	again := false
	switch {
	case out == nil:
		return t.Tty.Write(p)
	case unread:
		return len(p), nil
	}
	for {
		n, err = out.Write(p)
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			return n, err
		}
		if conn, err := out.SyscallConn(); err == nil {
			conn.Control(func(fd uintptr) { dropOutput(int(fd)) })
		}
		if !hurried { // it was the frame under way
			return len(p), nil
		}
		if again {
			break
		}
		// One of the last words. On a busy machine its time may have gone by before
		// it was tried, and now there is room for it.
		again = true
		out.SetWriteDeadline(time.Now().Add(lastWords))
	}
	t.mu.Lock()
	t.unread = true
	t.mu.Unlock()
	return len(p), nil
}

// WindowSize returns the size of the window. If the terminal does not know it,
// tcell believes COLUMNS and LINES, which may hold anything.
func (t *shownTty) WindowSize() (tcell.WindowSize, error) {
	size, err := t.Tty.WindowSize()
	return drawn(size), err
}
