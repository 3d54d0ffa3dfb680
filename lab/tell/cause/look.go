package cause

import (
	"slices"
	"strings"

	"tcplab/lab/tcp"
	"tcplab/lab/trace"
)

// A look is all that a cause may rest on.
type look struct {
	header  *trace.Header
	step    *trace.Step
	before  *trace.Step     // an empty step if the one before is not known
	known   bool            // it is known
	moved   *trace.Packet   // the packet that the move was about; nil if there is none
	arrived *trace.Packet   // the same if the move delivered it, else nil
	sent    []*trace.Packet // those that kernels sent, in their order
	again   []*trace.Packet // those that they sent again, and that were folded into one that is held

	ends, endsWere ends // of the step, and of the one before
}

func newLook(h *trace.Header, step, before *trace.Step) *look {
	l := &look{header: h, step: step, before: before, known: before != nil}
	if !l.known {
		l.before = &trace.Step{}
	}
	for i := range step.Events {
		switch e := &step.Events[i]; {
		case e.Packet == nil:
		case e.Kind == trace.EventDelivered || e.Kind == trace.EventDuplicated:
			l.moved, l.arrived = e.Packet, e.Packet
		case e.Kind == trace.EventDropped:
			l.moved = e.Packet
		case e.Kind == trace.EventSent:
			l.sent = append(l.sent, e.Packet)
		case e.Kind == trace.EventAgain:
			l.again = append(l.again, e.Packet)
		}
	}
	return l
}

// closed is the state of a socket that the kernel has no more.
const closed = string(tcp.Closed)

// now returns the end of a connection after the step, and was before it; nil if the
// kernel has none.
func (l *look) now(local, remote string) *trace.Socket { return l.ends.of(l.step, local, remote) }
func (l *look) was(local, remote string) *trace.Socket { return l.endsWere.of(l.before, local, remote) }

// ends finds the ends of a step's connections by their addresses. A step may have
// hundreds, and be asked for each, so after a few questions it gathers them.
type ends struct {
	asked int
	at    map[[2]string]*trace.Socket
}

func (e *ends) of(step *trace.Step, local, remote string) *trace.Socket {
	const few = 8
	if e.asked++; e.asked > few {
		if e.at == nil {
			e.at = make(map[[2]string]*trace.Socket, len(step.Sockets))
			for i := range slices.Backward(step.Sockets) { // the first of equal ones counts
				if s := &step.Sockets[i]; isEnd(s) {
					e.at[[2]string{s.Local, s.Remote}] = s
				}
			}
		}
		return e.at[[2]string{local, remote}]
	}
	for i := range step.Sockets {
		if s := &step.Sockets[i]; isEnd(s) && s.Local == local && s.Remote == remote {
			return s
		}
	}
	return nil
}

// isEnd reports whether a socket is an end of a connection that its kernel has.
func isEnd(s *trace.Socket) bool {
	return s.Proto == "tcp" && s.Role != trace.RoleListener && s.State != closed
}

// earlier returns the row of a connection with these addresses that has ended;
// nil if the step has none.
func (l *look) earlier(local, remote string) *trace.Socket {
	for i := range slices.Backward(l.step.Sockets) {
		s := &l.step.Sockets[i]
		if s.Role == trace.RoleConnection && s.Local == local && s.Remote == remote && s.State == closed {
			return s
		}
	}
	return nil
}

// byID returns the socket with that id; nil if there is none.
func byID(step *trace.Step, id int) *trace.Socket {
	for i := range step.Sockets {
		if step.Sockets[i].ID == id {
			return &step.Sockets[i]
		}
	}
	return nil
}

// answer returns the packet by which p's receiver answered in this step and
// whose name begins so; nil if there is none.
func (l *look) answer(p *trace.Packet, name string) *trace.Packet {
	return firstAnswer(l.sent, p, name)
}

func firstAnswer(list []*trace.Packet, p *trace.Packet, name string) *trace.Packet {
	for _, a := range list {
		if a.Proto == p.Proto && a.Src == p.Dst && a.Dst == p.Src && strings.HasPrefix(a.Name, name) {
			return a
		}
	}
	return nil
}

