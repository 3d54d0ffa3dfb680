package bench

import (
	"fmt"
	"io"

	"tcplab/lab"
	"tcplab/lab/bench/network"
	"tcplab/lab/prose"
	"tcplab/lab/trace"
)

// Options are what a user may choose about a run.
type Options struct {
	Network string       // Auto, or trace.PrivateNetwork or trace.HostNetwork
	Port    int          // where the programs say 8001; 0: 8001
	Lang    string       // en or zh
	Number  int          // the lesson's place in the course
	Record  string       // write the trace to this file too
	Tee     io.Writer    // write every line of the trace here too
	File    string       // what a lesson that sends a file sends; "": the one it brings
	Dir     string       // where the hosts' working directories are made; "": among the temporary files
	Terms   []prose.Term // the glossary; the header takes what the prose names
	Pcapng  string       // write the packets to this file too, for Wireshark
	Until   string       // the run is to end at this beat, so later ones are not missed; "": none

	foreign bool // other people's programs run in it, and no hosts of a lesson
}

// Auto takes the private network where it can be made, else the host's.
const Auto = "auto"

// openNetwork makes the network that the options and the lesson ask for.
// fallback says why auto had to do with the host's.
func openNetwork(l *lab.Lesson, o Options) (net network.Network, name, fallback string, err error) {
	want := o.Network
	if want == "" {
		want = Auto
	}
	if own := l.Settings.Network; own != "" && want == Auto {
		want = own
	}
	if want == trace.HostNetwork {
		if l.Settings.Network == trace.PrivateNetwork {
			return nil, "", "", fmt.Errorf("lesson %s needs packets that wait, so it cannot run on the host network: leave --net away", l.Name)
		}
		if o.Pcapng != "" {
			return nil, "", "", network.ErrNoPackets
		}
		net, err = network.NewHost(o.Port)
		return net, trace.HostNetwork, "", err
	}
	maxHeld := network.MaxHeldLesson
	if o.foreign {
		maxHeld = network.MaxHeldOpen
	}
	net, err = network.NewPrivate(l.Settings, o.Pcapng, maxHeld)
	if err == nil {
		return net, trace.PrivateNetwork, "", nil
	}
	if want == Auto && l.Settings.Network == "" && o.Pcapng == "" {
		fallback = err.Error()
		net, err = network.NewHost(o.Port)
		return net, trace.HostNetwork, fallback, err
	}
	return nil, "", "", err
}
