package lab

import (
	"os/exec"

	"tcplab/lab/wire"
)

// network is where a lesson's sockets live. Another TCP stack can take its
// place.
type network interface {
	Start(cmd *exec.Cmd) error     // start a process whose sockets live in it
	Take() (wire.News, error)      // what was sent since it was last asked, without waiting
	Deliver(id int) error          // let a held packet arrive
	Drop(id int) error             // throw a held packet away
	Duplicate(id int) (int, error) // let a held packet arrive and hold a copy, whose id it returns
	Ready() <-chan struct{}        // something was sent though nobody asked
	Sockets() reader               // the socket table
	Close() error
}
