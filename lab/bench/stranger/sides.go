package stranger

import (
	"cmp"
	"net/netip"

	"tcplab/lab"
	"tcplab/lab/bench/table"
	"tcplab/lab/packet"
	"tcplab/lab/wire"
)

// Sides tells on which side of the panel an address stands where no lesson says
// it. It goes by what was seen: who listens is a server; of two that do or do
// not, who sent the SYN is the client; of UDP's, who sent the first datagram, or
// connected its socket before there was one. Only where nothing was seen yet it
// guesses, by the port's number, and says so.
type Sides struct {
	listened map[uint16]bool            // TCP ports that somebody has listened on
	dialled  map[[2]netip.AddrPort]bool // TCP: who sent the SYN, and to whom
	talked   map[netip.AddrPort]string  // UDP: the side of whoever has sent or got a datagram
}

func NewSides() *Sides {
	return &Sides{listened: map[uint16]bool{}, dialled: map[[2]netip.AddrPort]bool{}, talked: map[netip.AddrPort]string{}}
}

// Listens takes in that somebody listens on a TCP port.
func (s *Sides) Listens(port uint16) { s.listened[port] = true }

// Saw takes in what a packet tells. Later packets do not change what earlier
// ones told.
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

// SawCrossing takes in who spoke while everything flowed, in the order in which
// they spoke first.
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

func across(side string) string {
	if side == lab.Client {
		return lab.Server
	}
	return lab.Client
}

// Of names the side of whoever is at an address; other is the peer's, or has port
// 0 where there is none. It tells whether that is a guess.
func (s *Sides) Of(proto string, at, other netip.AddrPort) (side string, guessed bool) {
	switch listens, peer := s.listened[at.Port()], s.listened[other.Port()]; {
	case proto == packet.UDP && s.talked[at] != "":
		return s.talked[at], false
	case proto == packet.UDP && other.Port() != 0:
		return lab.Client, false // it has connected, and nobody has sent it anything
	case proto == packet.TCP && listens && !peer:
		return lab.Server, false
	case proto == packet.TCP && peer && !listens, s.dialled[[2]netip.AddrPort{at, other}]:
		return lab.Client, false
	case s.dialled[[2]netip.AddrPort{other, at}]:
		return lab.Server, false
	}
	return byPort(at, other), true
}

// ephemeral is the first of the ports that Linux gives to whoever does not ask
// for one (ip(7), ip_local_port_range).
const ephemeral = 32768

// byPort guesses a side: that of the servers if the port was asked for, or, where
// both were or neither, if it is the lower one.
func byPort(at, other netip.AddrPort) string {
	asked, peer := at.Port() < ephemeral, other.Port() < ephemeral
	lower := cmp.Or(cmp.Compare(at.Port(), other.Port()), at.Addr().Compare(other.Addr())) <= 0
	if other.Port() == 0 && asked || other.Port() != 0 && (asked && !peer || asked == peer && lower) {
		return lab.Server
	}
	return lab.Client
}

// Forget drops what was seen of sockets that are gone, once it is much more than
// there are.
func (s *Sides) Forget(from table.Snapshot) {
	if len(s.dialled)+len(s.talked) <= 2*len(from)+64 {
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
		if !there[at] {
			delete(s.talked, at)
		}
	}
}
