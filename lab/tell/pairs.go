package tell

import (
	"cmp"
	"slices"
	"strings"

	"tcplab/lab/tcp"
	"tcplab/lab/trace"
)

// A Pair is one connection: the sockets at its two ends. Left or Right may be
// nil.
type Pair struct {
	Key         string // both addresses, in a fixed order
	Left, Right *trace.Socket
	At          [2]string // the addresses of the left end and of the right end; "" if not known
	Newest      int       // the higher id of the two sockets
}

// EndStates returns the states of both ends for a list: CLOSED where there is no
// socket. A socket that has dialled itself is both ends.
func (p Pair) EndStates() (left, right string) {
	of := func(sock, other *trace.Socket) string {
		if sock == nil && other != nil && other.Local == other.Remote {
			sock = other
		}
		if sock == nil {
			return ClosedState
		}
		return sock.State
	}
	return of(p.Left, p.Right), of(p.Right, p.Left)
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
// selected, else the one that the student chose, else the one of the packet that
// is marked, else the one that the step was about, else the newest. It is the empty pair if the step was about a client without a
// connection, because it was refused for instance, or about a server without one
// while the newest pair is another server's. all holds every pair, oldest
// first.
//
// In a lesson a packet is marked only if the next move is about it: the script may
// go on with a call first, and a lesson tells of the step.
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
		if p == nil {
			return Pair{}, false
		}
		proto, src, dst := p.Between()
		if proto != "tcp" {
			return Pair{}, false
		}
		key := pairKey(src, dst)
		if known := find(key); known != nil {
			return *known, true
		}
		at := [2]string{src, dst}
		if !IsLeft(s.Header, p.From) {
			at = [2]string{dst, src}
		}
		return Pair{Key: key, At: at}, true // neither end has a socket
	}
	if p, ok := ofPacket(s.Selected()); ok {
		return p, all
	}
	if p := find(s.Focus); p != nil {
		return *p, all
	}
	if marked := s.Target(); marked != nil && (s.Header.Open || s.TakenNext(marked)) {
		if p, ok := ofPacket(marked); ok {
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
	if p := find(s.goneOn()); p != nil {
		return *p, all
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
	if e.Packet != nil {
		if proto, src, dst := e.Packet.Between(); proto == "tcp" {
			return pairKey(src, dst)
		}
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

// goneOn returns the key of the connection of the call that waits since this step,
// if the step was nobody's move: a deadline has struck, say, and the program of
// that connection went on. It is "" if there is none.
func (s *Scene) goneOn() string {
	if s.Step.Move.Host != "" {
		return ""
	}
	for _, e := range slices.Backward(s.Step.Events) {
		for _, c := range s.Step.Calls {
			if e.Kind != trace.EventWaiting || c.ID != e.ID || c.Socket == 0 {
				continue
			}
			for _, sock := range s.Step.Sockets {
				if sock.ID == c.Socket && sock.Role == trace.RoleConnection {
					return pairKey(sock.Local, sock.Remote)
				}
			}
		}
	}
	return ""
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

// Choosable lists the connections of a step for a choice: first the one that is
// drawn, then the others that live, oldest first, then those of which no end is
// more than TIME_WAIT.
func (s *Scene) Choosable() []Pair {
	shown, all := s.Look()
	rank := func(p Pair) int {
		over := func(k *trace.Socket) bool {
			return k == nil || k.State == ClosedState || k.State == string(tcp.TimeWait)
		}
		switch {
		case p.Key == shown.Key:
			return 0
		case over(p.Left) && over(p.Right):
			return 2
		}
		return 1
	}
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b Pair) int { return cmp.Compare(rank(a), rank(b)) })
	return all
}

// PairName returns the name of a connection: its client's host and port, or the
// port alone if the client is not known, and the server's address if the port does
// not tell the connection from another. In an open lab the client's program stands
// in the host's place.
func (s *Scene) PairName(p Pair) string {
	sock := p.Left
	if sock == nil {
		sock = p.Right
		return sock.Remote[strings.LastIndexByte(sock.Remote, ':')+1:]
	}
	name := s.HostName(sock.Host)
	if s.Header.Open && sock.Program != "" {
		name = shortProgram(sock.Program)
	}
	if c := s.crowd(); c.ports[[2]string{sock.Proto, sock.Host}][portOf(sock.Local)].several {
		return at(name, c.label(sock.Proto, sock.Host, sock.Local, sock.Remote))
	}
	return name + sock.Local[max(0, strings.LastIndexByte(sock.Local, ':')):]
}
