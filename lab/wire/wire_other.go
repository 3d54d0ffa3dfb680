//go:build !linux

package wire

import (
	"context"
	"os/exec"
	"runtime"

	"tcplab/lab/kernel"
	"tcplab/lab/words"
)

// errNoPrivate is the error of all methods here.
var errNoPrivate = words.Errorf("there is no private network on %s: use --net netstack, a model, or run tcplab on Linux, in WSL2, Lima or Docker for example",
	"%s 上没有私有网络：请用 --net netstack，即模型，或者在 Linux 上运行 tcplab，例如用 WSL2、Lima 或 Docker", runtime.GOOS)

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
func (*Namespace) Pass(context.Context, func([]byte) int) error { return errNoPrivate }

// Crossed counts nothing on this system.
func (*Namespace) Crossed() (packets int64, idle bool) { return 0, true }

// Ready never signals on this system.
func (*Namespace) Ready() <-chan struct{} { return nil }

// Reader returns nil on this system.
func (*Namespace) Reader() *kernel.Reader { return nil }

// Lost counts nothing on this system.
func (*Namespace) Lost() (int, error) { return 0, nil }

// NoIPv6 tells nothing on this system.
func (*Namespace) NoIPv6() error { return nil }

// Lacks reports true on this system.
func (*Namespace) Lacks(string) bool { return true }

// Tries tells nothing on this system.
func (*Namespace) Tries() (Tries, bool) { return Tries{}, false }

// Ports tells nothing on this system.
func (*Namespace) Ports() (first, last int, ok bool) { return 0, 0, false }

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
	return []Check{{Name: privateName, Detail: words.Say("%v", "%v", errNoPrivate), Remedies: Remedies{Remedy: "tcplab run LESSON --net host"}}}
}
