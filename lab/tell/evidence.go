package tell

import (
	"slices"
	"strings"

	"tcplab/lab/tcp"
	"tcplab/lab/trace"
)

// The conditions of general sentences: what the step and the one before it show
// about a packet and its two ends. A condition that lacks its evidence does not
// hold.

// both returns a condition that holds if all of these do.
func both(all ...func(*Scene, *trace.Packet) bool) func(*Scene, *trace.Packet) bool {
	return func(s *Scene, p *trace.Packet) bool {
		return !slices.ContainsFunc(all, func(c func(*Scene, *trace.Packet) bool) bool { return !c(s, p) })
	}
}

// not returns the opposite of a condition.
func not(c func(*Scene, *trace.Packet) bool) func(*Scene, *trace.Packet) bool {
	return func(s *Scene, p *trace.Packet) bool { return !c(s, p) }
}

// movedPacket returns the packet that the step's move was about; nil if there
// is none.
func (s *Scene) movedPacket() *trace.Packet {
	for _, e := range s.Step.Events {
		switch e.Kind {
		case trace.EventDelivered, trace.EventDropped, trace.EventDuplicated:
			return e.Packet
		}
	}
	return nil
}

// endAt returns the socket between two addresses as it is after the step; nil
// if there is none any more.
func (s *Scene) endAt(local, remote string) *trace.Socket { return endIn(&s.Step, local, remote) }

func endIn(step *trace.Step, local, remote string) *trace.Socket {
	for i := range step.Sockets {
		if sock := &step.Sockets[i]; sock.Local == local && sock.Remote == remote && sock.State != ClosedState {
			return sock
		}
	}
	return nil
}

// receiverIsThere reports whether the packet's receiver has its connection
// still.
func (s *Scene) receiverIsThere(p *trace.Packet) bool {
	return p != nil && s.endAt(p.Dst, p.Src) != nil
}

// heard reports whether somebody listens at the packet's destination.
func (s *Scene) heard(p *trace.Packet) bool {
	return p != nil && slices.ContainsFunc(s.Step.Sockets, func(sock trace.Socket) bool {
		at := strings.TrimSuffix(sock.Local, portOf(sock.Local))
		everywhere := (at == "0.0.0.0" || at == "[::]") && portOf(sock.Local) == portOf(p.Dst)
		return sock.Role == trace.RoleListener && sock.State == string(tcp.Listen) && (sock.Local == p.Dst || everywhere)
	})
}

// toItself reports whether the packet goes back to the socket that sent it.
func (s *Scene) toItself(p *trace.Packet) bool { return p != nil && p.Src == p.Dst }

// synchronized reports whether the packet's receiver was in the middle of a
// connection, in a state in which RFC 5961 has a SYN answered with a challenge
// ACK, and stayed there.
func (s *Scene) synchronized(p *trace.Packet) bool {
	if !s.receiverIsThere(p) || s.changeAt(p) != nil {
		return false
	}
	switch tcp.State(s.endAt(p.Dst, p.Src).State) {
	case tcp.SynSent, tcp.SynRcvd, tcp.TimeWait:
		return false
	}
	return true
}

// inTimeWait reports whether the packet's receiver was in TIME_WAIT and stayed
// there.
func (s *Scene) inTimeWait(p *trace.Packet) bool {
	return s.receiverIsThere(p) && s.changeAt(p) == nil && s.endAt(p.Dst, p.Src).State == string(tcp.TimeWait)
}

// clockAnew reports whether the timer of the packet's receiver had less time
// left before the step than after it.
func (s *Scene) clockAnew(p *trace.Packet) bool {
	if p == nil || s.Before == nil {
		return false
	}
	was, is := endIn(s.Before, p.Dst, p.Src), s.endAt(p.Dst, p.Src)
	return was != nil && is != nil && was.Timer != nil && is.Timer != nil && is.Timer.Kind == was.Timer.Kind && is.Timer.Millis > was.Timer.Millis
}

// knowsFIN reports whether the packet's receiver has had a FIN before: it was in
// a state to which one leads, and stayed there.
func (s *Scene) knowsFIN(p *trace.Packet) bool {
	if !s.receiverIsThere(p) || s.changeAt(p) != nil {
		return false
	}
	switch tcp.State(s.endAt(p.Dst, p.Src).State) {
	case tcp.CloseWait, tcp.LastAck, tcp.Closing:
		return true
	}
	return false
}

