package tell

import (
	"cmp"
	"slices"
	"strings"

	"tcplab/lab/trace"
)

// datagram makes a side show first the UDP socket that a packet leaves or
// reaches, whose address there is at.
func (sd *Side) datagram(at, other string) {
	rank := func(k trace.Socket) int {
		switch {
		case k.State == ClosedState:
			return 3
		case k.Local == at && k.Remote == other:
			return 0
		case portOf(k.Local) == portOf(at) && k.Remote == "":
			return 1
		}
		return 2
	}
	sd.At = at
	slices.SortStableFunc(sd.UDP, func(a, b trace.Socket) int { return cmp.Compare(rank(a), rank(b)) })
}

// Datagrams reports whether the step was about a host whose sockets are all
// UDP. Then its side shows these, even if other hosts have connections. In an
// open lab, where a host is all programs of a side, the packet decides, or the
// socket that came up.
func (s *Scene) Datagrams() bool {
	if p := s.subject(); p != nil {
		proto, _, _ := p.Between()
		return proto == "udp" || p.Proto == "icmp" && strings.HasPrefix(p.Detail, "about UDP")
	}
	if s.Header.Open {
		for _, e := range slices.Backward(s.Step.Events) {
			if e.Kind == trace.EventState {
				return e.Name == trace.RoleSocket
			}
		}
	}
	udp, tcp := s.protocols(s.Step.Move.Host)
	return udp && !tcp
}

// protocols reports whether a host has had UDP sockets, and TCP sockets.
func (s *Scene) protocols(host string) (udp, tcp bool) {
	for _, sock := range s.Step.Sockets {
		if sock.Host == host {
			udp = udp || sock.Proto == "udp"
			tcp = tcp || sock.Proto == "tcp"
		}
	}
	return udp, tcp
}

// udpHosts returns, as a list of one, the host that a step about datagrams
// concerns: the one that acted, received, is shown or comes next, else the
// first one with UDP sockets. It is empty if hosts is.
func (s *Scene) udpHosts(hosts []trace.Host) []trace.Host {
	want := []string{s.Step.Move.Host, s.Step.Move.To, s.Focus}
	if p := s.Selected(); p != nil {
		want = append([]string{p.From, p.To}, want...)
	}
	if s.Step.Next != nil {
		want = append(want, s.Step.Next.Host)
	}
	rank := func(h trace.Host) int {
		udp, tcp := s.protocols(h.Name)
		i := slices.Index(want, h.Name)
		switch {
		case tcp:
			return len(want) + 2
		case i >= 0:
			return i
		case udp:
			return len(want)
		}
		return len(want) + 1
	}
	hosts = slices.Clone(hosts)
	slices.SortStableFunc(hosts, func(a, b trace.Host) int { return cmp.Compare(rank(a), rank(b)) })
	return hosts[:min(1, len(hosts))]
}

// DatagramsOnly reports whether no state machine is drawn, because the lesson
// is about UDP alone, even before its first socket exists. A step with a TCP
// socket has its map, unless it was about a host that has no TCP socket.
func (s *Scene) DatagramsOnly() bool {
	if s.Datagrams() {
		return true
	}
	if s.subject() != nil {
		return false
	}
	udp := false
	for _, sock := range s.Step.Sockets {
		if sock.Proto == "tcp" {
			return false
		}
		udp = true
	}
	if udp {
		return true
	}
	return DatagramLesson(s.Header)
}

// DatagramLesson reports whether a lesson is about UDP alone, so that none of its
// steps has a state machine.
func DatagramLesson(h *trace.Header) bool {
	udp := false
	for _, b := range h.Beats {
		switch name := b.Move.Name; {
		case strings.Contains(name, "UDP") || strings.HasPrefix(name, "ICMP"):
			udp = true
		case name == "SYN" || name == "Listen":
			return false
		}
	}
	return udp
}
