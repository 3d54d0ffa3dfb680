// Package kernel reads the sockets as the operating system reports them. It
// returns only what it has observed and concludes nothing. Each operating
// system has a file of its own. A lesson's expectations never come in here.
package kernel

import (
	"net/netip"
	"time"

	"tcplab/lab/tcp"
)

// The protocols a Reader knows.
const (
	TCP = "tcp"
	UDP = "udp"
)

// Unconn is the state that ss and netstat print for a UDP socket that is not
// connected; a connected one is ESTABLISHED, though no packet was ever sent
// (udp(7)).
const Unconn tcp.State = "UNCONN"

// Socket is one row of the kernel's table.
type Socket struct {
	Proto  string    // TCP or UDP
	State  tcp.State // UDP: Unconn or tcp.Established; "" if the system tells none, as Windows does of UDP
	Local  netip.AddrPort
	Remote netip.AddrPort // 0.0.0.0:0 (or [::]:0) if there is none

	// RecvQ counts the bytes that no Read has taken; a FIN counts as one, but for
	// QueuesOnly. For a listener it counts the connections that no Accept has taken.
	RecvQ int

	// SendQ counts the bytes that the peer has not acknowledged. For a listener
	// it is the backlog.
	SendQ int

	// FIN is true if a FIN that no Read has met yet is one of the bytes in RecvQ.
	FIN bool

	// Linux keeps no whole socket in TIME_WAIT, in SYN_RCVD beside a listener, and
	// for the last minute of a FIN_WAIT_2 that no program holds. Then neither is
	// told. Info is not told of a listener and of UDP either.
	Info   Info
	Memory Memory

	Timer Timer  // the zero value if none runs
	Inode uint32 // 0 if it is not accepted yet, closed by its owner, or in TIME_WAIT

	// Cookie is the kernel's own mark of a socket. It stays the same from the
	// SYN that opens a connection to the end of TIME_WAIT, and no other socket
	// ever has it: two sockets that had the same addresses one after the other
	// have different cookies. It is 0 if the system has none.
	Cookie uint64

	// Held is true if a program holds the socket, on a system without inodes: it
	// was accepted or dialled, and its program has not closed it.
	Held bool

	// PID is the process that opened the socket, as Windows tells it, or that used it
	// last, as macOS does; 0 if the system does not tell it. The process need not hold
	// the socket any more, and a connection that no program has accepted may have one,
	// too.
	PID int

	// StateOnly is true if the system tells the addresses, the state and the PID
	// alone. Then the queues, the timer and the inode are zero and mean nothing.
	StateOnly bool

	// V6Only is true if the socket takes no IPv4 though it has all addresses of IPv6
	// (IPV6_V6ONLY of ipv6(7)). Linux tells it of a listener and of a UDP socket without
	// a peer, no other system does.
	V6Only bool

	// Mapped is true if the socket is one of IPv6 and its addresses are of IPv4. The
	// system has them as ::ffff:127.0.0.1, and so has its program. Only Linux tells it.
	Mapped bool

	// QueuesOnly is true if the system tells no timer, and queues of data alone. Then
	// Timer is zero and means nothing, and no SYN and no FIN counts as a byte of RecvQ
	// or SendQ.
	QueuesOnly bool
}

// Owned reports whether a program holds the socket.
func (s *Socket) Owned() bool { return s.Inode != 0 || s.Held }

// Info is what the kernel knows of a connection beside its state and its queues
// (struct tcp_info in linux/tcp.h). A number is negative if this kernel is too old
// to tell it.
type Info struct {
	Told bool // the kernel tells it; else all is zero and means nothing

	SendWindow, RecvWindow int // bytes that the other end and this end have announced room for; scaled
	NotSent                int // bytes of SendQ that were never sent

	MSS      int // bytes of data in the largest segment that it sends
	Cwnd     int // segments
	Ssthresh int // segments; 0 if it was never set
	Unacked  int // segments, and so are the next four
	Sacked   int
	Lost     int
	Resent   int // that are on their way a second time
	Resends  int // since the connection began
	Probes   int // that were not answered
	Backoff  int // how often the timeout was doubled

	RTO time.Duration
	RTT time.Duration // smoothed; 0 if nothing was measured
}

// Memory is what the kernel keeps for a socket, in bytes and with its own
// overhead (SK_MEMINFO in linux/sock_diag.h).
type Memory struct {
	Told bool // as in Info

	RecvUsed, RecvRoom int
	SendUsed, SendRoom int
	Drops              int // packets that came in and were thrown away
}

// Timer is what the kernel waits for on a socket's behalf.
type Timer struct {
	Kind        string        // Retransmit, Keepalive, TimeWait or Persist; "" if none runs
	Left        time.Duration // the time left when the table was read
	Retransmits int           // how often it has run out since the peer's last answer
}

// The kinds of timer.
const (
	Retransmit = "retransmit" // something sent is not acknowledged (RFC 6298)
	Keepalive  = "keepalive"  // a silent peer is probed; a socket in FIN_WAIT_2 that its program has closed uses it too
	TimeWait   = "time-wait"  // two maximum segment lifetimes
	Persist    = "persist"    // the peer's window is closed (RFC 9293, section 3.8.6.1)
)
