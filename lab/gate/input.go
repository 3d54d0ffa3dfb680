package gate

import (
	"io"
	"os"
	"sync"
)

// input is what the program can read from lab/os.Stdin: the lines that the
// bench gives it. It is no pipe, so that a program that waits for a line is a
// parked goroutine on every operating system, and so that the reader, which
// fills it, never blocks. There is no end of file.
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

// Stdin returns what a program reads as its standard input: in a host process
// the lines that the bench gives it with Peer.Input, else os.Stdin.
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
	return h.input.read(p), nil
}

// Print writes to the program's output, which is no call and has no gate. The
// settler knows it by its name: a program that waits for the bench to read its
// output is not at rest.
func Print(p []byte) (int, error) { return os.Stdout.Write(p) }

// PrintError is Print for standard error, which in a host is the same stream.
func PrintError(p []byte) (int, error) { return os.Stderr.Write(p) }

// Args returns what os.Args is in the program: the host's name and the
// lesson's arguments in a host process, else this process's own.
func Args() []string {
	if cfg, ok := FromEnv(); ok {
		return cfg.args()
	}
	return os.Args
}
