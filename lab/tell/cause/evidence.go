package cause

import (
	"slices"

	"tcplab/lab/tcp"
	"tcplab/lab/trace"
)

// The conditions of what a step means in general: what the step and the one
// before it show about a packet and its two ends. The packet may be nil. A
// condition that lacks its evidence does not hold.

// both returns a condition that holds if all of these do.
func both(all ...func(*look, *trace.Packet) bool) func(*look, *trace.Packet) bool {
	return func(l *look, p *trace.Packet) bool {
		return !slices.ContainsFunc(all, func(c func(*look, *trace.Packet) bool) bool { return !c(l, p) })
	}
}

// not returns the opposite of a condition.
func not(c func(*look, *trace.Packet) bool) func(*look, *trace.Packet) bool {
	return func(l *look, p *trace.Packet) bool { return !c(l, p) }
}

// sender returns the end that sent a segment, as it is after the step, and
// receiver the end to which it goes; nil if there is none any more.
func (l *look) sender(p *trace.Packet) *trace.Socket {
	if p == nil {
		return nil
	}
	return l.now(p.Src, p.Dst)
}

func (l *look) receiver(p *trace.Packet) *trace.Socket {
	if p == nil {
		return nil
	}
	return l.now(p.Dst, p.Src)
}

// receiverIsThere reports whether the packet's receiver has its connection
// still.
func (l *look) receiverIsThere(p *trace.Packet) bool { return l.receiver(p) != nil }

// holdsSome reports whether packets are held.
func (l *look) holdsSome(*trace.Packet) bool { return len(l.step.Held) > 0 }

// stayed reports whether the packet's receiver has its connection still, in the
// state in which it was.
func (l *look) stayed(p *trace.Packet) bool { return l.receiverIsThere(p) && l.changeAt(p) == nil }

// heard reports whether somebody listens at the packet's destination.
func (l *look) heard(p *trace.Packet) bool { return p != nil && listener(l.step, p.Dst) != nil }

// comesHome reports whether the packet goes back to the socket that sent it.
func (l *look) comesHome(p *trace.Packet) bool { return p != nil && p.Src == p.Dst }

// synchronized reports whether the packet's receiver was in the middle of a
// connection, in a state in which RFC 5961 has a SYN answered with a challenge
// ACK, and stayed there.
func (l *look) synchronized(p *trace.Packet) bool {
	return l.stayed(p) && !stateIn(l.receiver(p), tcp.SynSent, tcp.SynRcvd, tcp.TimeWait)
}

// inTimeWait reports whether the packet's receiver was in TIME_WAIT and stayed
// there.
func (l *look) inTimeWait(p *trace.Packet) bool {
	return l.stayed(p) && stateIn(l.receiver(p), tcp.TimeWait)
}

// clockAnew reports whether the timer of the packet's receiver had less time
// left before the step than after it.
func (l *look) clockAnew(p *trace.Packet) bool {
	return p != nil && anew(l.was(p.Dst, p.Src), l.receiver(p))
}

// knowsFIN reports whether the packet's receiver has had a FIN before: it was in
// a state to which one leads, and stayed there.
func (l *look) knowsFIN(p *trace.Packet) bool {
	return l.stayed(p) && stateIn(l.receiver(p), tcp.CloseWait, tcp.LastAck, tcp.Closing)
}

// ahead reports whether the packet's receiver asked in this step for bytes that
// are before the packet.
func (l *look) ahead(p *trace.Packet) bool {
	return p != nil && l.changeAt(p) == nil && l.asksBefore(p) != nil
}

func (l *look) receiverWaits(p *trace.Packet) bool { return repeats(l.receiver(p)) }

// senderProbes reports whether the packet may be a probe, which looks like an
// ACK and comes again: its sender's timer is one that sends them.
func (l *look) senderProbes(p *trace.Packet) bool {
	s := l.sender(p)
	return s != nil && s.Timer != nil && s.Timer.Retransmits > 0 &&
		(s.Timer.Kind == trace.TimerKeepalive || s.Timer.Kind == trace.TimerPersist)
}

// copied reports whether the packet is a copy of one that has come in. Unlike
// covered, it knows a packet that brings nothing, such as a RST.
func (l *look) copied(p *trace.Packet) bool {
	return p != nil && slices.ContainsFunc(l.step.Wire, func(o trace.Packet) bool {
		return o.Fate == trace.FateDelivered && isCopy(&o, p)
	})
}

// copyStays reports whether a kernel had sent the dropped packet again before,
// so that a copy of it is on the wire.
func (l *look) copyStays(p *trace.Packet) bool {
	return p != nil && slices.ContainsFunc(l.step.Events, func(e trace.Event) bool {
		return e.Kind == trace.EventCopy && e.Packet != nil && e.Packet.Of == p.ID
	})
}

// senderRepeats reports whether the packet's sender will send it again. It does
// not if the packet is a copy, because the original has come in.
func (l *look) senderRepeats(p *trace.Packet) bool { return repeats(l.sender(p)) && !l.copied(p) }

// becomes returns a condition: it reports whether the packet's receiver went
// from one state to another in this step. An empty from stands for any state.
func becomes(from, to tcp.State) func(*look, *trace.Packet) bool {
	return func(l *look, p *trace.Packet) bool {
		e := l.changeAt(p)
		return e != nil && e.To == string(to) && (from == "" || e.From == string(from))
	}
}

// unheard reports whether a packet ended a connection that the receiver's
// program still uses, while none of its calls was under way to return the
// error. In an open lab nobody knows that.
func (l *look) unheard(p *trace.Packet) bool {
	ended := func(e trace.Event) bool { return e.Kind == trace.EventEnded && e.Host == p.To }
	if l.header.Open || !becomes("", tcp.Closed)(l, p) || slices.ContainsFunc(l.step.Events, ended) {
		return false
	}
	from := l.changeAt(p).From
	return from == string(tcp.Established) || from == string(tcp.CloseWait)
}

// connects reports whether a packet connected an end that had asked to. Its program
// may have closed the connection again within the same step.
func (l *look) connects(p *trace.Packet) bool {
	if p == nil {
		return false
	}
	e := l.changeAt(p)
	return e != nil && e.From == string(tcp.SynSent) && e.To != string(tcp.SynRcvd) && e.To != closed
}

// killedConnection reports whether a connection of the killed host was open
// until then: it left one of the states in which a program can still close it.
func (l *look) killedConnection(*trace.Packet) bool {
	return slices.ContainsFunc(l.step.Events, func(e trace.Event) bool {
		return e.Kind == trace.EventState && e.Host == l.step.Move.Host && e.Name == trace.RoleConnection &&
			(e.From == string(tcp.Established) || e.From == string(tcp.CloseWait))
	})
}

// heldNothing reports whether the killed host's program held no socket any more
// before the step, so that its kernel had nothing to close.
func (l *look) heldNothing(*trace.Packet) bool {
	return l.known && !slices.ContainsFunc(l.before.Sockets, func(sock trace.Socket) bool {
		return sock.Host == l.step.Move.Host && sock.Owned && sock.State != closed
	})
}

// answeredBy returns a condition: it reports whether the packet's receiver
// answered in this step with a packet whose name begins so. Unlike for answer,
// one counts, too, that was folded into an earlier one, which is held: somebody
// has answered, though the wire has no new packet.
func answeredBy(name string) func(*look, *trace.Packet) bool {
	return func(l *look, p *trace.Packet) bool {
		return p != nil && (l.answer(p, name) != nil || firstAnswer(l.again, p, name) != nil)
	}
}
