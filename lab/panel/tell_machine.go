package panel

import (
	"slices"

	"tcplab/lab/tcp"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

const closedState = string(tcp.Closed)

// A mark is how a machine stands to a state, or to the way between two.
type mark uint8

// The marks.
const (
	markNever   mark = iota // it was never there
	markBeen                // it was there earlier
	markPassed              // it must have been there, and nobody saw it
	markNow                 // it is there; a way: it went there now
	markChanged             // it has come there by this step
)

// A machine is one end of a connection as the map draws it.
type machine struct {
	state, from string   // from: where the last step found it; "" if it stayed
	path        []string // the states so far, the present one last
	passed      []string // of those, the ones nobody saw
	unsure      bool     // the present state itself was not seen
}

// machineOf reads a socket; nil has no row in the kernel, which is CLOSED.
func machineOf(step *trace.Step, sock *trace.Socket) machine {
	if sock == nil {
		return machine{state: closedState}
	}
	m := machine{
		state:  sock.State,
		path:   append(slices.Clone(sock.Been), sock.State),
		passed: sock.Passed,
		unsure: sock.Source == trace.SourcePassed,
	}
	for _, e := range step.Events {
		if e.Kind == trace.EventState && e.ID == sock.ID {
			m.from = e.From
			if m.from == "" {
				m.from = closedState
			}
		}
	}
	return m
}

// mark is how the machine stands to a state.
func (m machine) mark(state tcp.State) mark {
	name := string(state)
	switch {
	case name == m.state && m.unsure:
		return markPassed
	case name == m.state && m.from != "" && m.from != name:
		return markChanged
	case name == m.state:
		return markNow
	case slices.Contains(m.passed, name):
		return markPassed
	case slices.Contains(m.path, name):
		return markBeen
	}
	return markNever
}

// guessed says whether nobody saw the machine in a state of its path.
func (m machine) guessed(name string) bool {
	return slices.Contains(m.passed, name) || m.unsure && name == m.state
}

// way is how the machine stands to the way between two states: it went there
// now, earlier or never; or it must have gone there, because one of the two was
// passed and not seen.
func (m machine) way(a, b tcp.State) mark {
	last := len(m.path) - 1
	for i := 1; i <= last; i++ {
		if m.path[i-1] != string(a) || m.path[i] != string(b) {
			continue
		}
		switch {
		case m.guessed(string(a)) || m.guessed(string(b)):
			return markPassed
		case i == last && m.from == string(a):
			return markNow
		}
		return markBeen
	}
	return markNever
}

// socketNote is the one thing about a socket that a student would miss if the
// map alone were drawn: its timer, else what waits in its queues; "" if there is
// no such thing.
func socketNote(sock *trace.Socket, lang string) string {
	switch {
	case sock == nil || sock.State == closedState:
		return ""
	case sock.Timer != nil:
		return timerText(lang, sock)
	case sock.RecvQ > 0 && sock.State != string(tcp.CloseWait):
		return wUnread.F(lang, sock.RecvQ)
	case sock.SendQ > 0:
		return wUnacked.F(lang, sock.SendQ)
	}
	return ""
}

var (
	wUnread  = tell.Word{"unread %d", "未读 %d"}
	wUnacked = tell.Word{"unacked %d", "未确认 %d"}
)
