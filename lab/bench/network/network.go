package network

import (
	"context"
	"errors"
	"net"
	"os/exec"
	"runtime"
	"strconv"
	"sync/atomic"
	"syscall"
	"time"

	"tcplab/lab"
	"tcplab/lab/bench/table"
	"tcplab/lab/gate"
	"tcplab/lab/kernel"
	"tcplab/lab/wire"
	"tcplab/lab/words"
)

// Network is a network in which a lesson's sockets live. Another TCP stack can
// take its place.
type Network interface {
	Start(cmd *exec.Cmd) error                     // starts a process whose sockets live in the network
	Take() (wire.News, error)                      // returns the packets sent since the last Take; does not wait
	Held() []wire.Packet                           // lists the packets that wait, oldest first
	Deliver(id int) error                          // lets a held packet arrive
	Drop(id int) ([]wire.Packet, error)            // throws a held packet away; returns the copies that stay on the wire
	Duplicate(id int) (wire.Packet, error)         // lets a held packet arrive; holds and returns a copy of it
	Cut(loses func(*wire.Packet) bool) error       // from now on those packets are lost as they are sent; nil mends the wire. While Run runs, loses is called on another goroutine
	Lose(id int) error                             // a held packet is lost, because the wire was cut before it was sent
	Copy(id int) (wire.Packet, error)              // holds and returns a copy of a held packet
	Run(ctx context.Context) ([]wire.Tally, error) // lets everything cross until ctx is done
	Crossed() (packets int64, idle bool)           // counts packets that crossed in Runs; idle if none is on its way now
	Ready() <-chan struct{}                        // receives if something was sent though nobody asked
	Sockets() table.Reader                         // reads the socket table
	Close() error
}

// Stack is a Network whose sockets live in this process.
type Stack interface {
	Network

	// Join lets a host have sockets in the stack, whose requests are answered by
	// answer; leave closes them.
	Join(host string, answer func(gate.Ret) error) (kernel gate.Kernel, leave func())

	Serve() (answered bool, err error)           // answers the requests that can be answered now
	Advance() (by time.Duration, timerRuns bool) // moves the clock to the next timer
}

// privateNetwork is a network namespace of its own, whose packets are held.
type privateNetwork struct {
	held
	space *wire.Namespace
}

// NewPrivate makes a private network, which is open to any program or belongs to a
// lesson. Its packets are also written to the file pcapng, unless that is "". passed
// counts the bytes of data that Run lets through.
func NewPrivate(s lab.Settings, pcapng string, open bool, passed *atomic.Int64) (Network, error) {
	settings, maxHeld := wireSettings(s), MaxHeldLesson
	if open {
		settings.Listed, maxHeld = true, MaxHeldOpen
	}
	space, err := wire.NewPrivate(settings)
	if err != nil {
		return nil, err
	}
	h, err := hold(space, pcapng, maxHeld, passed)
	if err != nil {
		return nil, errors.Join(err, space.Close())
	}
	return &privateNetwork{h, space}, nil
}

// wireSettings returns a lesson's settings as the wire knows them.
func wireSettings(s lab.Settings) wire.Settings {
	return wire.Settings{MTU: s.MTU, Clock: clocks[s.Clock], Brisk: s.Brisk, IPv6: s.IPv6, Sysctls: s.Sysctls}
}

var clocks = map[lab.Clock]wire.Clock{
	lab.Calm:     wire.Calm,
	lab.Ordinary: wire.Ordinary,
	lab.Own:      wire.Own,
}

// Usual returns how long the timers usually run that a lesson's settings
// stretch on a private network.
func Usual(s lab.Settings) wire.Usual { return wireSettings(s).Usual() }

// These are the largest numbers of packets that may wait on the private network
// at once. In an open lab any program may flood the wire, and looking at it
// must stay quick. If the run step of a lesson that sends a file is cut short,
// all bytes in the kernel's buffers may be held on the wire, some 6 MB for each
// connection, and none of them may be lost.
const (
	MaxHeldOpen   = 1024
	MaxHeldLesson = 16_384
)

// Path returns the file that names the network's namespace, for nsenter(1).
func (n *privateNetwork) Path() string { return n.space.Path() }

// Tries returns how often the network's kernel tries before it gives up.
func (n *privateNetwork) Tries() (wire.Tries, bool) { return n.space.Tries() }

// Ports returns the ports from which the network's kernel chooses.
func (n *privateNetwork) Ports() (first, last int, ok bool) { return n.space.Ports() }

// NoIPv6 returns why the network has no IPv6 though its settings ask for it; else
// nil.
func (n *privateNetwork) NoIPv6() error { return n.space.NoIPv6() }

// Lacks reports whether the network's kernel cannot do what a row of a script needs.
func (n *privateNetwork) Lacks(need string) bool { return n.space.Lacks(need) }

