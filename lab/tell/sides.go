package tell

import (
	"cmp"
	"slices"
	"strings"

	"tcplab/lab/trace"
)

// The panel has two sides: clients stand on the left, servers on the right. At
// any time it looks at one pair of machines, the two ends of one connection.
// All others are listed in small, and the student may choose.

// A Pair is one connection: the sockets at both of its ends, either of which
// may be missing.
type Pair struct {
	Key         string // both addresses, in a fixed order
	Left, Right *trace.Socket
	Newest      int // the higher socket id
}

// A Side is a host and those of its sockets that a step shows.
type Side struct {
	Host     trace.Host
	Listener *trace.Socket  // the newest, if any
	Conn     *trace.Socket  // its end of the pair looked at
	UDP      []trace.Socket // all of the host's
}

// sides are the hosts of both sides in the header's order. A lesson whose
// hosts all have one role still gets two sides.
func sides(h *trace.Header) (left, right []trace.Host) {
	for _, host := range h.Hosts {
		if host.Role == "server" {
			right = append(right, host)
		} else {
			left = append(left, host)
		}
	}
	if len(left) == 0 && len(right) > 1 {
		left, right = right[:1], right[1:]
	}
	if len(right) == 0 && len(left) > 1 {
		left, right = left[:1], left[1:]
	}
	return left, right
}

// IsLeft says on which side a host stands.
func IsLeft(h *trace.Header, host string) bool {
	left, right := sides(h)
	named := func(x trace.Host) bool { return x.Name == host }
	return slices.ContainsFunc(left, named) || !slices.ContainsFunc(right, named)
}

// Pairs lists the connections of a step, oldest first.
func (s *Scene) Pairs() []Pair {
	var out []Pair
	for i := range s.Step.Sockets {
		sock := &s.Step.Sockets[i]
		if sock.Role != trace.RoleConnection || sock.Proto != "tcp" {
			continue
		}
		key := pairKey(sock.Local, sock.Remote)
		at := slices.IndexFunc(out, func(p Pair) bool { return p.Key == key })
		if at < 0 {
			out = append(out, Pair{Key: key})
			at = len(out) - 1
		}
		p := &out[at]
		p.Newest = max(p.Newest, sock.ID)
		end := &p.Right
		if IsLeft(s.Header, sock.Host) {
			end = &p.Left
		}
		if *end == nil || (*end).ID < sock.ID {
			*end = sock
		}
	}
	slices.SortStableFunc(out, func(a, b Pair) int { return cmp.Compare(a.Newest, b.Newest) })
	return out
}

// pairKey names a connection by its addresses, the same from both ends.
func pairKey(a, b string) string {
	if a > b {
		a, b = b, a
	}
	return a + " " + b
}

// Look decides which pair is on the screen: the one the student chose, else
// the one the step was about, else the newest. A step about a client without a
// connection, one that was refused for instance, is about no pair.
func (s *Scene) Look() (p Pair, all []Pair) {
	all = s.Pairs()
	if len(all) == 0 {
		return Pair{}, nil
	}
	find := func(want string) *Pair {
		for i := range all {
			if want != "" && all[i].Key == want {
				return &all[i]
			}
		}
		return nil
	}
	if p := find(s.Focus); p != nil {
		return *p, all
	}
	for _, e := range slices.Backward(s.Step.Events) {
		if p := find(s.eventPair(e)); p != nil {
			return *p, all
		}
	}
	for _, host := range []string{s.Step.Move.Host, s.Step.Move.To} { // whom a server's call is for
		if p := find(s.hostPair(host, all)); p != nil {
			return *p, all
		}
	}
	if s.isClient(s.Step.Move.Host) {
		return Pair{}, all // its own, which it has not got, and not somebody else's
	}
	return all[len(all)-1], all
}

// eventPair is the connection that an event was about, "" if about none.
func (s *Scene) eventPair(e trace.Event) string {
	if e.Packet != nil && e.Packet.Proto == "tcp" {
		return pairKey(e.Packet.Src, e.Packet.Dst)
	}
	if e.Kind == trace.EventState || e.Kind == trace.EventDestroyed {
		for _, sock := range s.Step.Sockets {
			if sock.ID == e.ID && sock.Role == trace.RoleConnection {
				return pairKey(sock.Local, sock.Remote)
			}
		}
	}
	return ""
}

