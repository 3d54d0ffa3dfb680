package panel

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"tcplab/lab/trace"
)

// The wire lies across the whole width, the clients' end on the left and the
// servers' on the right, because direction is the lesson. A packet that came
// in has an arrow from end to end; one that is held has got halfway.

// wirePane draws packets in h rows, in the order in which they were sent.
func wirePane(s *scene, w, h int) []line {
	all := append(slices.Clone(s.step.Wire), s.step.Held...)
	slices.SortStableFunc(all, func(a, b trace.Packet) int { return cmp.Compare(a.ID, b.ID) })
	if len(all) == 0 {
		return []line{text(plain, "   ").add(faint, s.emptyWire())}
	}
	target := s.target()
	room := h
	if s.step.HeldMore > 0 && h > 1 {
		room--
	}
	all = s.onWire(all, target, room)
	cols := wireColumns(s, all, w)
	var out []line
	for i := range all {
		out = append(out, wireRow(s, &all[i], w, cols, target != nil && all[i].ID == target.ID))
	}
	if room < h {
		out = append(out, text(plain, "   ").add(faint, wMoreHeld.F(s.lang, s.step.HeldMore)))
	}
	return out
}

// onWire chooses which packets there is room for: the marked one, what the step
// did to packets, what it sent, those held behind the marked one, and then the
// newest of the others. Many may be held, and one that was just lost or sent
// again must not be hidden by those that wait.
func (s *Scene) onWire(all []trace.Packet, target *trace.Packet, room int) []trace.Packet {
	if len(all) <= room {
		return all
	}
	rank := func(p trace.Packet) int {
		switch {
		case target != nil && p.ID == target.ID:
			return 0
		case p.Fate != "" && p.Ended == s.step.Step:
			return 1
		case p.Step == s.step.Step:
			return 2
		case p.Fate == "" && target != nil && p.ID > target.ID:
			return 3
		}
		return 4
	}
	chosen := slices.Clone(all)
	slices.SortStableFunc(chosen, func(a, b trace.Packet) int {
		ra, rb := rank(a), rank(b)
		if ra == 4 && rb == 4 {
			return cmp.Compare(b.ID, a.ID)
		}
		return cmp.Compare(ra, rb)
	})
	chosen = chosen[:max(0, room)]
	slices.SortStableFunc(chosen, func(a, b trace.Packet) int { return cmp.Compare(a.ID, b.ID) })
	return chosen
}

// emptyWire says why the wire holds nothing.
func (s *Scene) emptyWire() string {
	if s.header.Network == "host" {
		return s.t(wFlowing)
	}
	return s.t(wNothing)
}

// fate is what became of a packet.
func (s *Scene) fate(p *trace.Packet) string {
	switch p.Fate {
	case trace.FateDelivered:
		return s.t(wCameIn)
	case trace.FateDropped:
		return s.t(wDropped)
	}
	return s.t(wHeld)
}

// sentAgainText says how often a packet was sent again, in a few letters if it
// must be short; "" if it was sent once.
func (s *Scene) sentAgainText(p *trace.Packet, short bool) string {
	switch {
	case p.Copies <= 1:
		return ""
	case short:
		return wAgainShort.F(s.lang, p.Copies-1)
	}
	return wAgain.F(s.lang, p.Copies-1)
}

// columns are the widths of a row of the wire.
type columns struct {
	name, detail, arrow, status int
}

func wireColumns(s *scene, all []trace.Packet, w int) columns {
	c := columns{name: 8, detail: 13}
	for i := range all {
		c.name = max(c.name, width(s.fullName(all[i].From, all[i].To, all[i].Name)))
		c.detail = max(c.detail, width(packetDetail(&all[i], w)))
		c.status = max(c.status, packetStatus(s, &all[i], w).width())
	}
	c.name = min(c.name, max(8, w*2/5))
	c.detail = min(c.detail, w*2/5)
	c.status = min(max(c.status, 8), w/3)
	c.arrow = w - 3 - c.name - 1 - c.detail - 2 - 2 - c.status - 1
	if c.arrow < 9 { // too narrow for numbers: direction matters more
		c.detail = max(0, c.detail-(9-c.arrow))
		c.arrow = w - 3 - c.name - 1 - c.detail - 2 - 2 - c.status - 1
	}
	return c
}