// change returns the first event by which a connection came to a state in this
// step and of which so is true, and its socket; nil if there is none. An empty
// state stands for any.
func (l *look) change(to tcp.State, so func(*trace.Event, *trace.Socket) bool) (*trace.Event, *trace.Socket) {
	for i := range l.step.Events {
		e := &l.step.Events[i]
		if e.Kind != trace.EventState || to != "" && e.To != string(to) || e.Name != trace.RoleConnection {
			continue
		}
		if s := byID(l.step, e.ID); s != nil && s.Proto == "tcp" && so(e, s) {
			return e, s
		}
	}
	return nil, nil
}

// changed returns the socket of such an event; nil if there is none.
func (l *look) changed(to tcp.State, so func(*trace.Event, *trace.Socket) bool) *trace.Socket {
	_, s := l.change(to, so)
	return s
}

// changeAt returns the event by which the state of a packet's receiver changed in
// this step; nil if it did not change.
func (l *look) changeAt(p *trace.Packet) *trace.Event {
	if p == nil {
		return nil
	}
	e, _ := l.change("", func(_ *trace.Event, s *trace.Socket) bool { return s.Local == p.Dst && s.Remote == p.Src })
	return e
}

// has reports whether a segment has a flag, given by its letter.
func has(p *trace.Packet, flag string) bool {
	return p.Proto == "tcp" && strings.Contains(p.Flags, flag)
}

// end returns the sequence number that follows a segment.
func end(p *trace.Packet) uint32 {
	n := p.Seq + uint32(p.Len)
	if has(p, "S") {
		n++
	}
	if has(p, "F") {
		n++
	}
	return n
}

// isBefore reports whether sequence number a is before b (RFC 9293, section
// 3.4).
func isBefore(a, b uint32) bool { return int32(a-b) < 0 }

// listener returns the listener that gets the SYNs for an address; nil if nobody
// listens there.
func listener(step *trace.Step, at string) *trace.Socket {
	var any *trace.Socket
	for i := range step.Sockets {
		s := &step.Sockets[i]
		if s.Role != trace.RoleListener || s.State != string(tcp.Listen) {
			continue
		}
		if s.Local == at {
			return s
		}
		if port(s.Local) == port(at) && hearsAll(s, at) && (any == nil || strings.HasPrefix(any.Local, "[")) {
			any = s // 0.0.0.0 comes before [::]
		}
	}
	return any
}

// hearsAll reports whether the address of a listener or of a UDP socket stands for all
// addresses of the other one's family. [::] stands for those of IPv4, too, unless its
// program has refused that, which not every system tells.
func hearsAll(s *trace.Socket, at string) bool {
	return takesAll(s.Local) && !otherFamily(s, at)
}

// takesAll reports whether an address stands for all addresses.
func takesAll(local string) bool {
	return strings.HasPrefix(local, "[::]:") || strings.HasPrefix(local, "0.0.0.0:")
}

// otherFamily reports whether a socket with all addresses has none of the other
// address's family.
func otherFamily(s *trace.Socket, at string) bool {
	if strings.HasPrefix(at, "[") {
		return strings.HasPrefix(s.Local, "0.0.0.0:")
	}
	return s.V6Only && strings.HasPrefix(s.Local, "[::]:")
}

// queue returns the listener whose accept queue gets the connections to an
// address; nil if there is none, or if several could be it, as with SO_REUSEPORT.
func queue(step *trace.Step, at string) *trace.Socket {
	ln := listener(step, at)
	for i := range step.Sockets {
		if s := &step.Sockets[i]; ln != nil && s.ID != ln.ID && s.Role == trace.RoleListener && s.State == ln.State && s.Local == ln.Local {
			return nil
		}
	}
	return ln
}

// port returns the port of an address with its colon; "" if there is none.
func port(address string) string {
	if i := strings.LastIndexByte(address, ':'); i >= 0 {
		return address[i:]
	}
	return ""
}

// host returns an address without its port.
func host(address string) string { return strings.TrimSuffix(address, port(address)) }

// unread returns the bytes of a receive queue without the FIN.
func unread(s *trace.Socket) int {
	if s.FIN {
		return s.RecvQ - 1
	}
	return s.RecvQ
}

