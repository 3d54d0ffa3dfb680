package tcp

// Name is what the tools of three systems call one state, and the number that
// the kernel gives it.
type Name struct {
	State   State
	SS      string // ss(8)
	Netstat string // netstat(8) on Linux
	Windows string // netstat on Windows
	Darwin  string // netstat on macOS and the BSDs

	Linux int // include/net/tcp_states.h; what sock_diag and /proc/net/tcp say
	MIB   int // MIB_TCP_STATE of Windows' iphlpapi
}

// names lists them in the RFC's order. A closed connection has no row in any
// of these tools; CLOSED is what they would print.
var names = []Name{
	{Listen, "LISTEN", "LISTEN", "LISTENING", "LISTEN", 10, 2},
	{SynSent, "SYN-SENT", "SYN_SENT", "SYN_SENT", "SYN_SENT", 2, 3},
	{SynRcvd, "SYN-RECV", "SYN_RECV", "SYN_RECEIVED", "SYN_RCVD", 3, 4},
	{Established, "ESTAB", "ESTABLISHED", "ESTABLISHED", "ESTABLISHED", 1, 5},
	{FinWait1, "FIN-WAIT-1", "FIN_WAIT1", "FIN_WAIT_1", "FIN_WAIT_1", 4, 6},
	{FinWait2, "FIN-WAIT-2", "FIN_WAIT2", "FIN_WAIT_2", "FIN_WAIT_2", 5, 7},
	{CloseWait, "CLOSE-WAIT", "CLOSE_WAIT", "CLOSE_WAIT", "CLOSE_WAIT", 8, 8},
	{Closing, "CLOSING", "CLOSING", "CLOSING", "CLOSING", 11, 9},
	{LastAck, "LAST-ACK", "LAST_ACK", "LAST_ACK", "LAST_ACK", 9, 10},
	{TimeWait, "TIME-WAIT", "TIME_WAIT", "TIME_WAIT", "TIME_WAIT", 6, 11},
	{Closed, "UNCONN", "CLOSE", "CLOSED", "CLOSED", 7, 1},
}

// newSynRecv is Linux's second number for SYN_RCVD: a connection that so far
// is a small entry beside its listener and no socket yet.
const newSynRecv = 12

// Names returns what the tools call a state; the zero Name for a word that is
// no state.
func Names(s State) Name {
	for _, n := range names {
		if n.State == s {
			return n
		}
	}
	return Name{}
}

// FromLinux returns the state that Linux gives this number, "" for a number
// that stands for none.
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

// FromMIB returns the state that Windows gives this number, "" for a number
// that stands for none.
func FromMIB(number int) State {
	for _, n := range names {
		if n.MIB == number {
			return n.State
		}
	}
	return ""
}
