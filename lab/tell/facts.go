package tell

import (
	"cmp"
	"slices"
	"strings"

	"tcplab/lab/trace"
)

// With many connections a scene looks at its sockets very often: for each packet
// that it names, and for each row of a list. So it finds out once what all of
// these ask for.

// facts are what a scene has found out about its step.
type facts struct {
	of     stamp
	crowd  *crowd
	pairs  []Pair
	byID   map[int]*trace.Socket
	byEnds map[ends]*trace.Socket // the newest socket at both addresses
	fresh  map[int]bool           // the ids of the sockets whose state the step changed
	udp    map[string]int         // the open UDP sockets of each host
	gone   []*trace.Socket        // the connections of which the step's events tell though it lists them no longer
}

// ends are what tells a socket from all others: its protocol, its own address and
// the other end's.
type ends struct{ proto, local, remote string }

// A stamp says which step facts are about, so that a copy of the scene that shows
// another step does not take them for its own.
type stamp struct {
	header                        *trace.Header
	sockets                       *trace.Socket
	before                        *trace.Step
	events                        *trace.Event
	held, wire                    *trace.Packet
	nSocket, nEvent, nHeld, nWire int
}

func first[T any](list []T) *T {
	if len(list) == 0 {
		return nil
	}
	return &list[0]
}

func (s *Scene) stamp() stamp {
	t := &s.Step
	return stamp{s.Header, first(t.Sockets), s.Before, first(t.Events), first(t.Held), first(t.Wire), len(t.Sockets), len(t.Events), len(t.Held), len(t.Wire)}
}

// facts returns what is known of the step, and finds it out if that has not been
// done.
func (s *Scene) facts() *facts {
	now := s.stamp()
	if s.known == nil || s.known.of != now {
		f := &facts{
			of: now, byID: make(map[int]*trace.Socket, now.nSocket), byEnds: make(map[ends]*trace.Socket, now.nSocket),
			fresh: make(map[int]bool, min(len(s.Step.Events), now.nSocket)), udp: map[string]int{},
		}
		for i := range s.Step.Sockets {
			sock := &s.Step.Sockets[i]
			f.byID[sock.ID] = sock
			at := ends{sock.Proto, sock.Local, sock.Remote}
			if old := f.byEnds[at]; old == nil || old.ID < sock.ID {
				f.byEnds[at] = sock
			}
			if sock.Role == trace.RoleSocket && sock.State != ClosedState {
				f.udp[sock.Host]++
			}
		}
		for _, e := range s.Step.Events {
			if e.Kind == trace.EventState {
				f.fresh[e.ID] = true
			}
		}
		f.lookBack(s)
		s.known = f
		f.crowd = s.newCrowd(f)
	}
	return s.known
}

// lookBack finds the sockets of the step's events that the step does not list,
// because it lists few of those that are CLOSED: the step before has them.
func (f *facts) lookBack(s *Scene) {
	missing := false
	for id := range f.fresh {
		missing = missing || f.byID[id] == nil
	}
	if !missing || s.Before == nil {
		return
	}
	for i := range s.Before.Sockets {
		if sock := &s.Before.Sockets[i]; f.fresh[sock.ID] && f.byID[sock.ID] == nil {
			f.byID[sock.ID] = sock
			if sock.Role == trace.RoleConnection {
				f.gone = append(f.gone, sock)
				if at := (ends{sock.Proto, sock.Local, sock.Remote}); f.byEnds[at] == nil {
					f.byEnds[at] = sock
				}
			}
		}
	}
}

// socket returns the socket of that id, also if only the step before still lists
// it; nil if there is none.
func (s *Scene) socket(id int) *trace.Socket { return s.facts().byID[id] }

// IsNew reports whether the step changed the state of that socket.
func (s *Scene) IsNew(id int) bool { return s.facts().fresh[id] }

// Pairs lists the connections of a step, oldest first.
func (s *Scene) Pairs() []Pair {
	f := s.facts()
	if f.pairs == nil {
		f.pairs = s.newPairs()
	}
	return f.pairs
}

func (s *Scene) newPairs() []Pair {
	out := make([]Pair, 0, len(s.Step.Sockets)/2)
	index := make(map[string]int, len(s.Step.Sockets)/2)
	for i := range s.Step.Sockets {
		sock := &s.Step.Sockets[i]
		if sock.Role != trace.RoleConnection || sock.Proto != "tcp" {
			continue
		}
		key := pairKey(sock.Local, sock.Remote)
		at, known := index[key]
		if !known {
			at = len(out)
			index[key] = at
			out = append(out, Pair{Key: key})
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

// shortProgram returns a program's name without its process number: "nc" of
// "nc (4711)".
func shortProgram(name string) string {
	short, _, _ := strings.Cut(name, " (")
	return short
}
