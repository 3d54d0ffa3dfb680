package panel

import (
	"cmp"
	"slices"
	"strings"

	"tcplab/lab/trace"
)

// The panel has two sides: clients stand on the left, servers on the right. At
// any time it looks at one pair of machines, the two ends of one connection.
// All others are listed in small, and the student may choose.

// A pair is one connection: the sockets at both of its ends, either of which
// may be missing.
type pair struct {
	key         string // both addresses, in a fixed order
	left, right *trace.Socket
	newest      int // the higher socket id
}

// A view of one side.
type side struct {
	host     trace.Host
	listener *trace.Socket  // the newest, if any
	conn     *trace.Socket  // its end of the pair looked at
	udp      []trace.Socket // all of the host's
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

// isLeft says on which side a host stands.
func isLeft(h *trace.Header, host string) bool {
	left, right := sides(h)
	named := func(x trace.Host) bool { return x.Name == host }
	return slices.ContainsFunc(left, named) || !slices.ContainsFunc(right, named)
}

// pairs lists the connections of a step, oldest first.
func (s *Scene) pairs() []pair {
	var out []pair
	for i := range s.step.Sockets {
		sock := &s.step.Sockets[i]
		if sock.Role != trace.RoleConnection || sock.Proto != "tcp" {
			continue
		}
		key := pairKey(sock.Local, sock.Remote)
		at := slices.IndexFunc(out, func(p pair) bool { return p.key == key })
		if at < 0 {
			out = append(out, pair{key: key})
			at = len(out) - 1
		}
		p := &out[at]
		p.newest = max(p.newest, sock.ID)
		end := &p.right
		if isLeft(s.header, sock.Host) {
			end = &p.left
		}
		if *end == nil || (*end).ID < sock.ID {
			*end = sock
		}
	}
	slices.SortStableFunc(out, func(a, b pair) int { return cmp.Compare(a.newest, b.newest) })
	return out
}

// pairKey names a connection by its addresses, the same from both ends.
func pairKey(a, b string) string {
	if a > b {
		a, b = b, a
	}
	return a + " " + b
}

// look decides which pair is on the screen: the one the student chose, else
// the one the step was about, else the newest. A step about a client without a
// connection, one that was refused for instance, is about no pair.
func (s *Scene) look() (p pair, all []pair) {
	all = s.pairs()
	if len(all) == 0 {
		return pair{}, nil
	}
	find := func(want string) *pair {
		for i := range all {
			if want != "" && all[i].key == want {
				return &all[i]
			}
		}
		return nil
	}
	if p := find(s.focus); p != nil {
		return *p, all
	}
	for _, e := range slices.Backward(s.step.Events) {
		if p := find(s.eventPair(e)); p != nil {
			return *p, all
		}
	}
	for _, host := range []string{s.step.Move.Host, s.step.Move.To} { // whom a server's call is for
		if p := find(s.hostPair(host, all)); p != nil {
			return *p, all
		}
	}
	if s.isClient(s.step.Move.Host) {
		return pair{}, all // its own, which it has not got, and not somebody else's
	}
	return all[len(all)-1], all
}

// eventPair is the connection that an event was about, "" if about none.
func (s *Scene) eventPair(e trace.Event) string {
	if e.Packet != nil && e.Packet.Proto == "tcp" {
		return pairKey(e.Packet.Src, e.Packet.Dst)
	}
	if e.Kind == trace.EventState || e.Kind == trace.EventDestroyed {
		for _, sock := range s.step.Sockets {
			if sock.ID == e.ID && sock.Role == trace.RoleConnection {
				return pairKey(sock.Local, sock.Remote)
			}
		}
	}
	return ""
}

// isClient says whether a host of that name stands on the left.
func (s *Scene) isClient(host string) bool {
	left, _ := sides(s.header)
	return slices.ContainsFunc(left, func(h trace.Host) bool { return h.Name == host })
}

// hostPair is the newest connection of a client host, "" if it has none.
func (s *Scene) hostPair(host string, all []pair) string {
	for _, p := range slices.Backward(all) {
		if p.left != nil && p.left.Host == host {
			return p.key
		}
	}
	return ""
}

// both are the two sides as they are to be drawn.
func (s *Scene) both() (l, r side) {
	left, right := sides(s.header)
	if s.datagrams() {
		return s.side(s.udpHosts(left), nil), s.side(s.udpHosts(right), nil)
	}
	p, _ := s.look()
	return s.side(left, p.left), s.side(right, p.right)
}

// datagrams says whether the step was about a host whose sockets are all UDP:
// then its side shows them, though other hosts may have connections.
func (s *Scene) datagrams() bool {
	udp, tcp := s.protocols(s.step.Move.Host)
	return udp && !tcp
}

// protocols says of which protocols a host has had sockets.
func (s *Scene) protocols(host string) (udp, tcp bool) {
	for _, sock := range s.step.Sockets {
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
	want := []string{s.step.Move.Host, s.step.Move.To, s.focus}
	if s.step.Next != nil {
		want = append(want, s.step.Next.Host)
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
func (s *Scene) side(hosts []trace.Host, conn *trace.Socket) side {
	var out side
	if len(hosts) == 0 {
		return out
	}
	want := []string{s.step.Move.Host, s.focus}
	if s.step.Next != nil {
		want = append(want, s.step.Next.Host)
	}
	if conn != nil {
		want = []string{conn.Host}
	}
	out.host = hosts[0]
	for _, name := range want {
		if i := slices.IndexFunc(hosts, func(h trace.Host) bool { return h.Name == name }); i >= 0 {
			out.host = hosts[i]
			break
		}
	}
	out.conn = conn
	for i := range s.step.Sockets {
		switch sock := &s.step.Sockets[i]; {
		case sock.Host != out.host.Name:
		case sock.Proto == "udp":
			out.udp = append(out.udp, *sock)
		case sock.Role == trace.RoleListener && (out.listener == nil || sock.State != closedState || out.listener.State == closedState):
			out.listener = sock
		}
	}
	return out
}

// datagramsOnly says whether a lesson is about UDP alone, so that no state
// machine is drawn even before its first socket exists. A step with a TCP
// socket has its map, unless it was about a host that has none.
func (s *Scene) datagramsOnly() bool {
	if s.datagrams() {
		return true
	}
	udp := false
	for _, sock := range s.step.Sockets {
		if sock.Proto == "tcp" {
			return false
		}
		udp = true
	}
	if udp {
		return true
	}
	for _, b := range s.header.Beats {
		switch name := b.Move.Name; {
		case strings.Contains(name, "UDP") || strings.HasPrefix(name, "ICMP"):
			udp = true
		case name == "SYN" || name == "Listen":
			return false
		}
	}
	return udp
}

// isNew says whether the step changed the state of that socket.
func (s *Scene) isNew(id int) bool {
	for _, e := range s.step.Events {
		if e.Kind == trace.EventState && e.ID == id {
			return true
		}
	}
	return false
}
