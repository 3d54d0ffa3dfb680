package view

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// The wire lies across the whole width, the clients' end on the left and the
// servers' on the right, because direction is the lesson. A packet that came
// in has an arrow from end to end; one that is held has got halfway.

// wirePane draws packets in h rows, in the order in which they were sent.
func wirePane(s *Scene, w, h int) []Line {
	all := append(slices.Clone(s.Step.Wire), s.Step.Held...)
	slices.SortStableFunc(all, func(a, b trace.Packet) int { return cmp.Compare(a.ID, b.ID) })
	if len(all) == 0 {
		return []Line{text(StylePlain, "   ").add(StyleFaint, s.EmptyWire())}
	}
	target := s.Target()
	room := h
	if s.Step.HeldMore > 0 && h > 1 {
		room--
	}
	all = s.OnWire(all, target, room)
	cols := wireColumns(s, all, w)
	var out []Line
	for i := range all {
		out = append(out, wireRow(s, &all[i], w, cols, target != nil && all[i].ID == target.ID))
	}
	if room < h {
		out = append(out, text(StylePlain, "   ").add(StyleFaint, wMoreHeld.F(s.Lang, s.Step.HeldMore)))
	}
	return out
}

// columns are the widths of a row of the wire.
type columns struct {
	name, detail, arrow, status int
}

func wireColumns(s *Scene, all []trace.Packet, w int) columns {
	c := columns{name: 8, detail: 13}
	for i := range all {
		c.name = max(c.name, width(s.FullName(all[i].From, all[i].To, all[i].Name)))
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
func packetStatus(s *Scene, p *trace.Packet, w int) Line {
	st := StyleMoving
	switch p.Fate {
	case trace.FateDelivered:
		st = StyleGain
	case trace.FateDropped:
		st = StyleLost
	}
	return text(st, s.Fate(p)).add(StylePlain, s.SentAgainText(p, w < 70))
}

func wireRow(s *Scene, p *trace.Packet, w int, c columns, target bool) Line {
	fresh := p.Fate == "" && p.Step == s.Step.Step || p.Fate != "" && p.Ended == s.Step.Step
	name := StylePlain
	if fresh {
		name = StyleStrong
	}
	l := text(StylePlain, "   ")
	if target {
		mark := StyleStrong
		if s.Picked == p.ID {
			mark = StyleChosen
		}
		l = text(StylePlain, " ").add(mark, ">").add(StylePlain, " ")
	}
	l = l.add(name, s.FullName(p.From, p.To, p.Name)).to(3+c.name).add(StylePlain, " ")
	l = l.add(StylePlain, packetDetail(p, w)).to(4+c.name+c.detail).add(StylePlain, "  ")
	l = append(l, flight(p.Fate, tell.IsLeft(s.Header, p.From), c.arrow, fresh)...)
	return append(l.add(StylePlain, "  "), packetStatus(s, p, w)...)
}

// flight is a packet's arrow in w columns.
func flight(fate string, toRight bool, w int, fresh bool) Line {
	if w < 3 {
		return nil
	}
	st := StylePlain
	reach := w
	head := headL
	if toRight {
		head = headR
	}
	switch {
	case fate == trace.FateDropped:
		st, reach, head = StyleLost, (w+1)/2, cross
	case fate == "":
		st, reach = StyleMoving, (w+1)/2
		head = tipL
		if toRight {
			head = tipR
		}
	case fresh:
		st = StyleStrong
	}
	body := strings.Repeat(bar, reach-1)
	if toRight {
		return text(st, body+head).add(StylePlain, strings.Repeat(" ", w-reach))
	}
	return text(StylePlain, strings.Repeat(" ", w-reach)).add(st, head+body)
}

// wireTitle is the rule above the wire.
func wireTitle(s *Scene, w int) Line {
	title := s.Say(wWire)
	if n := len(s.Step.Held) + s.Step.HeldMore; n > 1 {
		title += fmt.Sprintf(" %s %d %s", dot, n, lower(s.Say(wHeldArrow)))
	}
	return titled(StyleStrong, title, w)
}
