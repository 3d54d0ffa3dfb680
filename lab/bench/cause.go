package bench

import (
	"strings"

	"tcplab/lab/bench/table"
	"tcplab/lab/trace"
)

// causes are the packets that make a call end with an error, and that error as
// its errno, or as Go prints it if it has none. A call may end with another
// error in the step in which a packet came, such as a deadline. Then the packet
// is not the cause.
var causes = []struct {
	packet string // how its name begins
	err    string
}{
	{"RST", "ECONNRESET"},                       // an established connection is aborted (RFC 9293, 3.10.7.4)
	{"RST", "ECONNREFUSED"},                     // in SYN_SENT, nobody listens (RFC 9293, 3.10.7.3)
	{"RST", "EPIPE"},                            // in CLOSE_WAIT Linux calls a reset a broken pipe
	{"FIN", "EOF"},                              // all data was read, and no more will come
	{"ICMP port unreachable", "ECONNREFUSED"},   // udp(7); also a connection that is being opened (tcp(7))
	{"ICMP host unreachable", "EHOSTUNREACH"},   // icmp(7) and RFC 1122, 4.2.3.9
	{"ICMP network unreachable", "ENETUNREACH"}, // the same
	{"ICMP fragmentation needed", "EMSGSIZE"},   // ip(7): the path takes no packet of that size

	// Linux maps the messages of ICMPv6 (RFC 4443) to the same errors.
	{"ICMPv6 port unreachable", "ECONNREFUSED"},
	{"ICMPv6 address unreachable", "EHOSTUNREACH"},
	{"ICMPv6 no route to destination", "ENETUNREACH"},
	{"ICMPv6 packet too big", "EMSGSIZE"},
}

// causeOf names the packet that made a call end with an error, as "server RST
// ACK". It is "" if the step has no packet, or if the packet cannot be the
// cause. A packet that was dropped causes nothing, and a packet for another
// socket causes nothing in this call.
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
