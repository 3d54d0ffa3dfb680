package script

import (
	"maps"
	"slices"
	"strings"

	"tcplab/lab/tcp"
	"tcplab/lab/trace"
)

// mail knows which packet belongs to which row.
type mail struct {
	row  map[int]int       // by the id of a packet that is held
	lost []lostPacket      // dropped, and not sent again since
	sent map[string]uint32 // by "source>destination" of TCP: the relative sequence number behind all that was sent
	both map[string]bool   // by "source>destination": that end has sent a SYN ACK

	// aside has the kinds of the probes for which no row asks, by the id of the
	// probe, and of the answer to it. They cross beside the story.
	aside map[int]string
}

// lostPacket is a packet that was dropped.
type lostPacket struct {
	row    int  // the row to which it belonged
	asked  bool // that row asked for the drop; if the packet is sent again it belongs to another row
	packet trace.Packet
}

func newMail() mail {
	return mail{row: map[int]int{}, sent: map[string]uint32{}, both: map[string]bool{}, aside: map[int]string{}}
}

// rowOf returns the row that a held packet belongs to; ok is false if it
// belongs to none.
func (m *mail) rowOf(id int) (row int, ok bool) {
	row, ok = m.row[id]
	return row, ok
}

// give assigns a held packet to a row.
func (m *mail) give(id, row int) { m.row[id] = row }

// forget removes a packet that is held no longer.
func (m *mail) forget(id int) { delete(m.row, id) }

// keepOnly forgets all packets but those given.
func (m *mail) keepOnly(held []trace.Packet) {
	maps.DeleteFunc(m.row, func(id, _ int) bool {
		return !slices.ContainsFunc(held, func(p trace.Packet) bool { return p.ID == id })
	})
}

// lose records that a packet of a row was dropped. asked is true if the row
// asked for that.
func (m *mail) lose(row int, asked bool, p trace.Packet) {
	m.lost = append(m.lost, lostPacket{row, asked, p})
}

// lostBefore reports whether a packet of a row before row end was dropped
// though that row did not ask for it. Rows for which spared returns true do not
// count.
func (m *mail) lostBefore(end int, spared func(row int) bool) bool {
	return slices.ContainsFunc(m.lost, func(l lostPacket) bool { return !l.asked && l.row < end && !spared(l.row) })
}

// has reports whether a packet belongs to row i, held or lost.
func (m *mail) has(i int) bool {
	for _, row := range m.row {
		if row == i {
			return true
		}
	}
	return slices.ContainsFunc(m.lost, func(l lostPacket) bool { return l.row == i && !l.asked })
}

// again records the packets that a step put on the wire. It returns those, by
// id, whose sender has sent something behind them before.
func (m *mail) again(step *trace.Step) map[int]bool {
	again := map[int]bool{}
	for _, e := range step.Events {
		if step.Sent(e) && e.Packet.Probe == "" && !m.note(e.Packet) {
			again[e.Packet.ID] = true
		}
	}
	return again
}

// note records a packet that was sent. news is false if its sender has sent
// something behind it already, so that this is a retransmission. A first SYN ACK
// is none, even behind a SYN: it is the answer to one with which that has crossed
// (RFC 9293, figure 7).
func (m *mail) note(p *trace.Packet) (news bool) {
	if p.Proto != "tcp" || strings.Contains(p.Flags, "R") {
		return true
	}
	way, back := p.Src+">"+p.Dst, p.Dst+">"+p.Src
	end, known := m.sent[way]
	if p.Name == "SYN" && known && end != 1 { // the ports are used again
		delete(m.sent, back)
		delete(m.both, way)
		delete(m.both, back)
		known = false
	}
	answer := p.Name == "SYN ACK" && !m.both[way]
	if answer {
		m.both[way] = true
	}
	behind := p.Seq + occupied(p)
	if known && int32(behind-end) < 0 {
		behind = end
	}
	m.sent[way] = behind
	return !known || answer || int32(p.Seq-end) >= 0
}

// post finds rows for the packets that a step sent, and for those that came to
// light by a drop. took is true if the step has taken a row. Packets that a
// kernel sends while time passes belong to the row taken last.
func (s *Script) post(step *trace.Step, took bool) {
	took = took || step.Move.Kind == trace.MoveWait || step.Move.Kind == trace.MoveTime
	for _, e := range step.Events {
		switch {
		case e.Packet == nil:
		case e.Kind == trace.EventLost:
			s.loseAtOnce(e.Packet)
		case step.Sent(e) && s.hasCut(e.Host) && step.LostAtOnce(e.ID): // no row asks for it, because the script knows that it never arrives
		case step.Sent(e):
			s.send(e.Packet, took)
			kind := e.Packet.Probe
			if kind == "" && e.Packet.Name == "ACK" && step.Move.Kind == trace.MoveDeliver {
				kind = s.mail.aside[step.Move.ID]
			}
			if _, found := s.mail.rowOf(e.Packet.ID); !found && kind != "" {
				s.mail.aside[e.Packet.ID] = kind
			}
		}
	}
}

// crossesAside reports whether a move delivers a packet that crosses beside the
// story.
func (s *Script) crossesAside(m trace.Move) bool {
	return m.Kind == trace.MoveDeliver && s.mail.aside[m.ID] != ""
}

