package tell

import (
	"slices"
	"strings"

	"tcplab/lab/trace"
)

// A view has two sides: clients on the left, servers on the right. It shows one
// pair of machines at a time, the two ends of one connection. It lists all
// others in short, and the student may choose one.

// A Side is a host, and the sockets of it that a view shows.
type Side struct {
	Host     trace.Host
	At       string         // in an open lab, the address that the shown packet has on this side; "" if there is none
	Listener *trace.Socket  // the one at the shown end's address, else the newest one; nil if there is none
	Sharers  int            // how many listeners share its address, if any of them may have the connection; else 0
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

// IsLeft reports whether a host is on the left side, as sides parts the hosts.
func IsLeft(h *trace.Header, host string) bool {
	servers, at := 0, -1
	for i := range h.Hosts {
		if h.Hosts[i].Role == "server" {
			servers++
		}
		if h.Hosts[i].Name == host {
			at = i
		}
	}
	switch alike := servers == 0 || servers == len(h.Hosts); {
	case at < 0:
		return true
	case alike && len(h.Hosts) > 1:
		return at == 0
	}
	return h.Hosts[at].Role != "server"
}

// isClient reports whether a host of that name is on the left.
func (s *Scene) isClient(host string) bool {
	left, _ := sides(s.Header)
	return slices.ContainsFunc(left, func(h trace.Host) bool { return h.Name == host })
}

// subject returns the packet that the sides of the view are about: the selected
// one, else the one that is marked, which in a lesson is the one that the next
// move is about; in an open lab, if nothing is held, the last one of the step. It
// is nil if there is none.
func (s *Scene) subject() *trace.Packet {
	if p := s.Selected(); p != nil {
		return p
	}
	if p := s.Target(); p != nil && (s.Header.Open || s.TakenNext(p)) {
		return p
	}
	if !s.Header.Open {
		return nil
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
		if p := s.subject(); p != nil {
			if proto, src, dst := p.Between(); proto == "udp" {
				if !IsLeft(s.Header, p.From) {
					src, dst = dst, src
				}
				l.datagram(src, dst)
				r.datagram(dst, src)
			}
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
	if s.Header.Open && out.Listener != nil {
		out.Listener, out.Sharers = s.sharing(out.Listener, conn)
	}
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

// sharing returns which of the listeners at ln's address has a connection, as far
// as it shows: the one whose program holds the connection. Else it returns ln, and
// how many listeners there are.
func (s *Scene) sharing(ln, conn *trace.Socket) (own *trace.Socket, sharers int) {
	var all, owners []*trace.Socket
	for i := range s.Step.Sockets {
		o := &s.Step.Sockets[i]
		if o.Role != trace.RoleListener || o.State == ClosedState || o.Host != ln.Host || o.Local != ln.Local {
			continue
		}
		all = append(all, o)
		if conn != nil && conn.Owned && conn.Program != "" && conn.Program == o.Program {
			owners = append(owners, o)
		}
	}
	switch {
	case len(all) < 2:
		return ln, 0
	case len(owners) == 1:
		return owners[0], 0
	}
	return ln, len(all)
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
	case portOf(sock.Local) != portOf(at), sock.V6Only && !ofIPv6(at):
		return deaf
	case all6 && !ofIPv6(at):
		return hearsBoth
	case all6 || all4 && !ofIPv6(at):
		return hearsAll
	}
	return deaf
}

// takesAll lists the addresses of the sockets that take what is sent to an address and
// to all others with its port, those of its own family first.
func takesAll(at string) []string {
	if ofIPv6(at) {
		return []string{"[::]" + portOf(at)}
	}
	return []string{"0.0.0.0" + portOf(at), "[::]" + portOf(at)}
}

// ofIPv6 reports whether an address is one of IPv6, such as "[::1]:8001".
func ofIPv6(at string) bool { return strings.HasPrefix(at, "[") }
