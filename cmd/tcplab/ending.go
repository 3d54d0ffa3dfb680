package main

import (
	"fmt"
	"os"
	"sync"
	"time"

	"golang.org/x/term"

	"tcplab/lab/panel"
)

// endWithin is the time that this process has to end by itself once somebody
// wants it to. Then it is cut off, so that it is gone two seconds after a signal
// or a key, whatever hangs.
const endWithin = 1500 * time.Millisecond

// restoreWithin is the time in which a process that is cut off puts the terminal
// in order.
const restoreWithin = 300 * time.Millisecond

// An ending cuts this process off if it is to end and does not. A nil ending
// never does.
type ending struct {
	cut func() // ends the process

	mu    sync.Mutex
	timer *time.Timer // runs once the process is to end; nil before that
	holds int         // others for whom this process stands, and who end by themselves
}

// soon begins to wait for the end.
func (e *ending) soon() {
	if e == nil {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.timer == nil {
		e.timer = time.AfterFunc(endWithin, e.now)
	}
}

// pageWithin is the time that this process has instead while it writes what the
// student has asked for.
const pageWithin = 10 * time.Second

// later gives this process more time, from now, if somebody waits for its end.
func (e *ending) later(within time.Duration) {
	if e == nil {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.timer != nil && e.timer.Stop() {
		e.timer.Reset(within)
	}
}

// notYet says that the process goes on after all.
func (e *ending) notYet() {
	if e == nil {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.timer != nil {
		e.timer.Stop()
		e.timer = nil
	}
}

// hold keeps this process until release is called, because it stands for another
// process and waits for that one's end.
func (e *ending) hold() (release func()) {
	if e == nil {
		return func() {}
	}
	add := func(n int) {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.holds += n
	}
	add(1)
	return func() { add(-1) }
}

func (e *ending) now() {
	e.mu.Lock()
	held := e.holds > 0
	e.mu.Unlock()
	if !held {
		e.cut()
	}
}

// goOn says that one view was left for another one, and not tcplab.
func (e *env) goOn() {
	e.ending.notYet()
	if e.ctx.Err() != nil { // but a signal holds
		e.ending.soon()
	}
}

// cutOff ends this process at once. It first puts the terminal in order, if a panel
// has it. A write to a terminal or a pipe that nobody reads may block, so nothing
// here waits for one.
func (e *env) cutOff(terminal *modes) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		if terminal.changed() {
			panel.Tidy()
		}
		terminal.restore()
		fmt.Fprintf(e.errs, e.say("tcplab: something hung and was cut off after %v: what was being written may not be whole\n",
			"tcplab: 有什么卡住了，%v 后被强行结束：正在写的东西可能不完整\n"), endWithin)
	}()
	select {
	case <-done:
	case <-time.After(restoreWithin):
		terminal.restore()
	}
	os.Exit(statusError)
}

// modes are a terminal's modes at some time (termios(3)): those of its input, and
// those of its output, which are others on Windows. Nil modes are those of an input
// that is no terminal.
type modes struct {
	tty    int // the input
	states map[int]*term.State
}

// terminalModes returns the present modes of the terminal.
func (e *env) terminalModes() *modes {
	m := &modes{states: map[int]*term.State{}}
	for _, stream := range []any{e.out, e.in} {
		file, ok := stream.(*os.File)
		if !ok {
			continue
		}
		fd := int(file.Fd())
		if state, err := term.GetState(fd); err == nil {
			m.tty, m.states[fd] = fd, state
		}
	}
	if in, ok := e.in.(*os.File); !ok || m.states[int(in.Fd())] == nil {
		return nil
	}
	return m
}

// changed reports whether the terminal's modes are others now.
func (m *modes) changed() bool {
	if m == nil {
		return false
	}
	for fd, state := range m.states {
		if now, err := term.GetState(fd); err == nil && *now != *state {
			return true
		}
	}
	return false
}

// restore sets the modes again, and makes this process the terminal's foreground:
// else it may not set them.
func (m *modes) restore() {
	if m != nil && m.changed() {
		comeForward(m.tty)
		for fd, state := range m.states {
			term.Restore(fd, state)
		}
	}
}