// isClient reports whether a host of that name stands on the left.
func (s *Scene) isClient(host string) bool {
	left, _ := sides(s.Header)
	return slices.ContainsFunc(left, func(h trace.Host) bool { return h.Name == host })
}

// hostPair is the newest connection of a client host, "" if it has none.
func (s *Scene) hostPair(host string, all []Pair) string {
	for _, p := range slices.Backward(all) {
		if p.Left != nil && p.Left.Host == host {
			return p.Key
		}
	}
	return ""
}

// Both are the two sides as they are to be drawn.
func (s *Scene) Both() (l, r Side) {
	left, right := sides(s.Header)
	if s.datagrams() {
		return s.side(s.udpHosts(left), nil), s.side(s.udpHosts(right), nil)
	}
	p, _ := s.Look()
	return s.side(left, p.Left), s.side(right, p.Right)
}

// datagrams reports whether the step was about a host whose sockets are all UDP:
// then its side shows them, though other hosts may have connections.
func (s *Scene) datagrams() bool {
	udp, tcp := s.protocols(s.Step.Move.Host)
	return udp && !tcp
}

// protocols says of which protocols a host has had sockets.
func (s *Scene) protocols(host string) (udp, tcp bool) {
	for _, sock := range s.Step.Sockets {
		if sock.Host == host {
			udp = udp || sock.Proto == "udp"
			tcp = tcp || sock.Proto == "tcp"
		}
	}
	return udp, tcp
}

// udpHosts is the one of these hosts that a step about datagrams concerns: who
// acted, was sent to, is looked at or comes next, else the first of those that
// have UDP sockets. Without hosts it is empty.
func (s *Scene) udpHosts(hosts []trace.Host) []trace.Host {
	want := []string{s.Step.Move.Host, s.Step.Move.To, s.Focus}
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

// side collects one side: the host is the connection's, else the one that
// moved, else the one that would move next, else the first that still runs.
func (s *Scene) side(hosts []trace.Host, conn *trace.Socket) Side {
	var out Side
	if len(hosts) == 0 {
		return out
	}
	want := []string{s.Step.Move.Host, s.Focus}
	if s.Step.Next != nil {
		want = append(want, s.Step.Next.Host)
	}
	if conn != nil {
		want = []string{conn.Host}
	}
	out.Host = hosts[0]
	for _, name := range want {
		if i := slices.IndexFunc(hosts, func(h trace.Host) bool { return h.Name == name }); i >= 0 {
			out.Host = hosts[i]
			break
		}
	}
	out.Conn = conn
	for i := range s.Step.Sockets {
		switch sock := &s.Step.Sockets[i]; {
		case sock.Host != out.Host.Name:
		case sock.Proto == "udp":
			out.UDP = append(out.UDP, *sock)
		case sock.Role == trace.RoleListener && (out.Listener == nil || sock.State != ClosedState || out.Listener.State == ClosedState):
			out.Listener = sock
		}
	}
	return out
}

// DatagramsOnly reports whether a lesson is about UDP alone, so that no state
// machine is drawn even before its first socket exists. A step with a TCP
// socket has its map, unless it was about a host that has none.
func (s *Scene) DatagramsOnly() bool {
	if s.datagrams() {
		return true
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
	for _, b := range s.Header.Beats {
		switch name := b.Move.Name; {
		case strings.Contains(name, "UDP") || strings.HasPrefix(name, "ICMP"):
			udp = true
		case name == "SYN" || name == "Listen":
			return false
		}
	}
	return udp
}

// IsNew reports whether the step changed the state of that socket.
func (s *Scene) IsNew(id int) bool {
	for _, e := range s.Step.Events {
		if e.Kind == trace.EventState && e.ID == id {
			return true
		}
	}
	return false
}

// PairName is what a connection is called: by its client's name, or by
// its port where one client has several.
func (s *Scene) PairName(p Pair) string {
	sock := p.Left
	if sock == nil {
		sock = p.Right
		return sock.Remote[strings.LastIndexByte(sock.Remote, ':')+1:]
	}
	return sock.Host + sock.Local[max(0, strings.LastIndexByte(sock.Local, ':')):]
}
