package host

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"

	"tcplab/lab"
	"tcplab/lab/gate"
	"tcplab/lab/standalone"
	"tcplab/lab/trace"
)

// Process is a host as the bench knows it. A program under a gate is one; a
// foreign program, or one in another stack, can take its place.
type Process interface {
	Go(call int) error                           // let a waiting call begin
	Ask() error                                  // ask whether it is idle …
	Answer(context.Context) (gate.Answer, error) // … and wait until it is, or has ended
	Ready() <-chan struct{}                      // it said something though nobody asked
	RunOn(on bool, calls ...string) error        // let these calls pass the gate, counted only
	Kill() error                                 // end it as kill -9 does
	Close() error                                // end it and release what it holds
}

// Host is a running host.
type Host struct {
	lab.Host
	Order int // its place in the lesson
	Process
	PID    int
	End    int  // the line in which its main ends
	Busy   bool // it computes and does not come to rest
	Ended  bool
	Exit   string       // in words, once ended
	Stood  int          // the line of the call at which it was killed, 0 for any other end
	Output string       // the tail of what it printed
	Fault  *trace.Fault // the last error that one of its calls returned
}

// Start starts the hosts of a lesson in a place, each as a process of its
// own, by start, which puts the process into the lesson's network. file is the
// student's own, or "". programs are what the hosts run, as the trace has them. If
// one host cannot be started, those before it are returned with the error.
func Start(p *Place, start func(*exec.Cmd) error, file string, port int, programs []trace.Program) (hosts []*Host, err error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("tcplab cannot find its own program to start the hosts (%w): run it from a file", err)
	}
	for i, h := range p.lesson.Hosts {
		dir, args, err := p.equip(h, file)
		if err != nil {
			return hosts, err
		}
		cmd := exec.Command(self)
		cmd.Dir, cmd.SysProcAttr = dir, apart()
		peer, err := gate.Attach(cmd, gate.Config{Lesson: p.lesson.Name, Host: h.Name, Args: args, Port: port, Dir: dir, Scratch: p.dir})
		if err != nil {
			return hosts, fmt.Errorf("host %s cannot be prepared: %w", h.Name, err)
		}
		if err := start(cmd); err != nil {
			return hosts, errors.Join(fmt.Errorf("host %s cannot be started: %w", h.Name, err), peer.Close())
		}
		peer.Started()
		h.Args = args
		hosts = append(hosts, &Host{Host: h, Order: i, Process: peer, PID: cmd.Process.Pid, End: endOf(programs, h.File)})
	}
	return hosts, nil
}

// endOf returns the line in which the program in a file ends.
func endOf(programs []trace.Program, file string) int {
	for _, p := range programs {
		if p.File == file {
			return standalone.EndOfMain(p.Source)
		}
	}
	return 0
}

// Prints takes in what the host printed, and keeps its tail.
func (h *Host) Prints(text string) { h.Output = Tail(h.Output+text, trace.MaxText) }
