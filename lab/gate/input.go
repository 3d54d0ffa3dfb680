package gate

import (
	"bytes"
	"io"
	"os"
	"sync"
)

// input holds the lines that the bench gave and the program has not yet read
// from lab/os.Stdin. It is no pipe, for two reasons: a program that waits for a
// line must be a parked goroutine on every operating system, and the reader,
// which fills it, must never block. There is no end of file.
type input struct {
	mu   sync.Mutex
	some *sync.Cond
	text []byte
}

func (in *input) init() { in.some = sync.NewCond(&in.mu) }

func (in *input) add(text string) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.text = append(in.text, text...)
	in.some.Broadcast()
}

func (in *input) read(p []byte) int {
	in.mu.Lock()
	defer in.mu.Unlock()
	for len(in.text) == 0 {
		in.some.Wait()
	}
	n := copy(p, in.text)
	in.text = in.text[n:]
	return n
}

// holds reports whether text is there that the program has not read.
func (in *input) holds() bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	return len(in.text) > 0
}

// StdinRead is the name of the call with which a program waits for a line.
// Peer.Input lets it go.
const StdinRead = "Stdin.Read"

// Stdin returns a program's standard input: in a host process the lines that
// the bench gives with Peer.Input, else os.Stdin. In a host a Read that finds no
// text is a call, StdinRead: it waits at its gate until a line comes.
func Stdin() io.Reader { return stdin{} }

type stdin struct{}

func (stdin) Read(p []byte) (int, error) {
	h := current.Load()
	switch {
	case h == nil:
		return os.Stdin.Read(p)
	case len(p) == 0:
		return 0, nil
	}
	var c *Call
	if !h.input.holds() { // the rest of a line needs no further gate
		c = Enter(StdinRead, nil, func() string { return "os.Stdin" })
	}
	n := h.input.read(p)
	c.End(n, nil, func() string { return Quote(bytes.TrimRight(p[:n], "\n")) })
	return n, nil
}

// Print writes to the program's output, which is no call and has no gate. It is
// a function of this package so that inCall, which looks at names on the stack,
// does not take it for a call: a program that waits for the bench to read its
// output has not settled.
func Print(p []byte) (int, error) { return os.Stdout.Write(p) }

// PrintError is Print for standard error. In a host both are one stream.
func PrintError(p []byte) (int, error) { return os.Stderr.Write(p) }

// Args returns the value of os.Args in the program: in a host process the
// host's name and the lesson's arguments, else this process's own.
func Args() []string {
	if cfg, ok := FromEnv(); ok {
		return cfg.args()
	}
	return os.Args
}
