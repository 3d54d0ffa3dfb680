package wire

import (
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"sync"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"tcplab/lab/kernel"
)

// Two goroutines belong to a Namespace. The keeper is locked to the one thread
// that lives in the network namespace, and runs there what Do hands to it; when
// it ends the thread ends with it. The watcher (tun_linux.go) waits for packets
// nobody asked for. Everything else may be called from any goroutine, except
// that Read, Write and Pass are for one at a time.

// errClosed is what a closed network answers.
var errClosed = errors.New("the private network is closed: make a new one")

// Namespace is the private network: a network namespace of its own in which
// 127.0.0.0/8 is routed through a TUN device, and that device.
type Namespace struct {
	*tun
	jobs   chan func()
	ended  chan struct{} // closed by Close
	tid    int
	reader *kernel.Reader
	close  sync.Once
}

// NewPrivate makes a private network. It needs the right to make a network
// namespace (real root has it, an ordinary user gets it by Reexec) and an
// open /dev/net/tun; its error says which of them is missing and what would
// help.
func NewPrivate(s Settings) (*Namespace, error) {
	n := &Namespace{jobs: make(chan func()), ended: make(chan struct{})}
	ready := make(chan error)
	go n.keep(ready)
	if err := <-ready; err != nil {
		return nil, err
	}
	if err := n.Do(func() error { return n.build(s) }); err != nil {
		return nil, errors.Join(err, n.Close())
	}
	return n, nil
}

// keep is the keeper's life. It never unlocks its thread, so that the runtime
// does away with it and nobody else is scheduled into the namespace.
func (n *Namespace) keep(ready chan<- error) {
	runtime.LockOSThread()
	if unix.Gettid() == unix.Getpid() {
		// The main thread must not go: /proc/PID would seem to live in the
		// namespace. Occupied by this goroutine it cannot be had by the next.
		inner := make(chan error)
		go n.keep(inner)
		ready <- <-inner
		runtime.UnlockOSThread()
		return
	}
	if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
		ready <- unshareError(err)
		return
	}
	n.tid = unix.Gettid()
	ready <- nil
	for {
		select {
		case job := <-n.jobs:
			job()
		case <-n.ended:
			return
		}
	}
}

// build does on the namespace's thread what must be done there: opening what
// belongs to it, and the recipe.
func (n *Namespace) build(s Settings) (err error) {
	if n.tun, err = openTUN(); err != nil {
		return err
	}
	if err = prepare(n.tun.name, s); err != nil {
		return err
	}
	n.reader, err = kernel.NewReader()
	return err
}

// Do runs f on the thread that lives in the namespace and waits for it: what f
// opens or starts belongs to the namespace. f must not change the thread.
func (n *Namespace) Do(f func() error) error {
	done := make(chan error, 1)
	select {
	case n.jobs <- func() { done <- f() }:
		return <-done
	case <-n.ended:
		return errClosed
	}
}

// Start starts a process whose sockets live in the namespace.
func (n *Namespace) Start(cmd *exec.Cmd) error { return n.Do(cmd.Start) }

// Reader reads the namespace's sockets. It is closed with the namespace.
func (n *Namespace) Reader() *kernel.Reader { return n.reader }

// Lost counts the packets that the device's queue had no room for, because
// kernels sent faster than the device was read. They never were on the wire.
func (n *Namespace) Lost() (int, error) {
	var lost uint64
	err := n.Do(func() error {
		link, err := netlink.LinkByName(n.tun.name)
		if err == nil && link.Attrs().Statistics != nil {
			lost = link.Attrs().Statistics.TxDropped
		}
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("the device's statistics cannot be read: %w", err)
	}
	return int(lost), nil
}

// Path names the namespace for nsenter(1): --net=PATH.
func (n *Namespace) Path() string {
	return fmt.Sprintf("/proc/%d/task/%d/ns/net", unix.Getpid(), n.tid)
}

// Close ends the thread and releases the device. Processes that still run in
// the namespace keep it alive, without a wire; end them before.
func (n *Namespace) Close() (err error) {
	n.close.Do(func() {
		if n.tun != nil {
			err = n.tun.Close()
		}
		if n.reader != nil {
			err = errors.Join(err, n.reader.Close())
		}
		close(n.ended)
	})
	return err
}

// The promise to the Wire.
var (
	_ Device = (*Namespace)(nil)
	_ Passer = (*Namespace)(nil)
)