// CanWait reports whether a packet is a zero-window probe for which no row asks,
// or the answer to one. Its answer may open the window of which the story has
// more to say, and no connection ends because it waits.
func (s *Script) CanWait(id int) bool { return s.mail.aside[id] == trace.ProbeZeroWindow }

// adopt gives the held probes that crossed beside the story to the rows that ask
// for them now.
func (s *Script) adopt(held []trace.Packet) {
	for i := range held {
		p := &held[i]
		if p.Probe != "" && s.mail.aside[p.ID] != "" && s.give(p) {
			delete(s.mail.aside, p.ID)
		}
	}
}

// send finds the row that a packet belongs to, if there is one. scripted is
// true if the step that sent it is part of the script.
func (s *Script) send(p *trace.Packet, scripted bool) {
	again := s.was.again[p.ID]
	if !again && scripted && s.give(p) {
		return
	}
	found := false
	s.mail.lost = slices.DeleteFunc(s.mail.lost, func(l lostPacket) bool {
		if !isAgain(p, &l.packet) {
			return false
		}
		switch {
		case found && l.asked:
		case l.asked:
			found = s.give(p)
		case found: // the packet of another row carries it, too
			s.over[l.row] = !s.loops(l.row)
		default:
			s.mail.give(p.ID, l.row)
			found = true
		}
		return true
	})
	// If nobody has left the script, only the script can have made a kernel send
	// again what was not dropped: it dropped the answer, or the answers to later
	// segments have told the kernel of a gap.
	if again && scripted && !found && !s.astray {
		s.give(p)
	}
}

// give assigns a packet to the row that asks for it, and reports whether there
// is one.
func (s *Script) give(p *trace.Packet) bool {
	row := s.asks(p)
	if row >= 0 {
		s.mail.give(p.ID, row)
	}
	return row >= 0
}

// asks returns the first row behind the one taken last that asks for such a
// packet and has none yet, or -1 if there is none. In a loop, the search goes
// round. A probe comes whenever its timer says, so only the row to which the
// story has come can ask for one, or one behind rows that wait.
func (s *Script) asks(p *trace.Packet) int {
	for _, i := range s.order() {
		b := s.beats[i]
		if i < s.last && (!s.loops(i) || outermost(b.Loop) != outermost(s.beats[s.last].Loop)) {
			continue
		}
		if asksFor(b.Move, p) && (s.loops(i) || !s.mail.has(i)) && (p.Probe == "" || s.cameTo(i)) {
			return i
		}
	}
	return -1
}

// asksFor reports whether a row asks for such a packet. A probe has a name of its
// own here: no row that asks for an ACK means one.
func asksFor(want trace.Move, p *trace.Packet) bool {
	m := p.Move(want.Kind)
	if p.Probe != "" {
		m.Name = probe
	}
	return want.AboutPacket() && fits(want, m)
}

// RowOf returns the row that a held packet belongs to, -1 if it belongs to none.
func (s *Script) RowOf(id int) int {
	if row, ok := s.mail.rowOf(id); ok {
		return row
	}
	return -1
}

// Stray reports whether a held packet belongs to no row that is open.
func (s *Script) Stray(id int) bool {
	row, ok := s.mail.rowOf(id)
	return !ok || !slices.Contains(s.order(), row)
}

// occupied is how many sequence numbers a segment takes up (RFC 9293, section
// 3.4).
func occupied(p *trace.Packet) uint32 {
	n := uint32(p.Len)
	for _, flag := range []string{"S", "F"} {
		if strings.Contains(p.Flags, flag) {
			n++
		}
	}
	return n
}

// isAgain reports whether packet p brings all that the lost one would have
// brought.
func isAgain(p, lost *trace.Packet) bool {
	if p.Proto != "tcp" || lost.Proto != "tcp" || p.Src != lost.Src || p.Dst != lost.Dst {
		return false
	}
	if occupied(lost) == 0 {
		return p.Name == lost.Name && p.Seq == lost.Seq && p.Ack == lost.Ack
	}
	return int32(p.Seq-lost.Seq) <= 0 && int32(p.Seq+occupied(p)-lost.Seq-occupied(lost)) >= 0
}

// owed reports whether row i is owed: its packet was dropped, and a running
// timer will bring it again. That is a timer of the packet's sender, or of its
// receiver if that repeats a SYN or SYN ACK, because the packet was the answer.
// Any other ACK is not waited for, since later packets acknowledge the same
// bytes.
func (m *mail) owed(i int, sockets []trace.Socket) bool {
	return slices.ContainsFunc(m.lost, func(l lostPacket) bool {
		p := &l.packet
		return l.row == i && !l.asked && p.Proto == "tcp" && slices.ContainsFunc(sockets, func(s trace.Socket) bool {
			if s.Timer == nil || s.Timer.Kind != trace.TimerRetransmit {
				return false
			}
			opens := s.State == string(tcp.SynSent) || s.State == string(tcp.SynRcvd)
			return s.Local == p.Src && s.Remote == p.Dst && occupied(p) > 0 || s.Local == p.Dst && s.Remote == p.Src && opens
		})
	})
}
