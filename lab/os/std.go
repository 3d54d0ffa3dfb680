package os

import (
	"os"

	"tcplab/lab/gate"
)

// The open files that every program begins with. Reading and writing them is
// no call and does not wait at the gate.
var (
	Stdin  = &Stream{name: "/dev/stdin"}
	Stdout = &Stream{name: "/dev/stdout"}
	Stderr = &Stream{name: "/dev/stderr"}
)

// Stream is one of Stdin, Stdout and Stderr. In the standard package these are
// files; programs use them as io.Reader and io.Writer.
type Stream struct{ name string }

// Name returns the stream's name, as a path.
func (s *Stream) Name() string { return s.name }

// Read reads what the student typed, from Stdin.
func (s *Stream) Read(p []byte) (int, error) {
	if s != Stdin {
		return 0, &PathError{Op: "read", Path: s.name, Err: os.ErrInvalid}
	}
	return gate.Stdin().Read(p)
}

// Write prints, to Stdout or Stderr.
func (s *Stream) Write(p []byte) (int, error) {
	switch s {
	case Stdout:
		return gate.Print(p)
	case Stderr:
		return gate.PrintError(p)
	}
	return 0, &PathError{Op: "write", Path: s.name, Err: os.ErrInvalid}
}

// WriteString prints s, to Stdout or Stderr.
func (s *Stream) WriteString(text string) (int, error) { return s.Write([]byte(text)) }
