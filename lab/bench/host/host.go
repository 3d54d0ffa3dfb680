package host

import (
	"context"
	"errors"
	"os"
	"os/exec"

	"tcplab/lab"
	"tcplab/lab/gate"
	"tcplab/lab/standalone"
	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// Process is what the bench needs of a host. A program behind a gate is one. A
// foreign program, or one in another stack, can take its place.
type Process interface {
	Go(call int) error                           // lets a waiting call begin
	Input(line string) error                     // gives the program a line, and lets the call go that waits for it
	Ask() error                                  // asks whether the host is idle
	Answer(context.Context) (gate.Answer, error) // waits until the host is idle or has ended
	Ready() <-chan struct{}                      // receives if the host said something though nobody asked
	RunOn(on bool, calls ...string) error        // lets these calls pass the gate and only counts them
	Kill() error                                 // ends it as kill -9 does
	Close() error                                // ends it and releases its resources
}

// Host is a running host.
type Host struct {
	lab.Host
	Order int // its place in the lesson
	Process
	PID    int
	End    int  // the line in which its main ends
	Busy   bool // the program computes and does not come to rest
	Ended  bool
	Exit   string       // how it ended, in words
	Stood  int          // the line of the call at which it was killed or with which it left, 0 if there was none
	Output string       // the end of its output
	Fault  *trace.Fault // the last error that one of its calls returned

	leave func() // closes its sockets once it has ended; nil if its kernel does that
}

// A Way is how a host comes into the lesson's network.
type Way struct {
	Start func(*exec.Cmd) error // starts its process

	// Join lets it have its sockets in the bench, if that is where the network is;
	// else Join is nil. leave closes them as the end of a process does.
	Join func(host string, answer func(gate.Ret) error) (kernel gate.Kernel, leave func())
}

// Start starts the hosts of a lesson in a place, each as a process of its
// own, which comes into the lesson's network by a way. file is the
// student's own, or "". held is true if the network holds packets. programs are the hosts' programs as the trace has them. If
// one host cannot be started, those before it are returned with the error.
func Start(p *Place, way Way, file string, port int, held bool, programs []trace.Program) (hosts []*Host, err error) {
	self, err := os.Executable()
	if err != nil {
		return nil, words.Errorf("tcplab cannot find its own program to start the hosts (%w): run it from a file",
			"tcplab 找不到自己的程序，启动不了主机：%w。请从文件运行它", err)
	}
	for i, h := range p.lesson.Hosts {
		dir, args, err := p.equip(h, file, port)
		if err != nil {
			return hosts, err
		}
		cmd := exec.Command(self)
		cmd.Dir, cmd.SysProcAttr = dir, apart()
		peer, err := gate.Attach(cmd, gate.Config{Lesson: p.lesson.Name, Host: h.Name, Args: args, Port: port, Held: held, Dir: dir, Scratch: p.dir, Stack: way.Join != nil})
		if err != nil {
			return hosts, words.Errorf("host %s cannot be prepared: %w", "主机 %s 准备不了：%w", h.Name, err)
		}
		var leave func()
		if way.Join != nil {
			var kernel gate.Kernel
			kernel, leave = way.Join(h.Name, peer.Return)
			peer.Serve(kernel)
		}
		if err := way.Start(cmd); err != nil {
			return hosts, errors.Join(words.Errorf("host %s cannot be started: %w", "主机 %s 启动不了：%w", h.Name, err), peer.Close())
		}
		peer.Started()
		h.Args = args
		hosts = append(hosts, &Host{Host: h, Order: i, Process: peer, PID: cmd.Process.Pid, End: endOf(programs, h.File), leave: leave})
	}
	return hosts, nil
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

// Leave closes the sockets of a host that has ended, if they live in the bench.
func (h *Host) Leave() {
	if h.leave != nil {
		h.leave()
		h.leave = nil
	}
}

// Prints takes in what the host printed, and keeps its tail.
func (h *Host) Prints(text string) { h.Output = Tail(h.Output+text, trace.MaxText) }
