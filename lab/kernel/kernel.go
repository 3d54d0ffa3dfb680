// Package kernel reads the sockets as the operating system reports them. What
// it returns is observed, never concluded. Each operating system has a file of
// its own. What a lesson expects of a socket never comes in here.
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
	Remote netip.AddrPort // 0.0.0.0:0 (or [::]:0) where there is none

	// RecvQ counts bytes that no Read has taken, a FIN as one; of a listener
	// the connections that no Accept has taken.
	RecvQ int

	// SendQ counts bytes that the peer has not acknowledged; of a listener it
	// is the backlog.
	SendQ int

	Timer Timer  // the zero value where none runs
	Inode uint32 // 0: not accepted yet, closed by its owner, or in TIME_WAIT

	// Cookie is the kernel's own mark of a socket, the same from the SYN that
	// opens a connection to the end of TIME_WAIT, and never another's: two
	// sockets that had the same addresses differ in it. 0 where the system has
	// none.
	Cookie uint64
}

// Timer is what the kernel waits for on a socket's behalf.
type Timer struct {
	Kind        string        // Retransmit, Keepalive, TimeWait or Persist; "": none runs
	Left        time.Duration // until it runs out, as of the reading
	Retransmits int           // how often it has run out since the last answer
}

// The kinds of timer.
const (
	Retransmit = "retransmit" // something sent is not acknowledged (RFC 6298)
	Keepalive  = "keepalive"  // the peer is asked whether it is there; orphans in FIN_WAIT_2 use it too
	TimeWait   = "time-wait"  // two maximum segment lifetimes
	Persist    = "persist"    // the peer's window is closed (RFC 9293, section 3.8.6.1)
)

// Owner is a process that holds a socket.
type Owner struct {
	PID  int
	Name string // of its program, as in /proc/PID/comm
}
