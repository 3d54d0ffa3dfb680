package tcp

// Transition is one arrow of the state machine, with the cause that makes a
// connection take it.
type Transition struct {
	From, To State
	Cause    string // a call, a segment that comes in, or a timer
	Sends    string // the segment that the kernel then sends, "" for none
	Source   string // the section of RFC 9293, or the man page, that says so

	// Aside marks the arrows off the ordinary life of a connection: resets,
	// aborts, time limits, and a port used again. They can happen in almost
	// every state, so nothing can be concluded from them.
	Aside bool
}

// Most states share the arrow by which a connection ends at once.
const (
	cutOff       = "a reset, an abort, or nobody answered in time"
	cutOffSource = "RFC 9293 3.10.5, 3.10.7.4, 3.10.8"
)

// Transitions lists every legal arrow, in the order of a connection's life. It
// is figure 5 of RFC 9293, its three notes, and the arrows that only the text
// of section 3.10 has.
var Transitions = []Transition{
	// Opening.
	{From: Closed, To: Listen, Cause: "the program calls Listen", Source: "RFC 9293 3.10.1"},
	{From: Closed, To: SynSent, Cause: "the program calls Dial", Sends: "SYN", Source: "RFC 9293 3.10.1"},
	{From: Listen, To: SynRcvd, Cause: "a SYN comes in", Sends: "SYN ACK", Source: "RFC 9293 3.10.7.2"},
	{From: Listen, To: SynSent, Cause: "the program sends on a listening connection", Sends: "SYN", Source: "RFC 9293 3.10.2"},
	{From: Listen, To: Closed, Cause: "the program closes the listener", Source: "RFC 9293 3.10.4"},
	{From: SynSent, To: Established, Cause: "a SYN ACK comes in", Sends: "ACK", Source: "RFC 9293 3.10.7.3"},
	{From: SynSent, To: SynRcvd, Cause: "a SYN comes in: both ends opened at once", Sends: "SYN ACK", Source: "RFC 9293 3.10.7.3"},
	{From: SynSent, To: Closed, Cause: "the program closes before an answer came", Source: "RFC 9293 3.10.4", Aside: true},
	{From: SynSent, To: Closed, Cause: "a RST ACK comes in: refused", Source: "RFC 9293 3.10.7.3", Aside: true},
	{From: SynSent, To: Closed, Cause: "nobody answered in time", Source: "RFC 9293 3.10.8", Aside: true},
	{From: SynRcvd, To: Established, Cause: "the ACK of its SYN comes in", Source: "RFC 9293 3.10.7.4"},
	{From: SynRcvd, To: FinWait1, Cause: "the program closes", Sends: "FIN ACK", Source: "RFC 9293 3.10.4"},
	{From: SynRcvd, To: Listen, Cause: "a RST comes in", Source: "RFC 9293 3.10.7.4", Aside: true},

	// Closing first, and at the same time.
	{From: Established, To: FinWait1, Cause: "the program closes", Sends: "FIN ACK", Source: "RFC 9293 3.10.4"},
	{From: FinWait1, To: FinWait2, Cause: "the ACK of its FIN comes in", Source: "RFC 9293 3.10.7.4"},
	{From: FinWait1, To: Closing, Cause: "a FIN comes in that does not acknowledge its own", Sends: "ACK", Source: "RFC 9293 3.10.7.4"},
	{From: FinWait1, To: TimeWait, Cause: "a FIN comes in that acknowledges its own", Sends: "ACK", Source: "RFC 9293 Fig. 5, note 2"},
	{From: FinWait2, To: TimeWait, Cause: "a FIN comes in", Sends: "ACK", Source: "RFC 9293 3.10.7.4"},
	{From: Closing, To: TimeWait, Cause: "the ACK of its FIN comes in", Source: "RFC 9293 3.10.7.4"},
	{From: TimeWait, To: Closed, Cause: "two maximum segment lifetimes have passed", Source: "RFC 9293 3.10.8"},

	// Closing second.
	{From: Established, To: CloseWait, Cause: "a FIN comes in", Sends: "ACK", Source: "RFC 9293 3.10.7.4"},
	{From: CloseWait, To: LastAck, Cause: "the program closes", Sends: "FIN ACK", Source: "RFC 9293 3.10.4"},
	{From: LastAck, To: Closed, Cause: "the ACK of its FIN comes in", Source: "RFC 9293 3.10.7.4"},

	// Resets, aborts and time limits.
	{From: SynRcvd, To: Closed, Cause: cutOff, Sends: "RST", Source: cutOffSource, Aside: true},
	{From: Established, To: Closed, Cause: cutOff, Sends: "RST", Source: cutOffSource, Aside: true},
	{From: FinWait1, To: Closed, Cause: cutOff, Sends: "RST", Source: cutOffSource, Aside: true},
	{From: FinWait2, To: Closed, Cause: "a reset, an abort, or Linux's tcp_fin_timeout", Sends: "RST", Source: "RFC 9293 3.10.5, 3.10.7.4; tcp(7)", Aside: true},
	{From: CloseWait, To: Closed, Cause: cutOff, Sends: "RST", Source: cutOffSource, Aside: true},
	{From: Closing, To: Closed, Cause: cutOff, Source: cutOffSource, Aside: true},
	{From: LastAck, To: Closed, Cause: cutOff, Source: cutOffSource, Aside: true},
	{From: TimeWait, To: Closed, Cause: "a reset, an abort, or a new SYN from the same port", Source: "RFC 9293 3.6.1, 3.10.5, 3.10.7.4", Aside: true},
	{From: TimeWait, To: SynRcvd, Cause: "a new SYN from the same port comes in", Sends: "SYN ACK", Source: "RFC 9293 3.6.1, MAY-2", Aside: true},
}
