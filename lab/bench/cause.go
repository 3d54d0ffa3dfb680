package bench

import (
	"strings"

	"tcplab/lab/bench/table"
	"tcplab/lab/trace"
)

// causes are the packets that make a call end with an error, and that error as
// its errno, or as Go prints it where it has none. Whatever else a call ends
// with in the step in which a packet came, a deadline for one, it was not the
// packet's doing.
var causes = []struct {
	packet string // how its name begins
	err    string
}{
	{"RST", "ECONNRESET"},                       // a connection that stands is aborted (RFC 9293, 3.10.7.4)
	{"RST", "ECONNREFUSED"},                     // in SYN_SENT: nobody listens (RFC 9293, 3.10.7.3)
	{"RST", "EPIPE"},                            // in CLOSE_WAIT Linux calls a reset a broken pipe
	{"FIN", "EOF"},                              // what was sent has been read, and no more will come
	{"ICMP port unreachable", "ECONNREFUSED"},   // udp(7); also a connection that is being opened (tcp(7))
	{"ICMP host unreachable", "EHOSTUNREACH"},   // icmp(7) and RFC 1122, 4.2.3.9
	{"ICMP network unreachable", "ENETUNREACH"}, // the same
	{"ICMP fragmentation needed", "EMSGSIZE"},   // ip(7): the path takes no packet of that size
}

// causeOf names the packet that made a call end with an error, as "server RST
// ACK"; "" where the step's packet did not, or there was none. A packet that was
// dropped brings nothing, and one that came to another socket nothing to this
// call.
func causeOf(packet *trace.Event, c *table.Call, end trace.Event) string {
	if packet == nil || packet.Packet == nil || packet.Kind == trace.EventDropped || packet.To != end.Host {
		return ""
	}
	if p := packet.Packet; c.LocalAddr.IsValid() && p.Proto == c.Proto && p.Dst != c.LocalAddr.String() {
		return ""
	}
	for _, known := range causes {
		fails := known.err == end.Errno || end.Errno == "" && known.err == end.Err
		if fails && strings.HasPrefix(packet.Name, known.packet) {
			return packet.Host + " " + packet.Name
		}
	}
	return ""
}
