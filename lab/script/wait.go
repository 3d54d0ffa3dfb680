package script

import (
	"slices"
	"strings"

	"tcplab/lab"
	"tcplab/lab/tcp"
	"tcplab/lab/trace"
)

// This file is about rows that wait. Only the right passing of time takes them:
// the head of script.go has the rules.

// passes reports whether row i, which waits, may be taken by a step in which time
// has passed. met is true if all claims of the row hold after the step. Time
// passes at any place of the story, while somebody looks or waits for something
// else. So the row is taken only by what it waits for: its claims must hold, and
// one of them must be about what has changed in this step, because "client
// CLOSED" holds before a client has dialled, too. If the story has come to the
// row, its claims alone decide; and if a wait was the next move then, and what
// the row waits for has come otherwise than it claims, the row is taken in any
// case, so that a claim that does not hold becomes a finding.
func (s *Script) passes(i int, met bool, step *trace.Step) bool {
	switch {
	case s.inOrder(i):
		return met || step.Move.Kind == trace.MoveWait && !s.astray && s.comesOtherwise(i, step)
	case !met:
		return false
	}
	return slices.ContainsFunc(s.then[i], func(c claim) bool {
		return c.changed(step) && (c.name != probe || s.cameTo(i)) // one probe is like another
	})
}

// cameTo reports whether the story has come to row i: only rows that wait stand
// between it and the row taken last, or rows that were taken.
func (s *Script) cameTo(i int) bool {
	for _, k := range s.order() {
		if k > s.last && k < i && !waits(s.beats[k]) {
			return false
		}
	}
	return true
}

// comesOtherwise reports whether a step in which time has passed is what row i
// waits for, whether its claims hold or not: the call has ended, with another
// result; the packet was sent, with other numbers. If the row waits for something
// of another kind, or for nothing, any step will do.
func (s *Script) comesOtherwise(i int, step *trace.Step) bool {
	events := slices.DeleteFunc(slices.Clone(s.then[i]), func(c claim) bool { return c.event() == "" })
	return len(events) == 0 || slices.ContainsFunc(events, func(c claim) bool {
		return slices.ContainsFunc(step.Events, func(e trace.Event) bool { return c.isAbout(e) })
	})
}

// event returns the kind of the events that a claim is about; "" if it is about
// none.
func (c claim) event() string {
	switch c.verb {
	case "ends":
		return trace.EventEnded
	case "prints":
		return trace.EventOutput
	case "exits":
		return trace.EventExit
	case "sends", "resends":
		return trace.EventSent
	case "state":
		return trace.EventState
	}
	return ""
}

// isAbout reports whether an event is of the kind, and of the host, of which a
// claim speaks, and has its call's or packet's name.
func (c claim) isAbout(e trace.Event) bool {
	kind := e.Kind
	if kind == trace.EventCopy {
		kind = trace.EventSent
	}
	if kind != c.event() || e.Host != c.host {
		return false
	}
	if e.Packet != nil {
		return named(c.name, e.Packet)
	}
	return c.name == "" || c.name == e.Name
}

// moment is a step in which something has come by itself, and what was before it.
type moment struct {
	step trace.Step // without the events of which a row has told
	was  past
}

// maxMoments bounds how many moments a script remembers.
const maxMoments = 16

// remember keeps a step in which something may have come by itself. row is the
// row that the step has taken, -1 if none.
func (s *Script) remember(step *trace.Step, row int) {
	if step.Move.Made() && step.Move.Kind != trace.MoveDrop { // a drop may bring a copy to light
		return
	}
	m := moment{step: trace.Step{Move: step.Move, Events: step.Events, Sockets: step.Sockets}, was: s.was}
	if row >= 0 {
		m.tell(s.then[row])
	}
	if s.moments = append(s.moments, m); len(s.moments) > maxMoments {
		s.moments = s.moments[1:]
	}
}

// tell forgets the events that these claims are about.
func (m *moment) tell(claims []claim) {
	m.step.Events = slices.DeleteFunc(slices.Clone(m.step.Events), func(e trace.Event) bool {
		return slices.ContainsFunc(claims, func(c claim) bool { return c.isAbout(e) })
	})
}

// takeCome marks and returns the rows directly behind row i that wait for what has
// come already. A kernel may send again, and a timer may end, while somebody
// looks at a step before; then nothing is left to wait for.
func (s *Script) takeCome(i int, step *trace.Step) (rows []int) {
	if s.astray || !s.inOrder(i) {
		return nil
	}
	for k := i + 1; k < len(s.beats) && waits(s.beats[k]) && s.missed(k); k++ {
		m := s.come(k, step)
		if m == nil {
			break
		}
		m.tell(s.then[k])
		s.mark(k)
		rows = append(rows, k)
	}
	if len(rows) > 0 {
		s.adopt(step.Held)
	}
	return rows
}