// ahead reports whether the packet's receiver asked in this step for bytes that
// are before the packet.
func (s *Scene) ahead(p *trace.Packet) bool {
	return p != nil && s.changeAt(p) == nil && slices.ContainsFunc(s.Step.Events, func(e trace.Event) bool {
		return e.Kind == trace.EventSent && e.Packet != nil && e.Packet.Src == p.Dst && e.Packet.Dst == p.Src &&
			e.Packet.Name == "ACK" && int32(e.Packet.Ack-p.Seq) < 0
	})
}

// repeats reports whether a socket's kernel waits for an acknowledgement, and
// will send its segment again if none comes.
func repeats(sock *trace.Socket) bool {
	return sock != nil && sock.Timer != nil && sock.Timer.Kind == trace.TimerRetransmit
}

func (s *Scene) receiverWaits(p *trace.Packet) bool {
	return p != nil && repeats(s.endAt(p.Dst, p.Src))
}

// senderProbes reports whether the packet may be a probe, which looks like an
// ACK and comes again: its sender's timer is one that sends them.
func (s *Scene) senderProbes(p *trace.Packet) bool {
	if p == nil {
		return false
	}
	sock := s.endAt(p.Src, p.Dst)
	return sock != nil && sock.Timer != nil && sock.Timer.Retransmits > 0 &&
		(sock.Timer.Kind == trace.TimerKeepalive || sock.Timer.Kind == trace.TimerPersist)
}

// copied reports whether the packet is a copy of one that has come in.
func (s *Scene) copied(p *trace.Packet) bool {
	return p != nil && slices.ContainsFunc(s.Step.Wire, func(o trace.Packet) bool {
		return o.ID != p.ID && o.Fate == trace.FateDelivered && samePacket(&o, p)
	})
}

// senderRepeats reports whether the packet's sender will send it again. It does
// not if the packet is a copy, because the original has come in.
func (s *Scene) senderRepeats(p *trace.Packet) bool {
	return p != nil && !s.copied(p) && repeats(s.endAt(p.Src, p.Dst))
}

// samePacket reports whether two packets are the same one, sent or delivered
// twice.
func samePacket(a, b *trace.Packet) bool {
	return a.From == b.From && a.Src == b.Src && a.Dst == b.Dst && a.Name == b.Name && a.Seq == b.Seq
}

// changeAt returns the event by which the state of the packet's receiver
// changed in this step; nil if it did not change.
func (s *Scene) changeAt(p *trace.Packet) *trace.Event {
	for i := range s.Step.Events {
		e := &s.Step.Events[i]
		if e.Kind == trace.EventState && slices.ContainsFunc(s.Step.Sockets, func(sock trace.Socket) bool {
			return sock.ID == e.ID && sock.Local == p.Dst && sock.Remote == p.Src
		}) {
			return e
		}
	}
	return nil
}

// becomes returns a condition: it reports whether the packet's receiver went
// from one state to another in this step. An empty from stands for any state.
func becomes(from, to tcp.State) func(*Scene, *trace.Packet) bool {
	return func(s *Scene, p *trace.Packet) bool {
		if p == nil {
			return false
		}
		e := s.changeAt(p)
		return e != nil && e.To == string(to) && (from == "" || e.From == string(from))
	}
}

// unheard reports whether a packet ended a connection that the receiver's
// program still uses, while none of its calls was under way to return the
// error. In an open lab nobody knows that.
func (s *Scene) unheard(p *trace.Packet) bool {
	if s.Header.Open || !becomes("", tcp.Closed)(s, p) || s.HasHappened(trace.EventEnded, p.To) {
		return false
	}
	from := s.changeAt(p).From
	return from == string(tcp.Established) || from == string(tcp.CloseWait)
}

// killedConnection reports whether a connection of the killed host was open
// until then: it left one of the states in which a program can still close it.
func (s *Scene) killedConnection(*trace.Packet) bool {
	return slices.ContainsFunc(s.Step.Events, func(e trace.Event) bool {
		return e.Kind == trace.EventState && e.Host == s.Step.Move.Host && e.Name == trace.RoleConnection &&
			(e.From == string(tcp.Established) || e.From == string(tcp.CloseWait))
	})
}

// answeredBy returns a condition: it reports whether the packet's receiver
// answered in this step with a packet whose name begins so.
func answeredBy(name string) func(*Scene, *trace.Packet) bool {
	return func(s *Scene, p *trace.Packet) bool {
		return p != nil && slices.ContainsFunc(s.Step.Events, func(e trace.Event) bool {
			return (e.Kind == trace.EventSent || e.Kind == trace.EventAgain) && e.Packet != nil &&
				e.Packet.Src == p.Dst && e.Packet.Dst == p.Src && strings.HasPrefix(e.Name, name)
		})
	}
}
