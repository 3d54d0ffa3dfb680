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
}

// lostPacket is a packet that was dropped.
type lostPacket struct {
	row    int  // the row to which it belonged
	asked  bool // that row asked for the drop; if the packet is sent again it belongs to another row
	packet trace.Packet
}

func newMail() mail { return mail{row: map[int]int{}, sent: map[string]uint32{}} }

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

// note records a packet that was sent. news is false if its sender has sent
// something behind it already, so that this is a retransmission.
func (m *mail) note(p *trace.Packet) (news bool) {
	if p.Proto != "tcp" || strings.Contains(p.Flags, "R") {
		return true
	}
	way, back := p.Src+">"+p.Dst, p.Dst+">"+p.Src
	end, known := m.sent[way]
	if p.Name == "SYN" && known && end != 1 { // the ports are used again
		delete(m.sent, back)
		known = false
	}
	behind := p.Seq + occupied(p)
	if known && int32(behind-end) < 0 {
		behind = end
	}
	m.sent[way] = behind
	return !known || int32(p.Seq-end) >= 0
}

// post finds rows for the packets that a step sent, and for those that came to
// light by a drop. took is true if the step has taken a row. Packets that a
// kernel sends while time passes belong to the row taken last.
func (s *Script) post(step *trace.Step, took bool) {
	took = took || step.Move.Kind == trace.MoveWait || step.Move.Kind == trace.MoveTime
	for _, e := range step.Events {
		if step.Sent(e) {
			s.send(e.Packet, took)
		}
	}
}

// send finds the row that a packet belongs to, if there is one. scripted is
// true if the step that sent it is part of the script.
func (s *Script) send(p *trace.Packet, scripted bool) {
	news := s.mail.note(p)
	if news && scripted && s.give(p) {
		return
	}
	s.mail.lost = slices.DeleteFunc(s.mail.lost, func(l lostPacket) bool {
		if !isAgain(p, &l.packet) {
			return false
		}
		switch _, found := s.mail.rowOf(p.ID); {
		case l.asked:
			s.give(p)
		case found: // the packet of another row carries it, too
			s.over[l.row] = !s.loops(l.row)
		default:
			s.mail.give(p.ID, l.row)
		}
		return true
	})
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
// round.
func (s *Script) asks(p *trace.Packet) int {
	for _, i := range s.order() {
		b := s.beats[i]
		if i < s.last && (!s.loops(i) || outermost(b.Loop) != outermost(s.beats[s.last].Loop)) {
			continue
		}
		if b.Move.AboutPacket() && fits(b.Move, p.Move(b.Move.Kind)) && (s.loops(i) || !s.mail.has(i)) {
			return i
		}
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
