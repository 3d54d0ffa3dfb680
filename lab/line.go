package lab

import "tcplab/lab/trace"

// Line is a line that a student may give to a program.
type Line struct {
	Text string // "write"
	When When   // the line is offered only then
}

// When is a condition on the host whose program is to read a line.
type When int

// The conditions.
const (
	Always    When = iota
	Deaf           // it has no listener
	Listening      // it has a listener
	Silent         // no dialling of its own is under way
	Connected      // it holds a connection, or has lost one
)

// Tell gives host's program one of its Lines to read.
func Tell(host, line string) trace.Move {
	return trace.Move{Kind: trace.MoveInput, Host: host, Name: line}
}
