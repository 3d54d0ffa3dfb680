package wire

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"sync"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"tcplab/lab/kernel"
	"tcplab/lab/words"
)

// Two goroutines belong to a Namespace. The keeper is locked to the one thread
// that lives in the network namespace, and runs there the functions that Do
// hands to it. When the keeper ends, its thread ends with it. The watcher
// (tun_linux.go) waits for packets. All methods may be called from any
// goroutine, but only one goroutine at a time may call Read, Write and Pass.

// errClosed is the error of a closed network.
var errClosed = words.Errorf("the private network is closed: make a new one", "私有网络已经关闭：请新建一个")

// Namespace is the private network. It has a network namespace in which
// 127.0.0.0/8 is routed through a TUN device, and that device.
type Namespace struct {
	*tun
	jobs   chan func()
	ended  chan struct{} // closed by Close
	tid    int
	reader *kernel.Reader
	noIPv6 error
	wants  Settings
	close  sync.Once
}

// NewPrivate makes a private network. It needs an open /dev/net/tun and the
// right to make a network namespace; real root has that right, and an ordinary
// user gets it by Reexec. The error says which of them is missing and what
// would help.
func NewPrivate(s Settings) (*Namespace, error) {
	n := &Namespace{jobs: make(chan func()), ended: make(chan struct{}), wants: s}
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

// keep is the keeper. It never unlocks its thread, so that the runtime ends the
// thread with it and runs no other goroutine in the namespace.
func (n *Namespace) keep(ready chan<- error) {
	runtime.LockOSThread()
	if unix.Gettid() == unix.Getpid() {
		// The main thread must not enter the namespace, or /proc/PID would seem
		// to live there. While this goroutine occupies it, the next one gets
		// another thread.
		inner := make(chan error)
		go n.keep(inner)
		ready <- <-inner
		runtime.UnlockOSThread()
		return
	}
	if err := enter(n.wants); err != nil {
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

// enter moves the calling thread into a network namespace of its own.
func enter(s Settings) error {
	if err := unix.Unshare(unix.CLONE_NEWNET); err != nil || !s.Listed {
		return err
	}
	// A kernel that lists sockets looks at all buckets of its table, and the machine's
	// table may have 262,144 of them. A namespace has a table of its own if the one in
	// which it is made says so (ip-sysctl.rst, tcp_child_ehash_entries). The limits
	// that follow from the table's size stay those of this machine.
	limits := []string{"tcp_max_tw_buckets", "tcp_max_syn_backlog"}
	was := make([][]int, len(limits))
	for i, name := range limits {
		var err error
		if was[i], err = sysctlNumbers(name, 1); err != nil {
			return nil // without a table of its own it is only slower
		}
	}
	if set("net.ipv4.tcp_child_ehash_entries", strconv.Itoa(buckets)) != nil || unix.Unshare(unix.CLONE_NEWNET) != nil {
		return nil
	}
	for i, name := range limits {
		set("net.ipv4."+name, strconv.Itoa(was[i][0])) // if no setting can be written, prepare says so
	}
	return nil
}

// buckets is the size of the kernel's table of connections in a network that is
// listed.
const buckets = 16_384

// build runs on the namespace's thread. It opens the device and the reader,
// which belong to the namespace, and prepares the network.
func (n *Namespace) build(s Settings) (err error) {
	if n.tun, err = openTUN(); err != nil {
		return err
	}
	if err = prepare(n.tun.name, s); err != nil {
		return err
	}
	if s.IPv6 {
		n.noIPv6 = n.holdIPv6(s)
	}
	n.reader, err = kernel.NewReader()
	return err
}

// NoIPv6 returns why a network has no IPv6 though its settings ask for it; else
// nil.
func (n *Namespace) NoIPv6() error { return n.noIPv6 }

// Do runs f on the thread that lives in the namespace and waits for it. Sockets
// that f opens and processes that it starts belong to the namespace. f must not
// change the thread.
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

// Lost returns the number of packets for which the device's queue had no room,
// because kernels sent faster than the device was read. They were never on the
// wire.
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
		return 0, words.Errorf("the device's statistics cannot be read: %w", "读不到设备的统计：%w", err)
	}
	return int(lost), nil
}

// Tries returns how often the namespace's kernel tries before it gives up. ok is
// false if it does not tell.
func (n *Namespace) Tries() (t Tries, ok bool) {
	err := n.Do(func() error {
		for _, s := range []struct {
			name string
			to   *int
		}{
			{"tcp_syn_retries", &t.SYN},
			{"tcp_syn_linear_timeouts", &t.Linear},
			{"tcp_synack_retries", &t.SYNACK},
			{"tcp_retries2", &t.Data},
			{"tcp_orphan_retries", &t.Orphan},
		} {
			numbers, err := sysctlNumbers(s.name, 1)
			if errors.Is(err, fs.ErrNotExist) && s.to == &t.Linear {
				continue // the kernel is older than Linux 6.5
			}
			if err != nil {
				return err
			}
			*s.to = numbers[0]
		}
		return nil
	})
	return t, err == nil
}

// Ports returns the first and the last of the ports from which the namespace's
// kernel chooses for a program that asks for none. A program with the rights of
// root may change them at any time. ok is false if the kernel does not tell.
func (n *Namespace) Ports() (first, last int, ok bool) {
	var numbers []int
	err := n.Do(func() (err error) {
		numbers, err = sysctlNumbers("ip_local_port_range", 2)
		return err
	})
	if err != nil {
		return 0, 0, false
	}
	return numbers[0], numbers[1], true
}

// sysctlNumbers reads a sysctl of IPv4 that has so many numbers, in the calling
// thread's namespace.
func sysctlNumbers(name string, count int) ([]int, error) {
	text, err := os.ReadFile("/proc/sys/net/ipv4/" + name)
	if err != nil {
		return nil, err
	}
	var numbers []int
	for _, field := range strings.Fields(string(text)) {
		n, err := strconv.Atoi(field)
		if err != nil {
			return nil, err
		}
		numbers = append(numbers, n)
	}
	if len(numbers) != count {
		return nil, errors.ErrUnsupported
	}
	return numbers, nil
}

// Path returns the file that names the namespace, for nsenter(1): --net=PATH.
func (n *Namespace) Path() string {
	return fmt.Sprintf("/proc/%d/task/%d/ns/net", unix.Getpid(), n.tid)
}

// Close ends the thread and releases the device. Processes that still run in
// the namespace keep it alive without a wire, so end them first.
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

// A Wire can use a Namespace as its device.
var (
	_ Device = (*Namespace)(nil)
	_ Passer = (*Namespace)(nil)
)
