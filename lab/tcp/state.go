// Package tcp holds what RFC 9293 says about a connection's states: their
// names, the transitions between them, and what other tools call them. It is
// pure and knows no sockets. Nothing about a single kernel or a single lesson
// ever comes in here.
package tcp

// State is one of the eleven states of RFC 9293, section 3.3.2, written with
// underscores, or the empty string if no state is known.
type State string

// The states, in the order in which the RFC lists them.
const (
	Listen      State = "LISTEN"
	SynSent     State = "SYN_SENT"
	SynRcvd     State = "SYN_RCVD"
	Established State = "ESTABLISHED"
	FinWait1    State = "FIN_WAIT_1"
	FinWait2    State = "FIN_WAIT_2"
	CloseWait   State = "CLOSE_WAIT"
	Closing     State = "CLOSING"
	LastAck     State = "LAST_ACK"
	TimeWait    State = "TIME_WAIT"
	Closed      State = "CLOSED"
)

// States lists all eleven, in the RFC's order.
var States = []State{
	Listen, SynSent, SynRcvd, Established, FinWait1, FinWait2,
	CloseWait, Closing, LastAck, TimeWait, Closed,
}
