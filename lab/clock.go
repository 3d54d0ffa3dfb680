package lab

// Clock is a choice of the kernel's timers on the private network.
type Clock int

// The clocks.
const (
	Calm     Clock = iota // a class may look for minutes: only SYN and SYN ACK are sent again meanwhile
	Ordinary              // for lessons on loss: what is not acknowledged is sent again, within two seconds if the kernel can (Linux 6.15)
	Own                   // all is as the kernel has it, as in the open lab
)

// Clocks lists the names of the clocks, as the command line and a trace's header
// have them.
var Clocks = []string{Calm: "calm", Ordinary: "ordinary", Own: "own"}

func (c Clock) String() string { return Clocks[c] }
