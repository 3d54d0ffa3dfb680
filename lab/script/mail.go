package script

import (
	"slices"
	"strings"

	"tcplab/lab/tcp"
	"tcplab/lab/trace"
)

// mail is what a script knows of packets: which of them belongs to which row.
type mail struct {
	row  map[int]int       // by the id of a packet that is held
	lost []lostPacket      // dropped, and not sent again since
	sent map[string]uint32 // by "source>destination" of TCP: the relative sequence number behind all that was sent
}

// lostPacket is a packet that was dropped.
type lostPacket struct {
	row    int  // to which it belonged
	asked  bool // that row asked for the drop: what is sent again belongs to another
	packet trace.Packet
}

// post finds rows for the packets that a step sent. What a kernel sends while
// nobody makes a move belongs to what was last.
func (s *Script) post(step *trace.Step, took bool) {
	took = took || step.Move.Kind == trace.MoveWait || step.Move.Kind == trace.MoveTime
	for _, e := range step.Events {
		if e.Kind == trace.EventSent && e.Packet != nil {
			s.send(e.Packet, took)
		}
	}
}

// send finds the row that a packet belongs to, if there is one. asked tells
// whether the step that sent it is of the script.
func (s *Script) send(p *trace.Packet, asked bool) {
	if !s.mail.isOld(p) && asked && s.Give(p) {
		return
	}
	s.mail.lost = slices.DeleteFunc(s.mail.lost, func(l lostPacket) bool {
		if !isAgain(p, &l.packet) {
			return false
		}
		switch _, found := s.mail.row[p.ID]; {
		case l.asked:
			s.Give(p)
		case found: // it comes within another row's packet
			s.over[l.row] = s.Beats[l.row].Loop == ""
		default:
			s.mail.row[p.ID] = l.row
		}
		return true
	})
}

// Give has a packet belong to the row that asks for it, and tells whether there
// is one.
func (s *Script) Give(p *trace.Packet) bool {
	row := s.asks(p)
	if row >= 0 {
		s.mail.row[p.ID] = row
	}
	return row >= 0
}

// asks returns the first row behind the one taken last that asks for such a
// packet and has none yet, else -1. A loop goes round.
func (s *Script) asks(p *trace.Packet) int {
	for _, i := range s.order() {
		b := s.Beats[i]
		if i < s.last && (b.Loop == "" || outermost(b.Loop) != outermost(s.Beats[s.last].Loop)) {
			continue
		}
		move := trace.Move{Kind: b.Move.Kind, Host: p.From, Name: p.Name, To: p.To}
		if aboutPacket(b.Move.Kind) && fits(b.Move, move) && (b.Loop != "" || !s.mail.has(i)) {
			return i
		}
	}
	return -1
}

// has tells whether a packet belongs to row i: one that is held, or one that was
// lost.
func (m *mail) has(i int) bool {
	for _, row := range m.row {
		if row == i {
			return true
		}
	}
	return slices.ContainsFunc(m.lost, func(l lostPacket) bool { return l.row == i && !l.asked })
}

// Stray tells whether a held packet belongs to no row that is open.
func (s *Script) Stray(id int) bool {
	row, ok := s.mail.row[id]
	return !ok || !slices.Contains(s.order(), row)
}

// isOld tells whether a packet's sender has sent more than it already, so that
// it sends something again. It takes note of what is new.
func (m *mail) isOld(p *trace.Packet) bool {
	if p.Proto != "tcp" || strings.Contains(p.Flags, "R") {
		return false
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
	return known && int32(p.Seq-end) < 0
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

// isAgain tells whether a packet brings all that another one would have brought.
func isAgain(p, lost *trace.Packet) bool {
	if p.Proto != "tcp" || lost.Proto != "tcp" || p.Src != lost.Src || p.Dst != lost.Dst {
		return false
	}
	if occupied(lost) == 0 {
		return p.Name == lost.Name && p.Seq == lost.Seq && p.Ack == lost.Ack
	}
	return int32(p.Seq-lost.Seq) <= 0 && int32(p.Seq+occupied(p)-lost.Seq-occupied(lost)) >= 0
}

// owed tells whether row i is owed: its packet was dropped, and a timer that
// runs will bring it again. That is its sender's; or its receiver's, where that
// asks again for the answer to its SYN or SYN ACK. An ACK of anything else is not
// waited for, since whatever follows it acknowledges the same.
func (m *mail) owed(i int, sockets []trace.Socket) bool {
	return slices.ContainsFunc(m.lost, func(l lostPacket) bool {
		p := &l.packet
		return l.row == i && !l.asked && p.Proto == "tcp" && slices.ContainsFunc(sockets, func(s trace.Socket) bool {
			if s.Timer == nil || s.Timer.Kind != "retransmit" {
				return false
			}
			opens := s.State == string(tcp.SynSent) || s.State == string(tcp.SynRcvd)
			return s.Local == p.Src && s.Remote == p.Dst && occupied(p) > 0 || s.Local == p.Dst && s.Remote == p.Src && opens
		})
	})
}
