package trace

import "slices"

// Event is one thing that a step led to. The fields that are set depend on its
// kind.
type Event struct {
	Kind   string   `json:"kind"`             // an Event… constant
	Host   string   `json:"host,omitempty"`   // the host that the event is about; the sender if it is about a packet
	Name   string   `json:"name,omitempty"`   // of the call or the packet
	ID     int      `json:"id,omitempty"`     // of the call, packet or socket
	Text   string   `json:"text,omitempty"`   // a call with its arguments, a call's results, output, an exit in words
	Err    string   `json:"err,omitempty"`    // the error's text, as Go prints it
	Errno  string   `json:"errno,omitempty"`  // ECONNREFUSED, EPIPE, …, if there is one
	From   string   `json:"from,omitempty"`   // a socket's state before
	To     string   `json:"to,omitempty"`     // a socket's state after; a packet's receiver
	Passed []string `json:"passed,omitempty"` // states that must have been passed between From and To
	Packet *Packet  `json:"packet,omitempty"` // the packet as it crossed; nil if a run step sums up several
	Count  int      `json:"count,omitempty"`  // in run steps the number of packets or calls; of an exit the exit status
	Src    string   `json:"src,omitempty"`    // in run steps the packets' source, "127.0.0.1:40001"; Packet has its own
	Dst    string   `json:"dst,omitempty"`    // in run steps their destination
	Bytes  int64    `json:"bytes,omitempty"`  // in run steps the bytes of data
	Size   int64    `json:"size,omitempty"`   // in run steps the bytes of the whole packets, IP headers included
	First  uint32   `json:"first,omitempty"`  // in run steps the relative sequence number of the first packet
	Last   uint32   `json:"last,omitempty"`   // in run steps the relative sequence number after the last packet

	// Kinds counts a run step's packets by kind, in the order of the first
	// ones, so that a SYN, a FIN and a RST can be told from data.
	Kinds []KindCount `json:"kinds,omitempty"`

	// Others is how many directions of connections an event of a run step sums up
	// together, because there were very many; 0 if it is one. Src, Dst or both are ""
	// then, whichever these do not have in common.
	Others int `json:"others,omitempty"`

	Millis int64 `json:"ms,omitempty"` // by how much a model's clock went on

	By string `json:"by,omitempty"` // in run steps, ByFault if a fault did it that the command asked for
}

// KindCount is how many packets of one kind crossed in a run step.
type KindCount struct {
	Name  string `json:"name"` // a packet's name without its length: SYN, DATA, FIN ACK, RST, UDP, …
	Count int    `json:"count"`
}

// The kinds of event. Within a step they stand in this order.
const (
	EventDelivered  = "packet-delivered"
	EventDropped    = "packet-dropped"
	EventDuplicated = "packet-duplicated"
	EventCopy       = "packet-copy" // a copy is held by itself: of a duplicated packet, or one that its kernel sent before the original was dropped
	EventSent       = "packet-sent"
	EventLost       = "packet-lost"     // the packet that was sent just now was lost: the wire is cut there
	EventOverflow   = "packet-overflow" // packets thrown away because too many were held
	EventAgain      = "packet-again"    // a copy was folded into the original
	EventStarted    = "call-started"
	EventEnded      = "call-ended"
	EventOutput     = "output"
	EventWaiting    = "call-waiting"
	EventExit       = "exit"
	EventState      = "state"
	EventDestroyed  = "socket-destroyed"
	EventClock      = "clock" // a model's clock went on: it stands still until a move waits for it; first in its step
)

// lacks returns the kind of an event that lacks its packet, in a step that was
// read from a file. It is "" if nothing is missing.
func (s *Step) lacks() string {
	for _, e := range s.Events {
		if e.ofOnePacket() && e.Packet == nil {
			return e.Kind
		}
	}
	return ""
}

// Sent reports whether an event is about a packet that a kernel has sent and
// that is on the wire by itself since this step. It was sent in the step, or
// before a drop that took the original of which it is a copy. A copy that a
// duplication has made was sent by no kernel. A packet that a cut wire has lost
// was sent, too; if it is sent again, its event has the same id.
func (s *Step) Sent(e Event) bool {
	return e.Packet != nil && (e.Kind == EventSent || e.Kind == EventCopy && s.Move.Kind == MoveDrop)
}

// ofOnePacket reports whether an event is about a single packet, and not about
// the many that a run step sums up.
func (e Event) ofOnePacket() bool {
	switch e.Kind {
	case EventDelivered, EventDuplicated, EventDropped, EventLost:
		return e.Count == 0
	case EventCopy, EventSent, EventAgain:
		return true
	}
	return false
}

// LostAtOnce reports whether a packet that the step has sent was lost at once,
// because the wire is cut.
func (s *Step) LostAtOnce(id int) bool {
	return slices.ContainsFunc(s.Events, func(e Event) bool { return e.Kind == EventLost && e.Packet != nil && e.ID == id })
}

// NewConnection reports whether an event is about a connection that came up
// beside a listener, and not about a change of state.
func (e Event) NewConnection() bool {
	return e.Kind == EventState && e.Name != RoleListener && e.From == "LISTEN"
}
