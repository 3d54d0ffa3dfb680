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

// process is what the bench needs of a host. A program behind a gate is one. A
// foreign program, or one in another stack, can take its place.
type process interface {
	Go(call int) error                           // lets a waiting call begin
	Ask() error                                  // asks whether the host is idle
	Answer(context.Context) (gate.Answer, error) // waits until the host is idle or has ended
	Ready() <-chan struct{}                      // receives if the host said something though nobody asked
	RunOn(on bool, calls ...string) error        // lets these calls pass the gate and only counts them
	Kill() error                                 // ends it as kill -9 does
	Close() error                                // ends it and releases its resources
}

// host is a running host.
type host struct {
	lab.Host
	order int // its place in the lesson
	process
	pid    int
	end    int  // the line in which its main ends
	busy   bool // the program computes and does not come to rest
	ended  bool
	exit   string       // how it ended, in words
	stood  int          // the line of the call at which it was killed, 0 if it was not killed
	output string       // the end of its output
	fault  *trace.Fault // the last error that one of its calls returned
}

// hostCommand returns the command that starts this program once more, as a
// host.
func hostCommand(dir string) (*exec.Cmd, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("tcplab cannot find its own program to start the hosts (%w): run it from a file", err)
	}
	cmd := exec.Command(self)
	cmd.Dir, cmd.SysProcAttr = dir, apart()
	return cmd, nil
}

// endOf returns the line in which the program in a file ends, 0 if it is
// unknown.
func endOf(programs []trace.Program, file string) int {
	for _, p := range programs {
		if p.File == file {
			return standalone.EndOfMain(p.Source)
		}
	}
	return 0
}
