package stranger

import (
	"cmp"
	"net/netip"
	"slices"

	"tcplab/lab"
	"tcplab/lab/bench/table"
	"tcplab/lab/packet"
	"tcplab/lab/wire"
)

// Sides finds out on which side of the panel an address stands if no lesson
// says it. It uses what was seen. With TCP, an end that listens is a server; if
// both ends listen, or neither does, the end that sent the SYN is the client.
// With UDP, the end that sent the first datagram is the client, or the end that
// connected its socket before there was one. If nothing was seen yet, Sides
// guesses by the port's number and says so.
type Sides struct {
	listened map[uint16]bool            // TCP ports that somebody has listened on
	dialled  map[[2]netip.AddrPort]bool // of TCP, the sender of a SYN and its receiver
	talked   map[netip.AddrPort]string  // of UDP, the side of each address that has sent or received a datagram
}

func NewSides() *Sides {
	return &Sides{listened: map[uint16]bool{}, dialled: map[[2]netip.AddrPort]bool{}, talked: map[netip.AddrPort]string{}}
}

// Listens takes in that somebody listens on a TCP port.
func (s *Sides) Listens(port uint16) { s.listened[port] = true }

// Saw learns the sides from a packet. Later packets do not change what was
// learned from earlier ones.
func (s *Sides) Saw(p packet.Packet) {
	switch {
	case p.Inner != nil: // an ICMP message, which has no ports itself
		s.Saw(*p.Inner)
	case p.Src.Port() == 0 || p.Dst.Port() == 0: // a fragment behind the first, or a ping
	case p.Proto == packet.UDP:
		if s.talked[p.Src] == "" && s.talked[p.Dst] == "" {
			s.talked[p.Src] = lab.Client
		}
		for _, way := range [][2]netip.AddrPort{{p.Src, p.Dst}, {p.Dst, p.Src}} {
			if at, other := way[0], way[1]; s.talked[at] == "" {
				s.talked[at] = across(s.talked[other])
			}
		}
		for _, at := range []netip.AddrPort{p.Src, p.Dst} { // the socket may have no address of its own
			for _, all := range takesAll(at) {
				if s.talked[all] == "" {
					s.talked[all] = s.talked[at]
				}
			}
		}
	case p.Flags.Has(packet.SYN):
		from, to := p.Src, p.Dst
		if p.Flags.Has(packet.ACK) {
			from, to = to, from
		}
		if !s.dialled[[2]netip.AddrPort{to, from}] {
			s.dialled[[2]netip.AddrPort{from, to}] = true
		}
	}
}

// SawCrossing learns the sides from the tallies of a flow, which are in the
// order of their first packets.
func (s *Sides) SawCrossing(tallies []wire.Tally) {
	for _, t := range tallies {
		p := packet.Packet{Proto: t.Proto, Src: t.Src, Dst: t.Dst}
		if t.Proto == packet.TCP && t.First == 0 { // a SYN's relative number, or the answer's behind it
			p.Flags = packet.SYN
		}
		if t.Proto != packet.ICMP {
			s.Saw(p)
		}
	}
}

// takesAll lists the addresses of the sockets that take what is sent to an address and
// to all others with its port.
func takesAll(at netip.AddrPort) []netip.AddrPort {
	all := []netip.AddrPort{netip.AddrPortFrom(netip.IPv6Unspecified(), at.Port())}
	if at.Addr().Is4() {
		all = append(all, netip.AddrPortFrom(netip.IPv4Unspecified(), at.Port()))
	}
	return all
}

func across(side string) string {
	if side == lab.Client {
		return lab.Server
	}
	return lab.Client
}

// At returns the side of the socket at an address. other is the peer's address;
// its port is 0 if there is none. guessed is true if only the ports' numbers
// suggest that side.
func (s *Sides) At(proto string, at, other netip.AddrPort) (side string, guessed bool) {
	switch listens, peer := s.listened[at.Port()], s.listened[other.Port()]; {
	case proto == packet.UDP && s.talked[at] != "":
		return s.talked[at], false
	case proto == packet.UDP && other.Port() != 0:
		return lab.Client, false // the socket is connected, and nobody has sent it anything
	case proto == packet.TCP && listens && !peer:
		return lab.Server, false
	case proto == packet.TCP && peer && !listens, s.dialled[[2]netip.AddrPort{at, other}]:
		return lab.Client, false
	case s.dialled[[2]netip.AddrPort{other, at}]:
		return lab.Server, false
	}
	return byPort(at, other), true
}

// ephemeral is the first of the ports that Linux gives to a program that asks
// for none (ip(7), ip_local_port_range).
const ephemeral = 32768

// byPort guesses a side. An end is a server if a program asked for its port and
// not for the other end's. If both ports were asked for, or neither was, the
// end with the lower port is the server.
func byPort(at, other netip.AddrPort) string {
	asked, peer := at.Port() < ephemeral, other.Port() < ephemeral
	lower := cmp.Or(cmp.Compare(at.Port(), other.Port()), at.Addr().Compare(other.Addr())) <= 0
	if other.Port() == 0 && asked || other.Port() != 0 && (asked && !peer || asked == peer && lower) {
		return lab.Server
	}
	return lab.Client
}

// Forget removes the entries of sockets that are gone, once there are many more
// entries than sockets.
func (s *Sides) Forget(from table.Snapshot) {
	if len(s.dialled)+len(s.talked) <= 4*len(from)+64 {
		return
	}
	there := map[netip.AddrPort]bool{}
	for a := range from {
		there[a.Local] = true
	}
	for way := range s.dialled {
		if !there[way[0]] && !there[way[1]] {
			delete(s.dialled, way)
		}
	}
	for at := range s.talked {
		if !there[at] && !slices.ContainsFunc(takesAll(at), func(all netip.AddrPort) bool { return there[all] }) {
			delete(s.talked, at)
		}
	}
}