// fullName is what a packet or call is called, with its host, or the one it
// goes to, where that is not plain from the side.
func (s *Scene) fullName(from, to, name string) string {
	if len(s.header.Hosts) <= 2 {
		return name
	}
	left, right := sides(s.header)
	own, others := right, left
	if isLeft(s.header, from) {
		own, others = left, right
	}
	switch {
	case len(own) > 1:
		return from + " " + name
	case len(others) > 1 && to != "":
		return name + " → " + to
	}
	return name
}

// packetDetail is what is worth knowing of a packet in a wire of w columns: its
// numbers, or what it carries; where both are short enough, both.
func packetDetail(p *trace.Packet, w int) string {
	n := p.Numbers()
	if n == "" {
		return p.Text
	}
	if both := n + "  " + p.Text; p.Text != "" && w >= fullW && width(both) <= w*3/10 {
		return both
	}
	return n
}

// packetStatus is what became of a packet.
func packetStatus(s *scene, p *trace.Packet, w int) line {
	st := moving
	switch p.Fate {
	case trace.FateDelivered:
		st = gain
	case trace.FateDropped:
		st = lost
	}
	return text(st, s.fate(p)).add(plain, s.sentAgainText(p, w < 70))
}

func wireRow(s *scene, p *trace.Packet, w int, c columns, target bool) line {
	fresh := p.Fate == "" && p.Step == s.step.Step || p.Fate != "" && p.Ended == s.step.Step
	name := plain
	if fresh {
		name = strong
	}
	l := text(plain, "   ")
	if target {
		mark := strong
		if s.picked == p.ID {
			mark = chosen
		}
		l = text(plain, " ").add(mark, ">").add(plain, " ")
	}
	l = l.add(name, s.fullName(p.From, p.To, p.Name)).to(3+c.name).add(plain, " ")
	l = l.add(plain, packetDetail(p, w)).to(4+c.name+c.detail).add(plain, "  ")
	l = append(l, flight(p.Fate, isLeft(s.header, p.From), c.arrow, fresh)...)
	return append(l.add(plain, "  "), packetStatus(s, p, w)...)
}

// flight is a packet's arrow in w columns.
func flight(fate string, toRight bool, w int, fresh bool) line {
	if w < 3 {
		return nil
	}
	st := plain
	reach := w
	head := headL
	if toRight {
		head = headR
	}
	switch {
	case fate == trace.FateDropped:
		st, reach, head = lost, (w+1)/2, cross
	case fate == "":
		st, reach = moving, (w+1)/2
		head = tipL
		if toRight {
			head = tipR
		}
	case fresh:
		st = strong
	}
	body := strings.Repeat(bar, reach-1)
	if toRight {
		return text(st, body+head).add(plain, strings.Repeat(" ", w-reach))
	}
	return text(plain, strings.Repeat(" ", w-reach)).add(st, head+body)
}

// target is the held packet a key acts on: the one selected, else the one the
// next move is about, else the oldest; nil if none is held.
func (s *Scene) target() *trace.Packet {
	held := s.step.Held
	if len(held) == 0 {
		return nil
	}
	find := func(match func(p trace.Packet) bool) *trace.Packet {
		if i := slices.IndexFunc(held, match); i >= 0 {
			return &held[i]
		}
		return nil
	}
	if p := find(func(p trace.Packet) bool { return p.ID == s.picked }); p != nil {
		return p
	}
	if n := s.step.Next; n != nil && n.AboutPacket() {
		p := find(func(p trace.Packet) bool { return n.ID != 0 && p.ID == n.ID })
		if p == nil {
			p = find(func(p trace.Packet) bool { return p.From == n.Host && p.Name == n.Name })
		}
		if p != nil {
			return p
		}
	}
	return &held[0]
}

// wireTitle is the rule above the wire.
func wireTitle(s *scene, w int) line {
	title := s.t(wWire)
	if n := len(s.step.Held) + s.step.HeldMore; n > 1 {
		title += fmt.Sprintf(" %s %d %s", dot, n, lower(s.t(wHeldArrow)))
	}
	return titled(strong, title, w)
}
