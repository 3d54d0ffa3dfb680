//go:build !linux

package wire

import (
	"context"
	"errors"
	"os/exec"
	"runtime"

	"tcplab/lab/kernel"
)

// errNoPrivate is the error of all methods here.
var errNoPrivate = errors.New("there is no private network on " + runtime.GOOS +
	": use --net host, or run tcplab on Linux")

// Namespace is the private network, which only Linux has.
type Namespace struct{}

// NewPrivate always fails on this system.
func NewPrivate(Settings) (*Namespace, error) { return nil, errNoPrivate }

// Do always fails on this system.
func (*Namespace) Do(func() error) error { return errNoPrivate }

// Start always fails on this system.
func (*Namespace) Start(*exec.Cmd) error { return errNoPrivate }

// Read always fails on this system.
func (*Namespace) Read([]byte) (int, error) { return 0, errNoPrivate }

// Write always fails on this system.
func (*Namespace) Write([]byte) error { return errNoPrivate }

// Pass always fails on this system.
func (*Namespace) Pass(context.Context, func([]byte)) error { return errNoPrivate }

// Crossed counts nothing on this system.
func (*Namespace) Crossed() (packets int64, idle bool) { return 0, true }

// Ready never signals on this system.
func (*Namespace) Ready() <-chan struct{} { return nil }

// Reader returns nil on this system.
func (*Namespace) Reader() *kernel.Reader { return nil }

// Lost counts nothing on this system.
func (*Namespace) Lost() (int, error) { return 0, nil }

// Path names nothing on this system.
func (*Namespace) Path() string { return "" }

// Close does nothing on this system.
func (*Namespace) Close() error { return nil }

// Reexec does nothing on this system.
func Reexec(inner bool) (status int, done bool, err error) { return 0, false, nil }

// Lifeline does nothing on this system, because it has no inner process.
func Lifeline(func()) (inner bool) { return false }

// User changes nothing on this system, because every program has its user's
// identity.
type User struct{}

// NewUser returns a User that changes nothing.
func NewUser() (*User, error) { return nil, nil }

// Own changes nothing on this system.
func (*User) Own(*exec.Cmd) {}

// Close does nothing on this system.
func (*User) Close() error { return nil }

// Path names nothing on this system.
func (*User) Path() string { return "" }

// Probe reports that this system has no private network.
func Probe(inner bool, failed error) []Check {
	return []Check{{Name: "private network", Detail: errNoPrivate.Error(), Remedies: Remedies{Remedy: "tcplab run LESSON --net host"}}}
}
