package tell

import (
	"fmt"
	"strings"

	"tcplab/lab/tcp"
	"tcplab/lab/trace"
)

// The kinds of rung.
type rungKind uint8

const (
	RungCall    rungKind = iota // text beside a lifeline
	RungFull                    // a packet, from end to end
	RungLeaves                  // a packet on its way
	RungArrives                 // a packet that left earlier comes in
	RungDropped                 // a packet that left just now was dropped
	RungGone                    // a packet that left earlier was dropped
	RungTime                    // time that passed
)

// under stands behind the name of a call that has not ended yet.
const under = " …"

// A Rung is one row of the ladder.
type Rung struct {
	Step  int
	Kind  rungKind
	Left  bool // the call is the left side's, or the packet comes from there
	Label string
	Data  string // a packet's data, quoted; shown if there is room
	Acks  string // what an ACK acknowledges; shown if there is room
	ID    int    // the packet's or call's
	Sent  int    // the step in which a packet left; that of the call itself
	Seqs  string // a packet's relative sequence numbers; "" if it has none, or if the rung stands for several
	Held  bool
	Dim   bool // less important: the key n does not stop for it
	Fresh bool // it belongs to the shown step

	pair string // the connection of a packet; "" of a call

	LeftTo, RightTo string // the new state of each side; "" if the step did not change it
	News            bool   // the new states belong to the shown step
}

// Rungs builds the ladder of the steps in the scene's window, oldest first.
func (s *Scene) Rungs() []Rung {
	var out []Rung
	all := s.newCrowd(s.facts())
	for i := range s.Window {
		for _, e := range s.Window[i].Events {
			if e.Packet != nil {
				all.addPacket(s.Header, e.Packet)
			}
		}
	}
	for i := range s.Window {
		step := &s.Window[i]
		first := len(out)
		for _, e := range causal(step) {
			out = s.climb(out, step, e, all)
		}
		if len(out) == first && (step.Move.Kind == trace.MoveTime || step.Move.Kind == trace.MoveWait) {
			out = append(out, Rung{Step: step.Step, Kind: RungTime, Label: MoveText(s.Header, step.Move, s.Lang)})
		}
		for k := first; k < len(out); k++ {
			out[k].Dim = !step.Stop
		}
		var pairs map[int]string // by a socket's id
		for _, e := range step.Events {
			if e.Kind != trace.EventState || e.Name == trace.RoleSocket { // UDP has no states
				continue
			}
			if pairs == nil {
				pairs = pairsOf(step)
			}
			left := IsLeft(s.Header, e.Host)
			r := causing(out, step.Step, left, pairs[e.ID])
			if r == nil {
				continue
			}
			r.News = step.Step == s.Step.Step
			if left {
				r.LeftTo = e.To
			} else {
				r.RightTo = e.To
			}
		}
	}
	held := map[int]bool{}
	for _, p := range s.Step.Held {
		held[p.ID] = true
	}
	for i := range out {
		out[i].Held = out[i].Kind == RungLeaves && held[out[i].ID]
		out[i].Fresh = out[i].Step == s.Step.Step
	}
	return out
}

// pairsOf returns the connection of each of a step's sockets, by its id.
func pairsOf(step *trace.Step) map[int]string {
	out := make(map[int]string, len(step.Sockets))
	for i := range step.Sockets {
		if sock := &step.Sockets[i]; sock.Role == trace.RoleConnection {
			out[sock.ID] = pairKey(sock.Local, sock.Remote)
		}
	}
	return out
}

// causing returns the rung that caused a new state of one side in a step: the
// packet of that connection (pair) that came in there, else that side's own call,
// else the connection's last packet or the step's last rung. The state is drawn
// beside it. It is nil if all that is drawn is about other connections.
func causing(out []Rung, step int, left bool, pair string) *Rung {
	var call, last *Rung
	for i := len(out) - 1; i >= 0 && out[i].Step == step; i-- {
		r := &out[i]
		if r.pair != "" && pair != "" && r.pair != pair {
			continue
		}
		if last == nil {
			last = r
		}
		switch {
		case (r.Kind == RungFull || r.Kind == RungArrives) && r.Left != left:
			return r
		case r.Kind == RungCall && r.Left == left:
			call = r // the first of several, because it led to the others
		}
	}
	if call != nil {
		return call
	}
	return last
}

// causal returns a step's events in the order of cause and effect: the call
// that the move began comes first, before the packets that it sends.
func causal(step *trace.Step) []trace.Event {
	if step.Move.Kind != trace.MoveCall {
		return step.Events
	}
	var first, rest []trace.Event
	for _, e := range step.Events {
		if e.Kind == trace.EventStarted {
			first = append(first, e)
		} else {
			rest = append(rest, e)
		}
	}
	return append(first, rest...)
}

