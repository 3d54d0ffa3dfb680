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

// wireTitle is the rule above the wire.
func wireTitle(s *scene, w int) line {
	title := s.t(wWire)
	if n := len(s.step.Held) + s.step.HeldMore; n > 1 {
		title += fmt.Sprintf(" %s %d %s", dot, n, lower(s.t(wHeldArrow)))
	}
	return titled(strong, title, w)
}
