package wire

import "time"

// Settings are what a lesson wants of its private network.
type Settings struct {
	// MTU is the largest packet in bytes; 0 means 1500, as on Ethernet, so
	// that a segment carries 1460 bytes at most.
	MTU int

	// Clock says how long the kernel's timers are.
	Clock Clock

	// Sysctls are set last, by name: "net.ipv4.tcp_sack": "0".
	Sysctls map[string]string
}

// DefaultMTU is the largest packet on the wire, in bytes, unless a lesson sets
// another size.
const DefaultMTU = 1500

// Clock is a choice of the kernel's timers.
type Clock int

// The clocks. On the first two a kernel acknowledges data at once, so that an
// ACK belongs to the move that delivered the data, and an orphan's FIN_WAIT_2
// waits for an hour.
const (
	Calm     Clock = iota // only SYN and SYN ACK are sent again while a class looks
	Ordinary              // a kernel sends again as always, but from Linux 6.15 on at least every two seconds
	Own                   // all is as the kernel has it
)

// Usual is how long a kernel's timers usually run that a clock stretches; 0
// stands for a timer that the clock does not stretch.
type Usual struct {
	Resend   time.Duration // the least retransmission timeout, and the least time between zero-window probes
	FinWait2 time.Duration // of a connection that no program holds any more
}

// Usual returns the timers that the settings stretch.
func (s Settings) Usual() Usual {
	switch s.Clock {
	case Calm:
		return Usual{Resend: usualRTO, FinWait2: usualFinWait2}
	case Ordinary:
		return Usual{FinWait2: usualFinWait2}
	}
	return Usual{}
}

// Linux's own times: TCP_RTO_MIN, and tcp_fin_timeout of tcp(7).
const (
	usualRTO      = 200 * time.Millisecond
	usualFinWait2 = 60 * time.Second
)
