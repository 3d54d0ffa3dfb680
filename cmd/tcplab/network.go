package main

import (
	"tcplab/lab/panel"
	"tcplab/lab/process"
	"tcplab/lab/trace"
	"tcplab/lab/wire"
)

// crashed is the exit status of a Go program that panicked.
const crashed = 2

// enterNetwork makes sure that this process may make private networks, if net
// asks for one. If it may not, enterNetwork starts a second process, which may
// and does the whole job. Then done is true, and err carries the exit status of
// that process.
//
// If no such process can be started, done is false and the program goes on.
// Later the private network is then refused, or replaced by the host network,
// with the reason. In the second process enterNetwork sets e.user.
func (e *env) enterNetwork(net string) (done bool, err error) {
	if net == trace.HostNetwork || net == trace.NetstackNetwork {
		return false, nil
	}
	restore := e.keepTerminal()
	release := e.ending.hold()
	status, done, err := wire.Reexec(e.inner)
	release()
	if err != nil {
		return false, nil
	}
	if !done {
		if e.inner {
			e.user, err = wire.NewUser()
		}
		return false, err
	}
	if (status > process.Killed || status == crashed) && e.terminal() { // it had no chance to put that in order
		restore() // first the terminal must be ours
		panel.Tidy()
		restore()
	}
	if status != 0 {
		return true, exitError{status}
	}
	return true, nil
}
