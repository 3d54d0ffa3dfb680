package main

import (
	"tcplab/lab/panel"
	"tcplab/lab/process"
	"tcplab/lab/trace"
	"tcplab/lab/wire"
)

// crashed is the exit status of a Go program that panicked.
const crashed = 2

// enterNetwork makes sure that this process may make private networks, where
// net asks for one. done means that a second process, which may, has done the
// whole job already; err then carries its exit status.
//
// Where no such process can be had the program goes on: what net asks for is
// then refused, or made up for with the host network, with its reason.
func (e *env) enterNetwork(net string) (done bool, err error) {
	if net == trace.HostNetwork {
		return false, nil
	}
	restore := e.keepTerminal()
	status, done, err := wire.Reexec(e.inner)
	if err != nil || !done {
		return false, nil
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
