package bench

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"sync/atomic"

	"tcplab/lab"
	"tcplab/lab/bench/network"
	"tcplab/lab/fault"
	"tcplab/lab/prose"
	"tcplab/lab/trace"
	"tcplab/lab/wire"
	"tcplab/lab/words"
)

// Options are a user's choices for a run.
type Options struct {
	Network string       // Auto, or trace.PrivateNetwork, trace.HostNetwork or trace.NetstackNetwork
	Port    int          // stands in the programs instead of 8001; 0 means 8001
	Lang    string       // en or zh
	Number  int          // the lesson's place in the course
	Record  string       // the trace is written to this file, too, unless it is ""
	Tee     io.Writer    // every line of the trace is written here, too, unless it is nil
	File    string       // the file that the lesson sends; "" for the one that it brings
	Dir     string       // the hosts' working directories are made here; "" for the temporary files
	Terms   []prose.Term // the glossary; the header takes the entries that the prose names
	Pcapng  string       // the packets are written to this file, for Wireshark, unless it is ""
	User    *wire.User   // whose identity hosts and other programs get; nil if they have it anyway
	Seed    uint32       // shuffles the options of the questions, also after a restart; 0 leaves them as the prose has them
	Clock   string       // one of lab.Clocks, instead of the lesson's; "" for the lesson's
	Faults  []fault.Rule // made as soon as their packets are sent; on the private network alone
	Until   string       // the run is to end at this beat, so later ones are not missed; "" for none

	own     lab.Clock // the lesson's clock
	foreign bool      // an open lab: other people's programs run in it, and no hosts of a lesson
}

// ErrNoClock is the error of a clock for a network whose timers are not tcplab's to
// choose.
var ErrNoClock = words.Errorf("on the host network the kernel's timers are as they are: use --clock with --net private",
	"在本机网络上，内核的定时器改不了：--clock 要和 --net private 一起用")

// clocked returns the lesson with the clock that the options ask for.
func (o *Options) clocked(l *lab.Lesson) (*lab.Lesson, error) {
	o.own = l.Settings.Clock
	if o.Clock == "" {
		return l, nil
	}
	i := slices.Index(lab.Clocks, o.Clock)
	if i < 0 {
		return nil, words.Errorf("there is no clock %q: choose calm, ordinary or own", "没有 %q 这种时钟：请从 calm、ordinary、own 里选", o.Clock)
	}
	other := *l
	other.Settings.Clock = lab.Clock(i)
	return &other, nil
}

// Auto chooses the private network if it can be made. Else it chooses the model
// for what needs packets that wait, and the host's network for the rest.
const Auto = "auto"

// openNetwork makes the network that the options and the lesson ask for.
// fallback says why Auto had to choose another than the private one; it is nil if
// that was not so.
func openNetwork(l *lab.Lesson, o Options, passed *atomic.Int64) (net network.Network, name string, fallback, err error) {
	switch want := o.wants(l); want {
	case trace.HostNetwork:
		if err := o.fitsHost(l); err != nil {
			return nil, "", nil, err
		}
		net, err = network.NewHost(o.Port, speaksUDP(l))
		return net, want, nil, err
	case trace.NetstackNetwork:
		if l.Settings.Network == trace.HostNetwork {
			return nil, "", nil, words.Errorf("lesson %s looks at this machine's own kernel, not a model: leave --net away",
				"课程 %s 看的是这台机器自己的内核，不是模型：请去掉 --net", l.Name)
		}
		net, err = network.NewNetstack(l.Settings, o.Pcapng, passed)
		return net, want, nil, err
	}
	net, err = network.NewPrivate(l.Settings, o.Pcapng, o.foreign, passed)
	if err != nil && o.foreign {
		if _, lost := os.Executable(); lost != nil {
			return nil, "", nil, err // nor can the model's hosts be started
		}
		return nil, "", nil, errors.Join(err, words.Errorf("this lab needs the private network; on a model you can say what two programs do: tcplab run free --net netstack",
			"这个实验需要私有网络；在模型上可以让两个程序照你说的做：tcplab run free --net netstack"))
	}
	if err == nil || o.Network != "" && o.Network != Auto {
		return net, trace.PrivateNetwork, nil, err
	}
	fallback = err
	if l.Settings.Network == "" && o.Pcapng == "" && o.Clock == "" && len(o.Faults) == 0 {
		if net, err = network.NewHost(o.Port, speaksUDP(l)); err == nil {
			return net, trace.HostNetwork, fallback, nil
		}
		fallback = errors.Join(fallback, err)
	}
	net, err = network.NewNetstack(l.Settings, o.Pcapng, passed)
	return net, trace.NetstackNetwork, fallback, err
}

// wants returns the network that the options ask for, or else the lesson; Auto if
// neither does.
func (o *Options) wants(l *lab.Lesson) string {
	if o.Network != "" && o.Network != Auto {
		return o.Network
	}
	if l.Settings.Network == trace.HostNetwork {
		return trace.HostNetwork
	}
	return Auto
}

// fitsHost returns an error if the options, or the lesson, ask for what the host
// network cannot give.
func (o *Options) fitsHost(l *lab.Lesson) error {
	switch {
	case o.Clock != "":
		return ErrNoClock
	case l.Settings.Network == trace.PrivateNetwork:
		return words.Errorf("lesson %s needs packets that wait, so it cannot run on the host network: leave --net away",
			"课程 %s 需要停着等待的包，不能在本机网络上运行：请去掉 --net", l.Name)
	case o.Pcapng != "":
		return network.ErrNoPackets
	case len(o.Faults) > 0:
		return network.ErrNoFaults
	}
	return nil
}

// speaksUDP reports whether some program of a lesson may make a UDP socket. Every
// function that makes one takes the name of its network.
func speaksUDP(l *lab.Lesson) bool {
	return slices.ContainsFunc(l.Hosts, func(h lab.Host) bool {
		source, err := fs.ReadFile(l.Files, h.File)
		return err == nil && bytes.Contains(source, []byte(`"udp`)) // the header tells of a program that cannot be read
	})
}
