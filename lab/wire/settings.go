package wire

import "time"

// Settings are what a lesson wants of its private network.
type Settings struct {
	// MTU is the largest packet in bytes; 0 means 1500, as on Ethernet, so
	// that a segment carries 1460 bytes at most.
	MTU int

	// Clock says how long the kernel's timers are.
	Clock Clock

	// Brisk is an address of this machine, as "127.0.0.2", to which a kernel sends
	// again by its own timers though the clock is Calm; "" stands for none.
	Brisk string

	// IPv6 has packets from ::1 to ::1 held as well, if the kernel can. Without it
	// there is no IPv6, and a network is made some 1.5 ms faster.
	IPv6 bool

	// Listed has all sockets listed quickly, if the kernel can (Linux 6.1). Without
	// it a network is made some 0.7 ms faster.
	Listed bool

	// Sysctls are set last, by name: "net.ipv4.tcp_sack": "0".
	Sysctls map[string]string

	without []string // what the kernel is taken to lack, for tests: names of sysctls, and NeedDestroy
}

// These words name what a lesson may need of a kernel, and a kernel may lack.
const (
	NeedDestroy    = "destroy"    // sockets can be destroyed: CONFIG_INET_DIAG_DESTROY
	NeedRTOMax     = "rto_max"    // the longest retransmission timeout can be set: Linux 6.15
	NeedSyncookies = "syncookies" // SYN cookies: CONFIG_SYN_COOKIES
)

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

// Tries is how often a kernel tries before it gives up (tcp(7)).
type Tries struct {
	SYN    int // tcp_syn_retries
	Linear int // tcp_syn_linear_timeouts, which come on top; 0 before Linux 6.5
	SYNACK int // tcp_synack_retries
	Data   int // tcp_retries2
	Orphan int // tcp_orphan_retries; 0 stands for 8
}

// CalmRTO is the least retransmission timeout on the clock Calm.
const CalmRTO = 2 * time.Minute

// OrdinaryMaxRTO is the largest retransmission timeout on the clock Ordinary, if the
// kernel can bound it.
const OrdinaryMaxRTO = 2 * time.Second

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
