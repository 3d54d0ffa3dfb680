package netstack

import (
	"cmp"
	"net/netip"
	"reflect"
	"slices"

	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/stack"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"

	"tcplab/lab/kernel"
	states "tcplab/lab/tcp"
)

// The table of the stack's sockets, told as a kernel tells its own. Three things
// in it the stack does not say itself; they are this lab's imitation of Linux: a
// row has an owner as long as a program holds the socket, a FIN that no Read has
// met counts as one byte of Recv-Q, and a SYN or a FIN that is not acknowledged
// as one of Send-Q.

// stateOf has the states of RFC 9293; the stack's other ones have no row.
var stateOf = map[tcp.EndpointState]states.State{
	tcp.StateEstablished: states.Established,
	tcp.StateSynSent:     states.SynSent,
	tcp.StateSynRecv:     states.SynRcvd,
	tcp.StateFinWait1:    states.FinWait1,
	tcp.StateFinWait2:    states.FinWait2,
	tcp.StateTimeWait:    states.TimeWait,
	tcp.StateCloseWait:   states.CloseWait,
	tcp.StateLastAck:     states.LastAck,
	tcp.StateListen:      states.Listen,
	tcp.StateClosing:     states.Closing,
}

// met notes that a program has read the end of a connection.
func (s *Stack) met(end tcpip.Endpoint) { s.eof[end] = true }

// Lookup returns the newest socket with exactly these addresses.
func (s *Stack) Lookup(proto string, local, remote netip.AddrPort) (kernel.Socket, bool, error) {
	s.work.Lock()
	defer s.work.Unlock()
	all := s.all(proto)
	for _, k := range all {
		if k.Local == local && (k.Remote == remote || !remote.IsValid() && k.Remote.Port() == 0) {
			return k, true, nil
		}
	}
	return kernel.Socket{}, false, nil
}

// Bound lists the listeners, or the UDP sockets, that share an address.
func (s *Stack) Bound(proto string, local netip.AddrPort) ([]kernel.Socket, error) {
	s.work.Lock()
	defer s.work.Unlock()
	return slices.DeleteFunc(s.all(proto), func(k kernel.Socket) bool {
		return k.Local != local || proto == kernel.TCP && k.State != states.Listen
	}), nil
}

// all lists the stack's sockets of a protocol, the newest first.
func (s *Stack) all(proto string) (list []kernel.Socket) {
	s.settle()
	for _, e := range s.endpoints() {
		switch e := e.(type) {
		case *tcp.Endpoint:
			if k, ok := s.connection(e); ok && proto == kernel.TCP {
				list = append(list, k)
			}
		case tcpip.Endpoint:
			if k, ok := s.datagrams(e); ok && proto == kernel.UDP {
				list = append(list, k)
			}
		}
	}
	slices.SortFunc(list, func(a, b kernel.Socket) int { return int(b.Cookie) - int(a.Cookie) })
	return list
}

// endpoints lists the stack's endpoints, and gives the new ones their marks. The stack
// lists them in no order, and they have to be the same in every run, so those that
// nobody has seen before are ordered by their ports.
func (s *Stack) endpoints() []any {
	var list, fresh []any
	seen := map[any]bool{}
	for _, e := range append(s.s.RegisteredEndpoints(), s.s.CleanupEndpoints()...) {
		if seen[e] {
			continue
		}
		seen[e] = true
		list = append(list, e)
		if s.cookies[e] == 0 {
			fresh = append(fresh, e)
		}
	}
	slices.SortFunc(fresh, func(a, b any) int {
		return cmp.Or(cmp.Compare(portsOf(a).LocalPort, portsOf(b).LocalPort), cmp.Compare(portsOf(a).RemotePort, portsOf(b).RemotePort))
	})
	for _, e := range fresh {
		s.cookie(e)
	}
	return list
}

// portsOf returns the addresses of an endpoint; the zero value if it tells none.
func portsOf(e any) stack.TransportEndpointID {
	if end, ok := e.(tcpip.Endpoint); ok {
		if info, ok := end.Info().(*stack.TransportEndpointInfo); ok {
			return info.ID
		}
	}
	return stack.TransportEndpointID{}
}

// cookie returns the mark of an endpoint, which no other one has.
func (s *Stack) cookie(e any) uint64 {
	if s.cookies[e] == 0 {
		s.cookies[e] = uint64(len(s.cookies) + 1)
	}
	return s.cookies[e]
}

// owner returns the number of the socket with which a program holds an endpoint, 0
// if none does.
func (s *Stack) owner(end tcpip.Endpoint) uint32 {
	for _, k := range s.sockets {
		if k.end == end {
			return uint32(k.number)
		}
	}
	return 0
}

