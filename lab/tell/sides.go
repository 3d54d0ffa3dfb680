package tell

import (
	"cmp"
	"slices"
	"strings"

	"tcplab/lab/trace"
)

// A view has two sides: clients on the left, servers on the right. It shows one
// pair of machines at a time, the two ends of one connection. It lists all
// others in short, and the student may choose one.

// A Pair is one connection: the sockets at its two ends. Left or Right may be
// nil.
type Pair struct {
	Key         string // both addresses, in a fixed order
	Left, Right *trace.Socket
	Newest      int // the higher id of the two sockets
}

// A Side is a host, and the sockets of it that a view shows.
type Side struct {
	Host     trace.Host
	Listener *trace.Socket  // the newest one; nil if there is none
	Conn     *trace.Socket  // its end of the shown pair; nil if there is none
	UDP      []trace.Socket // all UDP sockets of the host
}

// sides returns the hosts of both sides in the header's order. If all hosts
// have the same role, there are two sides all the same.
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

// IsLeft reports whether a host is on the left side.
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

// pairKey names a connection by its addresses. The name is the same for both
// ends.
func pairKey(a, b string) string {
	if a > b {
		a, b = b, a
	}
	return a + " " + b
}

// Look decides which pair a view shows: the one that the student chose, else
// the one that the step was about, else the newest. It is the empty pair if the
// step was about a client without a connection, because it was refused for
// instance. all holds every pair, oldest first.
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
	for _, host := range []string{s.Step.Move.Host, s.Step.Move.To} { // To: a server's call may be for a client
		if p := find(s.hostPair(host, all)); p != nil {
			return *p, all
		}
	}
	if s.isClient(s.Step.Move.Host) {
		return Pair{}, all // it has no connection, and another client's would be wrong
	}
	return all[len(all)-1], all
}

// eventPair returns the key of the connection that an event was about; "" if
// none.
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

// isClient reports whether a host of that name is on the left.
func (s *Scene) isClient(host string) bool {
	left, _ := sides(s.Header)
	return slices.ContainsFunc(left, func(h trace.Host) bool { return h.Name == host })
}

// hostPair returns the key of a client's newest connection; "" if it has none.
func (s *Scene) hostPair(host string, all []Pair) string {
	for _, p := range slices.Backward(all) {
		if p.Left != nil && p.Left.Host == host {
			return p.Key
		}
	}
	return ""
}

// Both returns the two sides to be drawn.
func (s *Scene) Both() (l, r Side) {
	left, right := sides(s.Header)
	if s.datagrams() {
		return s.side(s.udpHosts(left), nil), s.side(s.udpHosts(right), nil)
	}
	p, _ := s.Look()
	return s.side(left, p.Left), s.side(right, p.Right)
}

// datagrams reports whether the step was about a host whose sockets are all
// UDP. Then its side shows these, even if other hosts have connections.
func (s *Scene) datagrams() bool {
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

// side builds one side. Its host is the connection's, else the one that moved,
// else the one that moves next, else the first one that still runs.
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

// DatagramsOnly reports whether no state machine is drawn, because the lesson
// is about UDP alone, even before its first socket exists. A step with a TCP
// socket has its map, unless it was about a host that has no TCP socket.
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

// PairName returns the name of a connection: its client's name, or the client's
// port if one client has several connections.
func (s *Scene) PairName(p Pair) string {
	sock := p.Left
	if sock == nil {
		sock = p.Right
		return sock.Remote[strings.LastIndexByte(sock.Remote, ':')+1:]
	}
	return sock.Host + sock.Local[max(0, strings.LastIndexByte(sock.Local, ':')):]
}
