package trace

import "slices"

// Socket is one socket as the operating system reported it.
type Socket struct {
	ID      int      `json:"id"`
	Host    string   `json:"host"`
	Role    string   `json:"role"`   // listener, connection, or socket (UDP)
	Proto   string   `json:"proto"`  // tcp, udp
	Local   string   `json:"local"`  // "127.0.0.1:8001"
	Remote  string   `json:"remote"` // "" if there is none; of UDP, where the system tells no State, what the program has asked for
	State   string   `json:"state"`  // an RFC 9293 name; of UDP, UNCONN or ESTABLISHED, as ss and netstat print it, or "" if the system tells none
	Source  string   `json:"source"` // kernel, stack, or passed
	RecvQ   int      `json:"recv_q"` // bytes; of a listener, connections that are not accepted yet
	SendQ   int      `json:"send_q"` // bytes; of a listener, the backlog in connections
	Timer   *Timer   `json:"timer,omitempty"`
	Been    []string `json:"been,omitempty"`   // its earlier states, each once, in order
	Passed  []string `json:"passed,omitempty"` // the states in Been that were not seen but must have been passed
	Owned   bool     `json:"owned"`            // a program holds it: it was accepted or dialled, and is not closed
	Program string   `json:"program,omitempty"`
	Also    []string `json:"also,omitempty"`    // in open labs, the other programs that hold it, as after a fork, at most MaxAlso; it is closed once all of them have closed it
	Guessed bool     `json:"guessed,omitempty"` // in open labs, only the port's number suggests that the socket is Host's

	// FIN is true if a FIN that came in and that no Read has met yet is one of
	// the bytes in RecvQ, as Linux counts it.
	FIN bool `json:"fin_in_recv_q,omitempty"`

	Info   *Info   `json:"info,omitempty"`   // nil if the system does not tell it: of a listener, of UDP, where it keeps no whole socket (TIME_WAIT, SYN_RCVD beside a listener), and in older traces
	Memory *Memory `json:"memory,omitempty"` // nil if the system does not tell it

	// V6Only is true if the socket takes no IPv4 though it has all addresses of IPv6
	// (IPV6_V6ONLY of ipv6(7)). It is false if the system does not tell it, and in older
	// traces: then nobody knows.
	V6Only bool `json:"v6only,omitempty"`

	// Mapped is true if the socket is one of IPv6 and its addresses are of IPv4, as of
	// a connection that came over IPv4 to a listener on [::]. Its program and ss have
	// them as ::ffff:127.0.0.1; Local and Remote have them as the packets do. It is false
	// if the system does not tell it, and in older traces.
	Mapped bool `json:"mapped,omitempty"`

	// PID is the process that opened the socket, as netstat -ano on Windows has it; 0
	// if the system does not tell it. That process need not hold the socket any more,
	// and a connection that no program has accepted may have one, too.
	PID int `json:"pid,omitempty"`

	// StateOnly is true if the system told the addresses, the state and the PID
	// alone, as Windows does. Then nobody knows RecvQ, SendQ, Timer and Owned: they
	// are zero and mean nothing.
	StateOnly bool `json:"state_only,omitempty"`

	// QueuesOnly is true if the system told no timer, and queues of data alone, as
	// macOS does. Then nobody knows Timer and FIN, which are zero and mean nothing,
	// and no SYN and no FIN is one of the bytes in RecvQ and SendQ.
	QueuesOnly bool `json:"queues_only,omitempty"`
}

// Lingers reports whether only time ends the socket: no program holds it, and both
// ends are done.
func (s *Socket) Lingers() bool {
	return s.Timer != nil && (s.State == "TIME_WAIT" || s.State == "FIN_WAIT_2" && !s.Owned)
}

// Info is what a kernel knows of a connection beside its state and its queues
// (struct tcp_info of tcp(7)). A field that is nil is one that this kernel does
// not tell.
type Info struct {
	SendWindow *int `json:"snd_wnd,omitempty"` // bytes that the other end has announced room for
	RecvWindow *int `json:"rcv_wnd,omitempty"` // bytes that this end has announced room for
	NotSent    *int `json:"notsent,omitempty"` // bytes of Send-Q that were never sent

	MSS      int `json:"mss"`                // the largest segment that it sends, in bytes of data
	Cwnd     int `json:"cwnd"`               // the congestion window in segments (RFC 5681)
	Ssthresh int `json:"ssthresh,omitempty"` // the slow start threshold in segments; 0 if it was never set
	Unacked  int `json:"unacked"`            // segments that were sent and are not acknowledged
	Sacked   int `json:"sacked,omitempty"`   // segments of them that a SACK tells have arrived, or for which duplicate ACKs stand
	Lost     int `json:"lost,omitempty"`     // segments of them that the kernel takes for lost
	Resent   int `json:"retrans,omitempty"`  // segments of them that are on their way a second time
	Resends  int `json:"total_retrans,omitempty"`
	Probes   int `json:"probes,omitempty"`  // probes of a zero window or of a silent peer that no answer came to yet
	Backoff  int `json:"backoff,omitempty"` // how often the timeout was doubled

	RTO int64 `json:"rto_ms"` // the retransmission timeout (RFC 6298)
	RTT int64 `json:"rtt_us"` // the smoothed round-trip time, in microseconds; 0 if nothing was measured
}

// Memory is what a kernel keeps for a socket (SK_MEMINFO of sock_diag(7)), in
// bytes. Linux counts its own overhead, too, so that a queue of few bytes may
// take many of these.
type Memory struct {
	RecvUsed int `json:"recv_used"`
	RecvRoom int `json:"recv_room"` // SO_RCVBUF
	SendUsed int `json:"send_used"`
	SendRoom int `json:"send_room"`       // SO_SNDBUF
	Drops    int `json:"drops,omitempty"` // packets that came in and were thrown away
}

// The roles of a socket, and the sources of a state.
const (
	RoleListener   = "listener"
	RoleConnection = "connection"
	RoleSocket     = "socket"

	SourceKernel = "kernel" // read from the operating system
	SourceStack  = "stack"  // read from another TCP stack
	SourcePassed = "passed" // concluded, not read; tcplab itself never writes it, and draws it differently
)

// Timer is the kernel's timer of a socket.
type Timer struct {
	Kind        string `json:"kind"` // a Timer… constant
	Millis      int64  `json:"ms"`   // the time left when the step was read
	Retransmits int    `json:"retransmits,omitempty"`
	Usual       int64  `json:"usual_ms,omitempty"` // how long it usually runs, if the lab's network stretches it; else 0
}

// The kinds of timer, as Linux tells them apart (sock_diag(7), idiag_timer). It
// has one number for three timers of what is not acknowledged: the resend
// (RFC 6298), the wait for reordered segments and the loss probe (RFC 8985).
const (
	TimerRetransmit = "retransmit"
	TimerKeepalive  = "keepalive"
	TimerTimeWait   = "time-wait"
	TimerPersist    = "persist"
)

// Ticking reports whether some socket's timer runs, so that time alone will
// change something.
func (s *Step) Ticking() bool {
	return slices.ContainsFunc(s.Sockets, func(sock Socket) bool { return sock.Timer != nil })
}