// data returns the bytes among n of a send queue that are data. In these states
// the last one is the FIN.
func data(s *trace.Socket, n int) int {
	if n > 0 && stateIn(s, tcp.FinWait1, tcp.Closing, tcp.LastAck) {
		return n - 1
	}
	return n
}

// early is by how much a timer may seem to have run out too soon, in
// milliseconds, since a step is written a little after it was read.
const early = 100

// ranOut reports whether the timer that a socket had before the step has run out
// since.
func (l *look) ranOut(was *trace.Socket) bool {
	return l.known && was.Timer != nil && l.step.Millis-l.before.Millis >= was.Timer.Millis-early
}

// anew reports whether a socket's timer had less time left before the step than
// after it.
func anew(was, is *trace.Socket) bool {
	return was != nil && is != nil && was.Timer != nil && is.Timer != nil && is.Timer.Kind == was.Timer.Kind && is.Timer.Millis > was.Timer.Millis
}

// repeats reports whether a socket's kernel waits for an acknowledgement, and
// will send its segment again if none comes.
func repeats(s *trace.Socket) bool {
	return s != nil && s.Timer != nil && s.Timer.Kind == trace.TimerRetransmit
}

// stateIn reports whether a socket is in one of these states.
func stateIn(s *trace.Socket, states ...tcp.State) bool {
	return s != nil && slices.Contains(states, tcp.State(s.State))
}

// orphan reports whether a connection's program has closed it or ended. One that
// was not accepted yet has no program either, but another state.
func orphan(s *trace.Socket) bool {
	return !s.Owned && stateIn(s, tcp.FinWait1, tcp.FinWait2, tcp.Closing, tcp.LastAck)
}

// callsOf lists the calls of the program that holds a socket: of its host in a
// lesson, of that program in an open lab. sure is false if the step does not
// tell all of them.
func (l *look) callsOf(s *trace.Socket) (list []*trace.Call, sure bool) {
	sure = true
	for i := range l.step.Calls {
		c := &l.step.Calls[i]
		if c.Host != s.Host && !l.header.Open || l.header.Open && (s.Program == "" || c.Program != s.Program) {
			continue
		}
		list = append(list, c)
		sure = sure && !c.Unknown
	}
	return list, sure && len(list) > 0
}

// inside returns the first of a program's calls that it is in, if all of its calls
// are known; else nil. A call at its gate has not begun.
func (l *look) inside(s *trace.Socket) *trace.Call {
	calls, sure := l.callsOf(s)
	i := slices.IndexFunc(calls, func(c *trace.Call) bool { return c.Status == trace.CallRunning })
	if !sure || i < 0 {
		return nil
	}
	return calls[i]
}

// about reports whether a call is about a socket, or waits for it among others.
func about(c *trace.Call, s *trace.Socket) bool {
	return c.Socket == s.ID || slices.Contains(c.Set, s.ID)
}

// peer returns the socket at the other end of a connection; nil if there is
// none.
func (l *look) peer(s *trace.Socket) *trace.Socket { return l.now(s.Remote, s.Local) }

// touches reports whether a step was about a connection: a packet of it was
// moved or sent, or a queue of this end has changed.
func (l *look) touches(s *trace.Socket) bool {
	of := func(p *trace.Packet) bool {
		return p.Src == s.Local && p.Dst == s.Remote || p.Src == s.Remote && p.Dst == s.Local
	}
	if l.arrived != nil && of(l.arrived) || slices.ContainsFunc(l.sent, of) {
		return true
	}
	was := l.was(s.Local, s.Remote)
	return was != nil && (was.SendQ != s.SendQ || was.RecvQ != s.RecvQ)
}

// queueWas is the evidence of a receive queue before the step.
func queueWas(s *trace.Socket) Sentence {
	if s.FIN {
		return say("Recv-Q of %s before this step: %s and the FIN", "这一步之前，%s 的 Recv-Q：%s和 FIN", End{s}, bytes(unread(s)))
	}
	return say("Recv-Q of %s before this step: %s", "这一步之前，%s 的 Recv-Q：%s", End{s}, bytes(unread(s)))
}

// itsPacket is the evidence of a packet.
func itsPacket(p *trace.Packet) Sentence {
	return say("packet: %s, %s", "包：%s，%s", Packet{p}, p.Numbers())
}