// climb adds the rungs of an event to the ladder. all holds the sockets that the
// ladder is about.
func (s *Scene) climb(out []Rung, step *trace.Step, e trace.Event, all *crowd) []Rung {
	id := e.ID
	if id == 0 && e.Packet != nil {
		id = e.Packet.ID
	}
	r := Rung{Step: step.Step, Sent: step.Step, Left: IsLeft(s.Header, e.Host), ID: id}
	switch e.Kind {
	case trace.EventState:
		if at := s.listens(step, e); at != "" { // of programs that announce no calls, this one is seen all the same
			r.Label = "listen " + at
			return append(out, r)
		}
		return out
	case trace.EventDestroyed, trace.EventOutput, trace.EventWaiting, trace.EventClock:
		return out
	case trace.EventStarted, trace.EventEnded, trace.EventExit:
		r.Label = s.FullName(e.Host, "", e.Name)
		if step.Move.Kind == trace.MoveInput && e.Name == trace.StdinRead {
			r.Label = s.FullName(e.Host, "", wTold.F(s.Lang, step.Move.Name))
		}
	default:
		r.Label = s.FullName(e.Host, e.To, e.Name)
		if e.Packet != nil {
			r.Label = s.packetName(e.Packet, all.of(s.Header, e.Packet))
		}
	}
	if e.Packet == nil && e.Src != "" && e.Others == 0 {
		r.pair = pairKey(e.Src, e.Dst)
	}
	if p := e.Packet; p != nil {
		_, src, dst := p.Between()
		r.pair = pairKey(src, dst)
		r.Data, r.Seqs = p.Text, p.Numbers()
		if p.Step > 0 && e.Kind != trace.EventSent && e.Kind != trace.EventLost { // these may be about a packet that was sent before, too
			r.Sent = p.Step
		}
		if p.Probe == "" && e.Name == "ACK" {
			r.Acks = fmt.Sprint(p.Ack)
		}
	}
	if len(e.Kinds) > 1 || len(e.Kinds) == 1 && e.Src != "" {
		r.Label = s.crossedName(e, all)
		r.Data, r.Acks, r.Seqs = "", "", ""
	} else if e.Count > 1 {
		r.Label += fmt.Sprintf(" ×%d", e.Count)
		r.Data, r.Acks, r.Seqs = "", "", ""
	}
	last := len(out) - 1
	switch e.Kind {
	case trace.EventCopy:
		r.Kind = RungLeaves
	case trace.EventSent:
		r.Kind = RungLeaves
		if e.Count > 1 {
			r.Kind = RungFull
		}
	case trace.EventAgain:
		r.Kind = RungLeaves
		for i := last; i >= 0; i-- {
			if out[i].Kind != RungCall && out[i].ID == id {
				return out // it is folded into the original packet's row
			}
		}
	case trace.EventDelivered, trace.EventDuplicated:
		if leavesLast(out, id) {
			out[last].Kind, out[last].Step = RungFull, step.Step
			return out
		}
		r.Kind = RungArrives
	case trace.EventDropped, trace.EventLost:
		if leavesLast(out, id) {
			out[last].Kind, out[last].Step = RungDropped, step.Step
			return out
		}
		r.Kind = RungGone
	case trace.EventStarted:
		r.Label += under
	case trace.EventEnded:
		name := r.Label
		r.Label = wReturned.F(s.Lang, name)
		if e.Err != "" {
			r.Label = wGave.F(s.Lang, name, reason(e.Err))
		}
		for i := last; i >= 0 && out[i].Step == step.Step; i-- {
			if out[i].Kind == RungCall && out[i].ID == id { // it began and ended in one step
				out[i].Label = strings.TrimSuffix(out[i].Label, under)
				if e.Err != "" {
					out[i].Label = r.Label
				}
				return out
			}
		}
	case trace.EventExit:
		r.Label = strings.TrimSpace(strings.TrimSuffix(r.Label, e.Name) + ExitText(e.Text, s.Lang))
	default:
		return out
	}
	return append(out, r)
}

// crossedName names what an event of a run step sums up, with its connection if there
// are several.
func (s *Scene) crossedName(e trace.Event, all *crowd) string {
	label := ""
	if e.Src != "" && e.Others == 0 { // older recordings do not tell
		proto := "tcp"
		if len(e.Kinds) > 0 && e.Kinds[0].Name == "UDP" {
			proto = "udp"
		}
		label = all.of(s.Header, &trace.Packet{Proto: proto, From: e.Host, To: e.To, Src: e.Src, Dst: e.Dst})
	}
	return s.named(e.Host, e.To, kindsText(e.Kinds, s.Lang), label)
}

// listens returns the port on which a program of an open lab began to listen; ""
// if the event is about something else.
func (s *Scene) listens(step *trace.Step, e trace.Event) string {
	if !s.Header.Open || e.Name != trace.RoleListener || e.To != string(tcp.Listen) {
		return ""
	}
	for i := range step.Sockets {
		if sock := &step.Sockets[i]; sock.ID == e.ID {
			return portOf(sock.Local)
		}
	}
	return ""
}

// leavesLast reports whether the last rung is that packet on its way and has no
// new state beside it.
func leavesLast(out []Rung, id int) bool {
	last := len(out) - 1
	return last >= 0 && out[last].Kind == RungLeaves && out[last].ID == id &&
		out[last].LeftTo == "" && out[last].RightTo == ""
}