// Lost returns the number of packets that never reached the wire.
func (n *privateNetwork) Lost() (int, error) { return n.space.Lost() }

func (n *privateNetwork) Start(cmd *exec.Cmd) error { return n.space.Start(cmd) }
func (n *privateNetwork) Crossed() (int64, bool)    { return n.space.Crossed() }
func (n *privateNetwork) Ready() <-chan struct{}    { return n.space.Ready() }
func (n *privateNetwork) Sockets() table.Reader     { return n.space.Reader() }

// Close releases the network, and finishes the capture.
func (n *privateNetwork) Close() error {
	return errors.Join(n.capture.Close(), n.space.Close())
}

// hostNetwork is the machine's own loopback, on which nothing is held.
type hostNetwork struct{ sockets *kernel.Reader }

// NewHost returns the host network. It refuses a port that another program has,
// because the lesson's client would talk to a stranger. The port is one of TCP, and
// one of UDP, too, if the lesson uses UDP.
func NewHost(port int, udp bool) (Network, error) {
	if name := downLoopback(); name != "" {
		return nil, words.Errorf("the device %s is down, and nothing reaches 127.0.0.1 without it: bring it up with sudo ip link set %s up",
			"设备 %s 没有启用，没有它就到不了 127.0.0.1：请用 sudo ip link set %s up 启用", name, name)
	}
	if err := tryPort(port, udp); err != nil {
		return nil, words.Errorf("port %d cannot be used on this machine (%w): choose another with --port",
			"这台机器上不能用端口 %d：%w。请用 --port 另选一个", port, err)
	}
	r, err := kernel.NewReader()
	if err != nil {
		return nil, err
	}
	return &hostNetwork{r}, nil
}

// tryPort returns an error if somebody has a port of TCP or, if udp is true, of UDP.
// On Linux no program is started meanwhile: until it runs, it has every descriptor of
// this process, and would keep the port for a moment after this function has let go
// of it.
func tryPort(port int, udp bool) error {
	if runtime.GOOS == "linux" { // elsewhere package net takes this lock itself
		syscall.ForkLock.RLock()
		defer syscall.ForkLock.RUnlock()
	}
	address := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	stream, err := net.Listen("tcp4", address)
	if err != nil {
		return err
	}
	if err := stream.Close(); err != nil || !udp {
		return err
	}
	datagrams, err := net.ListenPacket("udp4", address)
	if err != nil {
		return err
	}
	return datagrams.Close()
}

// downLoopback returns the name of the machine's loopback device if that is
// down. It returns "" if it is up, or if the system does not tell.
func downLoopback() string {
	all, _ := net.Interfaces()
	for _, i := range all {
		if i.Flags&(net.FlagLoopback|net.FlagUp) == net.FlagLoopback {
			return i.Name
		}
	}
	return ""
}

var errFlows = words.Errorf("on the host network packets flow by themselves: run the lesson with --net private to hold them",
	"在本机网络上，包自己流动：要让它们停下，请用 --net private 运行")

func (n *hostNetwork) Start(cmd *exec.Cmd) error          { return cmd.Start() }
func (n *hostNetwork) Take() (wire.News, error)           { return wire.News{}, nil }
func (n *hostNetwork) Held() []wire.Packet                { return nil }
func (n *hostNetwork) Deliver(int) error                  { return errFlows }
func (n *hostNetwork) Drop(int) ([]wire.Packet, error)    { return nil, errFlows }
func (n *hostNetwork) Duplicate(int) (wire.Packet, error) { return wire.Packet{}, errFlows }
func (n *hostNetwork) Cut(func(*wire.Packet) bool) error  { return ErrWhole }

func (n *hostNetwork) Lose(int) error                { return ErrWhole }
func (n *hostNetwork) Copy(int) (wire.Packet, error) { return wire.Packet{}, errFlows }

// ErrWhole is the error of a cut on the host network, whose wire is not
// tcplab's.
var ErrWhole = words.Errorf("on the host network there is no wire that tcplab could cut: run the lesson with --net private",
	"在本机网络上，没有 tcplab 能切断的线路：请用 --net private 运行")

// ErrNoFaults is the error of faults on the host network.
var ErrNoFaults = words.Errorf("on the host network no packet passes through tcplab, so that none can be dropped, duplicated or lost: use --fault with --net private",
	"在本机网络上，包不经过 tcplab，没法丢弃、复制或切断：--fault 要和 --net private 一起用")

// Run only waits, because everything crosses anyway.
func (n *hostNetwork) Run(ctx context.Context) ([]wire.Tally, error) {
	<-ctx.Done()
	return nil, nil
}

func (n *hostNetwork) Crossed() (int64, bool) { return 0, true }
func (n *hostNetwork) Ready() <-chan struct{} { return nil }
func (n *hostNetwork) Sockets() table.Reader  { return n.sockets }
func (n *hostNetwork) Close() error           { return n.sockets.Close() }
