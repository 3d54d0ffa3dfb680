package bench

import (
	"context"
	"fmt"
	"os"
	"os/exec"

	"tcplab/lab"
	"tcplab/lab/gate"
	"tcplab/lab/standalone"
	"tcplab/lab/trace"
)

// process is a host as the bench knows it. A program under a gate is one; a
// foreign program, or one in another stack, can take its place.
type process interface {
	Go(call int) error                           // let a waiting call begin
	Ask() error                                  // ask whether it is idle …
	Answer(context.Context) (gate.Answer, error) // … and wait until it is, or has ended
	Ready() <-chan struct{}                      // it said something though nobody asked
	RunOn(on bool, calls ...string) error        // let these calls pass the gate, counted only
	Kill() error                                 // end it as kill -9 does
	Close() error                                // end it and release what it holds
}

// host is a running host.
type host struct {
	lab.Host
	order int // its place in the lesson
	process
	pid    int
	end    int  // the line in which its main ends
	busy   bool // it computes and does not come to rest
	ended  bool
	exit   string       // in words, once ended
	stood  int          // the line of the call at which it was killed, 0 for any other end
	output string       // the tail of what it printed
	fault  *trace.Fault // the last error that one of its calls returned
}

// hostCommand is the command that starts this program once more, as a host.
func hostCommand(dir string) (*exec.Cmd, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("tcplab cannot find its own program to start the hosts (%w): run it from a file", err)
	}
	cmd := exec.Command(self)
	cmd.Dir, cmd.SysProcAttr = dir, apart()
	return cmd, nil
}

// endOf is the line in which the program in a file ends.
func endOf(programs []trace.Program, file string) int {
	for _, p := range programs {
		if p.File == file {
			return standalone.EndOfMain(p.Source)
		}
	}
	return 0
}
