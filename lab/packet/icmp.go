package packet

import "fmt"

// messages are what a version of ICMP calls its messages.
type messages struct {
	name            string
	echo, echoReply uint8
	quotes          [256]bool // the types that quote a packet
	names           map[[2]uint8]string
}

// icmp returns the messages of p's version of ICMP.
func (p *Packet) icmp() *messages {
	if p.Src.Addr().Is6() {
		return &icmp6
	}
	return &icmp4
}

func (m *messages) nameOf(kind, code uint8) string {
	if name, ok := m.names[[2]uint8{kind, code}]; ok {
		return m.name + " " + name
	}
	return fmt.Sprintf("%s type %d code %d", m.name, kind, code)
}

// icmp4 are the messages of RFC 792 and RFC 1812 that may cross loopback.
var icmp4 = messages{
	name: "ICMP", echo: 8, echoReply: 0,
	quotes: [256]bool{
		3:  true, // unreachable
		4:  true, // source quench
		5:  true, // redirect
		11: true, // time exceeded
		12: true, // parameter problem
	},
	names: map[[2]uint8]string{
		{0, 0}:  "echo reply",
		{8, 0}:  "echo request",
		{3, 0}:  "network unreachable",
		{3, 1}:  "host unreachable",
		{3, 2}:  "protocol unreachable",
		{3, 3}:  "port unreachable",
		{3, 4}:  "fragmentation needed",
		{11, 0}: "time to live exceeded",
		{11, 1}: "reassembly time exceeded",
	},
}

// icmp6 are the messages of RFC 4443 that may cross loopback. Those of neighbour
// discovery and of multicast have no names, since they never come from ::1.
var icmp6 = messages{
	name: "ICMPv6", echo: 128, echoReply: 129,
	quotes: [256]bool{
		1: true, // unreachable
		2: true, // packet too big
		3: true, // time exceeded
		4: true, // parameter problem
	},
	names: map[[2]uint8]string{
		{1, 0}:   "no route to destination",
		{1, 1}:   "administratively prohibited",
		{1, 3}:   "address unreachable",
		{1, 4}:   "port unreachable",
		{2, 0}:   "packet too big",
		{3, 0}:   "hop limit exceeded",
		{3, 1}:   "reassembly time exceeded",
		{4, 1}:   "unrecognized next header",
		{128, 0}: "echo request",
		{129, 0}: "echo reply",
	},
}
