package tell

import (
	"slices"

	"tcplab/lab/tcp"
	"tcplab/lab/trace"
)

// ClosedState is the state of a socket that has no row in the kernel.
const ClosedState = string(tcp.Closed)

// A Mark says what a machine had to do with a state, or with the way between
// two.
type Mark uint8

// The marks.
const (
	MarkNever   Mark = iota // it was never there
	MarkBeen                // it was there earlier
	MarkPassed              // it must have been there, but nobody saw it
	MarkNow                 // it is there; for a way: it went there now
	MarkChanged             // this step brought it there
)

// A Machine is one end of a connection as the map draws it.
type Machine struct {
	State, From string   // State is the present state; From the state before the step, "" if it is the same
	Path        []string // the states so far, the present one last
	Passed      []string // those of Path that nobody saw
	Unsure      bool     // the present state itself was not seen
}

// MachineOf reads a socket. A nil socket has no row in the kernel: it is
// CLOSED.
func MachineOf(step *trace.Step, sock *trace.Socket) Machine {
	if sock == nil {
		return Machine{State: ClosedState}
	}
	m := Machine{
		State:  sock.State,
		Path:   append(slices.Clone(sock.Been), sock.State),
		Passed: sock.Passed,
		Unsure: sock.Source == trace.SourcePassed,
	}
	for _, e := range step.Events {
		if e.Kind == trace.EventState && e.ID == sock.ID {
			m.From = e.From
			if m.From == "" {
				m.From = ClosedState
			}
		}
	}
	return m
}

// Mark returns the mark of a state.
func (m Machine) Mark(state tcp.State) Mark {
	name := string(state)
	switch {
	case name == m.State && m.Unsure:
		return MarkPassed
	case name == m.State && m.From != "" && m.From != name:
		return MarkChanged
	case name == m.State:
		return MarkNow
	case slices.Contains(m.Passed, name):
		return MarkPassed
	case slices.Contains(m.Path, name):
		return MarkBeen
	}
	return MarkNever
}

// Gone reports whether the machine has had a life and is CLOSED again. One that
// has not been opened yet is CLOSED, too.
func (m Machine) Gone() bool { return m.State == ClosedState && len(m.Path) > 1 }

// Child returns the mark of the way from the listener to SYN_RCVD, where the
// machine of a server's connection begins its life (RFC 9293, section 3.10.7.2).
// That way is not in the path, since the listener itself stays in LISTEN.
func (m Machine) Child() Mark {
	switch {
	case len(m.Path) == 0 || m.Path[0] != string(tcp.SynRcvd):
		return MarkNever
	case m.guessed(m.Path[0]):
		return MarkPassed
	case m.State == m.Path[0] && m.From != "":
		return MarkNow
	}
	return MarkBeen
}

// guessed reports whether nobody saw the machine in a state of its path.
func (m Machine) guessed(name string) bool {
	return slices.Contains(m.Passed, name) || m.Unsure && name == m.State
}

// Way returns the mark of the way from state a to state b: the machine took it
// now, earlier or never; or it must have taken it, because one of the two
// states was passed and not seen.
func (m Machine) Way(a, b tcp.State) Mark {
	last := len(m.Path) - 1
	for i := 1; i <= last; i++ {
		if m.Path[i-1] != string(a) || m.Path[i] != string(b) {
			continue
		}
		switch {
		case m.guessed(string(a)) || m.guessed(string(b)):
			return MarkPassed
		case i == last && m.From == string(a):
			return MarkNow
		}
		return MarkBeen
	}
	return MarkNever
}

// SocketNotes returns a note about a socket, because the map does not show all
// of it: its timer, else the bytes in its queues. The longest wording comes
// first; a shorter one is for less room. It returns nil if there is nothing to
// note.
func (s *Scene) SocketNotes(sock *trace.Socket) []string {
	switch {
	case sock == nil || sock.State == ClosedState:
		return nil
	case sock.Timer != nil:
		return slices.Compact([]string{s.Timer(sock), TimerText(s.Lang, sock)})
	case Unread(sock) > 0:
		return []string{wUnread.F(s.Lang, Unread(sock))}
	case sock.SendQ > 0:
		return []string{wUnacked.F(s.Lang, sock.SendQ)}
	}
	return nil
}

// Unread returns the number of bytes that came in and that no program has read.
// Linux counts a FIN that came in and is not read yet as one byte more in
// Recv-Q.
func Unread(sock *trace.Socket) int {
	if CountsFIN(sock) {
		return sock.RecvQ - 1
	}
	return sock.RecvQ
}

// CountsFIN reports whether a FIN is one of the bytes in a socket's Recv-Q. It
// is the last one, so it is there as long as anything is unread.
func CountsFIN(sock *trace.Socket) bool {
	if sock.QueuesOnly {
		return false
	}
	switch tcp.State(sock.State) {
	case tcp.CloseWait, tcp.LastAck, tcp.Closing:
		return sock.RecvQ > 0
	}
	return false
}

// The words for bytes in a socket's queues.
var (
	wUnread  = Word{"unread %d", "未读 %d"}
	wUnacked = Word{"unacked %d", "未确认 %d"}
)