// come returns the moment at which what row k waits for has come, nil if it has
// not come, or does not stand any more.
func (s *Script) come(k int, step *trace.Step) *moment {
	for i := range s.moments {
		m, changed := &s.moments[i], false
		fails := slices.ContainsFunc(s.then[k], func(c claim) bool {
			if c.ofPacket() && s.flows {
				return false
			}
			_, then := c.check(&m.step, m.was)
			changed = changed || then && c.changed(&m.step)
			return !then && !c.lasting() || !s.stands(c, step)
		})
		if !fails && changed {
			return m
		}
	}
	return nil
}

// stands reports whether a claim that is about how things stand holds after a
// step. A probe must still be held, since it may have crossed beside the story.
func (s *Script) stands(c claim, step *trace.Step) bool {
	if c.name == probe {
		c.verb = "held"
	} else if !c.lasting() {
		return true
	}
	return s.holds(c, step)
}

// mayCome reports whether what row i waits for may still come: a kernel sends
// again, or asks, only while a timer runs, a call that does not run does not end,
// and what holds already does not come any more.
func (s *Script) mayCome(i int, sockets []trace.Socket) bool {
	if s.notLost(i) {
		return false
	}
	now := &trace.Step{Sockets: sockets, Calls: s.calls}
	lasts := len(s.then[i]) > 0
	for _, c := range s.then[i] {
		if c.ofPacket() && s.flows {
			continue
		}
		if !c.mayCome(now) {
			return false
		}
		_, holds := c.check(now, past{})
		lasts = lasts && c.lasting() && holds
	}
	return !lasts || !s.astray
}

// giveUpWait goes past the row for which a step has waited in vain, if the student
// has left the script: nobody knows whether what it waits for still comes, and a
// kernel's probes, for example, come without an end. row is the one that the step
// has taken.
func (s *Script) giveUpWait(step *trace.Step, row int) {
	if s.astray && s.due && step.Move.Kind == trace.MoveWait && row != s.next {
		s.over[s.next] = !s.loops(s.next)
	}
}

// notLost reports whether row i waits for what a kernel sends again, and the row
// that drops it was passed over: the student has left the script before.
func (s *Script) notLost(i int) bool {
	if !s.astray || !slices.ContainsFunc(s.then[i], func(c claim) bool { return c.verb == "resends" }) {
		return false
	}
	for k := i - 1; k >= 0 && !waits(s.beats[k]); k-- {
		if s.beats[k].Move.Kind == trace.MoveDrop {
			return s.missed(k)
		}
	}
	return false
}

// mayCome reports whether what a claim says may come about by itself.
func (c claim) mayCome(now *trace.Step) bool {
	runs := func(kinds ...string) bool {
		return slices.ContainsFunc(now.Sockets, func(s trace.Socket) bool {
			return s.Host == c.host && (s.StateOnly || s.QueuesOnly || s.Timer != nil && slices.Contains(kinds, s.Timer.Kind))
		})
	}
	switch {
	case c.verb == "resends":
		return slices.ContainsFunc(now.Sockets, func(s trace.Socket) bool {
			return s.Host == c.host && (s.StateOnly || s.QueuesOnly || s.Timer != nil && s.Timer.Kind == trace.TimerRetransmit && sendsAgain(s.State, c.name))
		})
	case c.verb == "sends" && c.name == probe:
		return runs(trace.TimerKeepalive, trace.TimerPersist)
	case c.verb == "sends" && strings.HasPrefix(c.name, "DATA"):
		return runs(trace.TimerRetransmit, trace.TimerPersist)
	case c.verb == "ends":
		return slices.ContainsFunc(now.Calls, func(call trace.Call) bool {
			return call.Host == c.host && call.Name == c.name && call.Status == trace.CallRunning
		})
	}
	return true
}

// sendsAgain reports whether a kernel whose connection is in a state may send a
// packet of that name again: a SYN while it opens the connection, all others
// later.
func sendsAgain(state, name string) bool {
	switch name {
	case "SYN":
		return state == string(tcp.SynSent)
	case "SYN ACK":
		return state == string(tcp.SynRcvd)
	}
	return state != string(tcp.SynSent) && state != string(tcp.SynRcvd)
}

// waits reports whether a row waits.
func waits(b lab.Beat) bool { return b.Move.Kind == trace.MoveWait }
