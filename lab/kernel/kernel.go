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
	State  tcp.State // UDP: Unconn or tcp.Established
	Local  netip.AddrPort
	Remote netip.AddrPort // 0.0.0.0:0 (or [::]:0) if there is none

	// RecvQ counts the bytes that no Read has taken; a FIN counts as one. For a
	// listener it counts the connections that no Accept has taken.
	RecvQ int

	// SendQ counts the bytes that the peer has not acknowledged. For a listener
	// it is the backlog.
	SendQ int

	Timer Timer  // the zero value if none runs
	Inode uint32 // 0 if it is not accepted yet, closed by its owner, or in TIME_WAIT

	// Cookie is the kernel's own mark of a socket. It stays the same from the
	// SYN that opens a connection to the end of TIME_WAIT, and no other socket
	// ever has it: two sockets that had the same addresses one after the other
	// have different cookies. It is 0 if the system has none.
	Cookie uint64

	// StateOnly is true if the system tells the addresses and the state alone.
	// Then the queues, the timer and the inode are zero and mean nothing.
	StateOnly bool
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

// Owner is a process that holds a socket.
type Owner struct {
	PID  int
	Name string // its program's name, as in /proc/PID/comm
}