func (s *Stack) connection(e *tcp.Endpoint) (kernel.Socket, bool) {
	state, ok := stateOf[e.EndpointState()]
	if !ok {
		return kernel.Socket{}, false
	}
	k := kernel.Socket{Proto: kernel.TCP, State: state, Inode: s.owner(e), Cookie: s.cookie(e)}
	k.Local, k.Remote = idOf(e.Info().(*stack.TransportEndpointInfo).ID)
	if state == states.Listen {
		k.Remote = nobody
		k.RecvQ, k.SendQ = queued(e)
		return k, true
	}
	if state == states.TimeWait {
		k.Inode = 0
		in := s.inside(e)
		k.Timer = kernel.Timer{Kind: kernel.TimeWait, Left: in.timeWait.left}
		return k, true
	}
	if state == states.SynSent || state == states.SynRcvd {
		if k.Inode != 0 { // it has dialled; nobody holds the child of a listener yet
			k.SendQ = 1
		}
		if t := s.own(field(reflect.ValueOf(e), "h", "retransmitTimer", "t")); t.runs {
			k.Timer = kernel.Timer{Kind: kernel.Retransmit, Left: t.left}
		}
		return k, true
	}
	in := s.inside(e)
	k.SendQ = max(0, in.buffered) // the stack takes an acknowledged FIN off, too
	if slices.Contains(finSent, state) {
		k.SendQ++
	}
	if n, err := e.GetSockOptInt(tcpip.ReceiveQueueSizeOption); err == nil {
		k.RecvQ = n
	}
	if slices.Contains(finCame, state) && !s.eof[e] {
		k.RecvQ++
		k.FIN = true
	}
	k.Timer = in.timer()
	k.Info = in.info(k.SendQ)
	return k, true
}

// finSent are the states in which a FIN is not acknowledged; finCame those behind
// a FIN of the other end.
var (
	finSent = []states.State{states.FinWait1, states.Closing, states.LastAck}
	finCame = []states.State{states.CloseWait, states.Closing, states.LastAck}
)

// timer returns the timer that Linux would tell of a connection.
func (in sender) timer() kernel.Timer {
	switch {
	case in.resend.runs && in.probing:
		return kernel.Timer{Kind: kernel.Persist, Left: in.resend.left}
	case in.resend.runs:
		return kernel.Timer{Kind: kernel.Retransmit, Left: in.resend.left}
	case in.finWait2.runs:
		return kernel.Timer{Kind: kernel.Keepalive, Left: in.finWait2.left}
	case in.keep.runs:
		return kernel.Timer{Kind: kernel.Keepalive, Left: in.keep.left}
	}
	return kernel.Timer{}
}

// info returns what the stack knows of a connection. A number that it
// does not know is negative.
func (in sender) info(sendQ int) kernel.Info {
	if !in.known {
		return kernel.Info{}
	}
	const unknown = -1
	ssthresh := in.ssthresh
	if ssthresh >= 1<<30 { // the stack has set none
		ssthresh = 0
	}
	return kernel.Info{Told: true, SendWindow: in.window, RecvWindow: unknown, NotSent: max(0, sendQ-int(in.next-in.una)),
		MSS: in.mss, Cwnd: in.cwnd, Ssthresh: ssthresh, Unacked: in.outstanding, Sacked: in.sacked, Probes: in.probes,
		RTO: in.rto, RTT: in.rtt}
}

func (s *Stack) datagrams(e tcpip.Endpoint) (kernel.Socket, bool) {
	local, remote := ends(e)
	if !local.IsValid() || local.Port() == 0 {
		return kernel.Socket{}, false
	}
	k := kernel.Socket{Proto: kernel.UDP, State: kernel.Unconn, Local: local, Remote: remote, Inode: s.owner(e), Cookie: s.cookie(e)}
	if remote.Port() != 0 {
		k.State = states.Established
	} else {
		k.Remote = nobody
	}
	k.RecvQ = unreadOf(e)
	return k, true
}

var nobody = netip.AddrPortFrom(netip.IPv4Unspecified(), 0)

// idOf returns the two addresses of an endpoint.
func idOf(id stack.TransportEndpointID) (local, remote netip.AddrPort) {
	local = netip.AddrPortFrom(any4, id.LocalPort)
	if id.LocalAddress.Len() == 4 {
		local = netip.AddrPortFrom(netip.AddrFrom4(id.LocalAddress.As4()), id.LocalPort)
	}
	remote = nobody
	if id.RemoteAddress.Len() == 4 && id.RemotePort != 0 {
		remote = netip.AddrPortFrom(netip.AddrFrom4(id.RemoteAddress.As4()), id.RemotePort)
	}
	return local, remote
}

var any4 = netip.IPv4Unspecified()

// Destroy ends a socket at once, as a lab may want to do instead of waiting.
// TIME_WAIT is over without a packet; any other connection is reset.
func (s *Stack) Destroy(k kernel.Socket) error {
	s.work.Lock()
	defer s.work.Unlock()
	defer s.settle()
	for _, e := range append(s.s.RegisteredEndpoints(), s.s.CleanupEndpoints()...) {
		end, ok := e.(*tcp.Endpoint)
		if !ok || s.cookies[end] != k.Cookie {
			continue
		}
		if k.State == states.TimeWait {
			s.endTimeWait(end)
			return nil
		}
		end.Abort()
		return nil
	}
	return nil
}
