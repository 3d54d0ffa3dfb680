package lab

import (
	"context"
	"errors"
	"os/exec"

	"tcplab/lab/kernel"
	"tcplab/lab/wire"
)

// network is where a lesson's sockets live. Another TCP stack can take its
// place.
type network interface {
	Start(cmd *exec.Cmd) error                     // start a process whose sockets live in it
	Take() (wire.News, error)                      // what was sent since it was last asked, without waiting
	Held() []wire.Packet                           // what waits
	Deliver(id int) error                          // let a held packet arrive
	Drop(id int) error                             // throw a held packet away
	Duplicate(id int) (int, error)                 // let a held packet arrive and hold a copy, whose id it returns
	Run(ctx context.Context) ([]wire.Tally, error) // let everything cross until ctx is done
	Ready() <-chan struct{}                        // something was sent though nobody asked
	Sockets() reader                               // the socket table
	Close() error
}

// privateNetwork is a network namespace of its own, whose packets are held.
type privateNetwork struct {
	*wire.Wire
	space *wire.Namespace
}

func newPrivateNetwork(s Settings) (network, error) {
	space, err := wire.NewPrivate(wire.Settings{MTU: s.MTU, Ordinary: s.Ordinary, Sysctls: s.Sysctls})
	if err != nil {
		return nil, err
	}
	return &privateNetwork{wire.New(space, nil), space}, nil
}

func (n *privateNetwork) Start(cmd *exec.Cmd) error { return n.space.Start(cmd) }
func (n *privateNetwork) Ready() <-chan struct{}    { return n.space.Ready() }
func (n *privateNetwork) Sockets() reader           { return n.space.Reader() }
func (n *privateNetwork) Close() error              { return n.space.Close() }

// hostNetwork is the machine's own loopback: nothing is held there.
type hostNetwork struct{ sockets *kernel.Reader }

func newHostNetwork() (network, error) {
	r, err := kernel.NewReader()
	if err != nil {
		return nil, err
	}
	return &hostNetwork{r}, nil
}

var errFlows = errors.New("on the host network packets flow by themselves: run the lesson with --net private to hold them")

func (n *hostNetwork) Start(cmd *exec.Cmd) error  { return cmd.Start() }
func (n *hostNetwork) Take() (wire.News, error)   { return wire.News{}, nil }
func (n *hostNetwork) Held() []wire.Packet        { return nil }
func (n *hostNetwork) Deliver(int) error          { return errFlows }
func (n *hostNetwork) Drop(int) error             { return errFlows }
func (n *hostNetwork) Duplicate(int) (int, error) { return 0, errFlows }

// Run has nothing to let go: everything crosses anyway.
func (n *hostNetwork) Run(ctx context.Context) ([]wire.Tally, error) {
	<-ctx.Done()
	return nil, nil
}

func (n *hostNetwork) Ready() <-chan struct{} { return nil }
func (n *hostNetwork) Sockets() reader        { return n.sockets }
func (n *hostNetwork) Close() error           { return n.sockets.Close() }
