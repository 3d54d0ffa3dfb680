package bench

import (
	"fmt"
	"io"
	"sync/atomic"

	"tcplab/lab"
	"tcplab/lab/bench/network"
	"tcplab/lab/prose"
	"tcplab/lab/trace"
	"tcplab/lab/wire"
)

// Options are a user's choices for a run.
type Options struct {
	Network string       // Auto, or trace.PrivateNetwork or trace.HostNetwork
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
	Until   string       // the run is to end at this beat, so later ones are not missed; "" for none

	foreign bool // an open lab: other people's programs run in it, and no hosts of a lesson
}

// Auto chooses the private network if it can be made, else the host's.
const Auto = "auto"

// openNetwork makes the network that the options and the lesson ask for.
// fallback says why Auto had to choose the host's.
func openNetwork(l *lab.Lesson, o Options, passed *atomic.Int64) (net network.Network, name, fallback string, err error) {
	want := o.Network
	if want == "" {
		want = Auto
	}
	if own := l.Settings.Network; own != "" && want == Auto {
		want = own
	}
	if want == trace.HostNetwork {
		if l.Settings.Network == trace.PrivateNetwork {
			return nil, "", "", fmt.Errorf(
				"lesson %s needs packets that wait, so it cannot run on the host network: leave --net away", l.Name)
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
	net, err = network.NewPrivate(l.Settings, o.Pcapng, maxHeld, passed)
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
