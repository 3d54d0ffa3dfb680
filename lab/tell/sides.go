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
	At          [2]string // the addresses of the left end and of the right end; "" if not known
	Newest      int       // the higher id of the two sockets
}

// A Side is a host, and the sockets of it that a view shows.
type Side struct {
	Host     trace.Host
	At       string         // in an open lab, the address that the shown packet has on this side; "" if there is none
	Listener *trace.Socket  // the one at the shown end's address, else the newest one; nil if there is none
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
		p.At = [2]string{sock.Remote, sock.Local}
		if IsLeft(s.Header, sock.Host) {
			end = &p.Left
			p.At = [2]string{sock.Local, sock.Remote}
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

// Look decides which pair a view shows: the one of the packet that the student
// selected, else the one that the student chose, else in an open lab the one of
// the packet that is marked, else the one that the step was about, else the
// newest. It is the empty pair if the step was about a client without a
// connection, because it was refused for instance, or about a server without one
// while the newest pair is another server's. all holds every pair, oldest
// first.
//
// A lesson tells of the step, so its machines follow the step, too. In an open
// lab the packet that is marked matters more: the next key acts on it.
func (s *Scene) Look() (p Pair, all []Pair) {
	all = s.Pairs()
	find := func(want string) *Pair {
		for i := range all {
			if want != "" && all[i].Key == want {
				return &all[i]
			}
		}
		return nil
	}
	ofPacket := func(p *trace.Packet) (Pair, bool) {
		if p == nil || p.Proto != "tcp" {
			return Pair{}, false
		}
		key := pairKey(p.Src, p.Dst)
		if known := find(key); known != nil {
			return *known, true
		}
		at := [2]string{p.Src, p.Dst}
		if !IsLeft(s.Header, p.From) {
			at = [2]string{p.Dst, p.Src}
		}
		return Pair{Key: key, At: at}, true // neither end has a socket
	}
	if p, ok := ofPacket(s.selected()); ok {
		return p, all
	}
	if p := find(s.Focus); p != nil {
		return *p, all
	}
	if s.Header.Open {
		if p, ok := ofPacket(s.Target()); ok {
			return p, all
		}
	}
	if len(all) == 0 {
		return Pair{}, nil
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
	newest := all[len(all)-1]
	if s.isClient(s.Step.Move.Host) || s.isAnotherServer(newest) {
		return Pair{}, all // the host that moved has no connection, and another's would be wrong
	}
	return newest, all
}

// isAnotherServer reports whether the step was a call of a server that has no
// connection, while that pair is another server's.
func (s *Scene) isAnotherServer(p Pair) bool {
	m := s.Step.Move
	if m.Kind != trace.MoveCall || p.Right == nil || p.Right.Host == m.Host || s.isClient(m.Host) {
		return false
	}
	return !slices.ContainsFunc(s.Step.Sockets, func(x trace.Socket) bool {
		return x.Host == m.Host && x.Role == trace.RoleConnection
	})
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

// selected returns the packet that the student selected; nil if there is none.
func (s *Scene) selected() *trace.Packet {
	for i := range s.Step.Held {
		if p := &s.Step.Held[i]; p.ID == s.Picked {
			return p
		}
	}
	return nil
}

// subject returns the packet that the sides of the view are about: the selected
// one; in an open lab, else the one that is marked, or if nothing is held the
// last one of the step. It is nil if there is none.
func (s *Scene) subject() *trace.Packet {
	if p := s.selected(); p != nil || !s.Header.Open {
		return p
	}
	if p := s.Target(); p != nil {
		return p
	}
	for _, e := range slices.Backward(s.Step.Events) {
		if e.Packet != nil {
			return e.Packet
		}
	}
	return nil
}

// Both returns the two sides to be drawn.
func (s *Scene) Both() (l, r Side) {
	left, right := sides(s.Header)
	if s.Datagrams() {
		l, r = s.side(s.udpHosts(left), nil, ""), s.side(s.udpHosts(right), nil, "")
		if s.Header.Open { // all programs of a side are one host there, and some of them listen
			l.Listener, r.Listener = nil, nil
		}
		if p := s.subject(); p != nil && p.Proto == "udp" {
			at := [2]string{p.Src, p.Dst}
			if !IsLeft(s.Header, p.From) {
				at = [2]string{p.Dst, p.Src}
			}
			l.datagram(at[0], at[1])
			r.datagram(at[1], at[0])
		}
		return l, r
	}
	p, _ := s.Look()
	return s.side(left, p.Left, p.At[0]), s.side(right, p.Right, p.At[1])
}

// Shows reports whether a side draws that socket: as the end of the shown
// connection, or as the listener beside it.
func (sd *Side) Shows(sock trace.Socket) bool {
	return sd.Conn != nil && sd.Conn.ID == sock.ID || sd.Listener != nil && sd.Listener.ID == sock.ID ||
		sd.Conn == nil && sd.Listener == nil && sd.At != "" && sd.At == sock.Local
}

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
		return p.Proto == "udp" || p.Proto == "icmp" && strings.HasPrefix(p.Detail, "about UDP")
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
	if p := s.selected(); p != nil {
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

// side builds one side. Its host is the connection's, else the one that moved,
// else the one that moves next, else the first one that still runs. at is the
// address of the shown end; "" if none is shown.
func (s *Scene) side(hosts []trace.Host, conn *trace.Socket, at string) Side {
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
	out.Host = s.firstAlive(hosts)
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
		}
	}
	out.Listener = s.listener(out.Host.Name, at)
	if s.Header.Open {
		out.At = at
	}
	return out
}

// firstAlive returns the first of some hosts that still runs; the first one if
// none does. There is at least one.
func (s *Scene) firstAlive(hosts []trace.Host) trace.Host {
	for _, h := range hosts {
		if !s.Ended(h) {
			return h
		}
	}
	return hosts[0]
}

// listener returns the listener of a host that is drawn with an end at an
// address, or if at is "" without one; nil if there is none. It is the one that
// gets the SYNs for that address. With no address it is the newest one.
func (s *Scene) listener(host, at string) *trace.Socket {
	var best *trace.Socket
	var bestRank int
	for i := range s.Step.Sockets {
		sock := &s.Step.Sockets[i]
		if sock.Host != host || sock.Role != trace.RoleListener {
			continue
		}
		rank := s.hears(sock, at)
		if at != "" && rank == deaf && s.Header.Open {
			continue // another program's
		}
		if sock.State == ClosedState {
			rank -= dead
		}
		if best == nil || rank >= bestRank {
			best, bestRank = sock, rank
		}
	}
	return best
}

// How well a listener fits an address: it has another port; it takes all
// addresses of both families, or of one family; or it has that address. One that
// is closed fits worse than all others.
const (
	deaf = iota
	hearsBoth
	hearsAll
	hearsIt
	dead = 10
)

// hears ranks a listener for an address. With no address all fit alike, except
// that of two at the same port the one with IPv4 addresses counts, since most
// programs dial those.
func (s *Scene) hears(sock *trace.Socket, at string) int {
	all4, all6 := strings.HasPrefix(sock.Local, "0.0.0.0:"), strings.HasPrefix(sock.Local, "[::]:")
	switch {
	case at == "" && all6 && slices.ContainsFunc(s.Step.Sockets, func(o trace.Socket) bool {
		return o.Role == trace.RoleListener && o.State != ClosedState && o.Local == "0.0.0.0"+portOf(sock.Local)
	}):
		return deaf
	case at == "" || sock.Local == at:
		return hearsIt
	case portOf(sock.Local) != portOf(at):
		return deaf
	case all4 || all6 && strings.HasPrefix(at, "["):
		return hearsAll
	case all6:
		return hearsBoth
	}
	return deaf
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
	return s.HostName(sock.Host) + sock.Local[max(0, strings.LastIndexByte(sock.Local, ':')):]
}
