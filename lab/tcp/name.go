package tcp

// Name holds the names that the tools of three systems give to one state, and
// the numbers that kernels give it.
type Name struct {
	State   State
	SS      string // ss(8)
	Netstat string // netstat(8) on Linux
	Windows string // netstat on Windows
	Darwin  string // netstat on macOS and the BSDs

	Linux int // include/net/tcp_states.h; in sock_diag and /proc/net/tcp
	MIB   int // MIB_TCP_STATE of Windows' iphlpapi
	BSD   int // netinet/tcp_fsm.h of macOS and the BSDs
}

// names lists the names of all states in the RFC's order. A closed connection
// has no row in any of these tools; its names are those that they would print.
var names = []Name{
	{Listen, "LISTEN", "LISTEN", "LISTENING", "LISTEN", 10, 2, 1},
	{SynSent, "SYN-SENT", "SYN_SENT", "SYN_SENT", "SYN_SENT", 2, 3, 2},
	{SynRcvd, "SYN-RECV", "SYN_RECV", "SYN_RECEIVED", "SYN_RCVD", 3, 4, 3},
	{Established, "ESTAB", "ESTABLISHED", "ESTABLISHED", "ESTABLISHED", 1, 5, 4},
	{FinWait1, "FIN-WAIT-1", "FIN_WAIT1", "FIN_WAIT_1", "FIN_WAIT_1", 4, 6, 6},
	{FinWait2, "FIN-WAIT-2", "FIN_WAIT2", "FIN_WAIT_2", "FIN_WAIT_2", 5, 7, 9},
	{CloseWait, "CLOSE-WAIT", "CLOSE_WAIT", "CLOSE_WAIT", "CLOSE_WAIT", 8, 8, 5},
	{Closing, "CLOSING", "CLOSING", "CLOSING", "CLOSING", 11, 9, 7},
	{LastAck, "LAST-ACK", "LAST_ACK", "LAST_ACK", "LAST_ACK", 9, 10, 8},
	{TimeWait, "TIME-WAIT", "TIME_WAIT", "TIME_WAIT", "TIME_WAIT", 6, 11, 10},
	{Closed, "UNCONN", "CLOSE", "CLOSED", "CLOSED", 7, 1, 0},
}

// newSynRecv is Linux's second number for SYN_RCVD. It stands for a connection
// that is still a small entry beside its listener, and no socket yet.
const newSynRecv = 12

// Names returns the names of a state, or the zero Name if s is no state.
func Names(s State) Name {
	for _, n := range names {
		if n.State == s {
			return n
		}
	}
	return Name{}
}

// FromLinux returns the state to which Linux gives this number, or "" if there
// is none.
func FromLinux(number int) State {
	if number == newSynRecv {
		return SynRcvd
	}
	for _, n := range names {
		if n.Linux == number {
			return n.State
		}
	}
	return ""
}

// deleteTCB is Windows' second number for CLOSED. The connection's control block is
// being deleted, so the state is no other of RFC 9293's (RFC 4022, tcpConnectionState).
const deleteTCB = 12

// FromMIB returns the state to which Windows gives this number, or "" if there
// is none.
func FromMIB(number int) State {
	if number == deleteTCB {
		return Closed
	}
	for _, n := range names {
		if n.MIB == number {
			return n.State
		}
	}
	return ""
}

// FromBSD returns the state to which macOS and the BSDs give this number, or ""
// if there is none.
func FromBSD(number int) State {
	for _, n := range names {
		if n.BSD == number {
			return n.State
		}
	}
	return ""
}
