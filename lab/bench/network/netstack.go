package network

import (
	"errors"
	"maps"
	"os/exec"
	"sync/atomic"
	"time"

	"tcplab/lab"
	"tcplab/lab/bench/table"
	"tcplab/lab/gate"
	"tcplab/lab/netstack"
	"tcplab/lab/wire"
)

// stackNetwork is a TCP/IP stack in this process, whose packets are held.
type stackNetwork struct {
	held
	stack *netstack.Stack
}

// NewNetstack makes a network of its own out of a model of a TCP/IP stack, for a
// lesson. Its arguments are those of NewPrivate.
func NewNetstack(s lab.Settings, pcapng string, passed *atomic.Int64) (Network, error) {
	set := netstack.Settings{MTU: s.MTU, Brisk: s.Brisk, Sysctls: maps.Clone(s.Sysctls)}
	if set.Sysctls == nil {
		set.Sysctls = map[string]string{}
	}
	maps.Copy(set.Sysctls, s.Model)
	switch s.Clock {
	case lab.Calm:
		set.MinRTO = wire.CalmRTO
	case lab.Ordinary:
		set.MaxRTO = wire.OrdinaryMaxRTO
	}
	stack, err := netstack.New(set)
	if err != nil {
		return nil, err
	}
	h, err := hold(stack, pcapng, MaxHeldLesson, passed)
	if err != nil {
		return nil, errors.Join(err, stack.Close())
	}
	return &stackNetwork{h, stack}, nil
}

// Join lets a host have sockets in the stack.
func (n *stackNetwork) Join(host string, answer func(gate.Ret) error) (gate.Kernel, func()) {
	h := n.stack.Join(host, answer)
	return h, h.Leave
}

// Ports returns the ports from which the stack chooses.
func (n *stackNetwork) Ports() (first, last int, ok bool) {
	first, last = n.stack.Ports()
	return first, last, true
}

// Lacks reports whether the stack cannot do what a row of a script needs.
func (n *stackNetwork) Lacks(need string) bool { return need == wire.NeedRTOMax }

func (n *stackNetwork) Start(cmd *exec.Cmd) error { return cmd.Start() }
func (n *stackNetwork) Serve() (bool, error)      { return n.stack.Serve() }
func (n *stackNetwork) Crossed() (int64, bool)    { return n.stack.Crossed() }
func (n *stackNetwork) Ready() <-chan struct{}    { return n.stack.News() }
func (n *stackNetwork) Sockets() table.Reader     { return n.stack }

// Advance moves the stack's clock to the next timer.
func (n *stackNetwork) Advance() (time.Duration, bool) { return n.stack.Advance() }

// Close releases the network, and finishes the capture.
func (n *stackNetwork) Close() error {
	return errors.Join(n.capture.Close(), n.stack.Close())
}
