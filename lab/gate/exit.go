package gate

import (
	"bytes"
	"fmt"
	"strings"
	"syscall"
)

// ended returns how the process ended, and takes the runtime's report of a
// panic out of the output. The caller holds mu and has waited for the process.
func (p *Peer) ended() *Ended {
	state := p.cmd.ProcessState
	e := &Ended{Code: -1}
	if state != nil {
		e.Code = state.ExitCode()
		if s, ok := state.Sys().(syscall.WaitStatus); ok && s.Signaled() {
			e.Signal = s.Signal().String()
		}
	}
	if p.killed && e.Signal == "" && e.Code != 0 {
		e.Code, e.Signal = -1, "killed" // Windows has no signals
	}
	if e.Code == crashCode {
		if i := crash(p.tail.kept); i >= 0 {
			e.Crash = string(p.tail.kept[i:])
			p.tail.kept = p.tail.kept[:i]
		}
	}
	return e
}

// crashCode is the exit status of a Go program that panicked.
const crashCode = 2

// crash returns the index in output at which the Go runtime's report of a panic
// begins, -1 if there is none. The report begins with the last line that starts
// with one of the two words below and has a goroutine's stack after it. (Panics
// during a panic are indented.)
func crash(output []byte) int {
	stack := bytes.LastIndex(output, []byte("\ngoroutine "))
	if stack < 0 {
		return -1
	}
	best := -1
	for _, word := range []string{"panic: ", "fatal error: "} {
		if bytes.HasPrefix(output, []byte(word)) {
			best = max(best, 0)
		}
		if i := bytes.LastIndex(output[:stack+1], []byte("\n"+word)); i >= 0 {
			best = max(best, i+1)
		}
	}
	return best
}

// String returns the end in words: "exit 0", "killed", "panic: …".
func (e Ended) String() string {
	switch {
	case e.Signal != "":
		return e.Signal
	case e.Crash != "":
		first, _, _ := strings.Cut(e.Crash, "\n")
		return first
	}
	return fmt.Sprintf("exit %d", e.Code)
}
