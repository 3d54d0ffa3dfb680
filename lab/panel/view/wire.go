package view

import (
	"fmt"
	"strings"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// The wire takes the whole width. The clients' end is on the left and the
// servers' on the right, because the direction of a packet matters most. A
// packet that came in has an arrow from end to end. The arrow of a held packet
// ends halfway.

// wirePane draws packets in h rows, in the order in which they were sent.
func wirePane(s *Scene, w, h int) []canvas.Line {
	all := s.Packets()
	if len(all) == 0 {
		return []canvas.Line{canvas.Text(canvas.Plain, "   ").Add(canvas.Faint, s.EmptyWire())}
	}
	target := s.Target()
	if p := s.Selected(); p != nil {
		target = p // it may be one that is no longer held
	}
	room := h
	if h > 3 && s.UnseenHeld(s.OnWire(all, target, h)) > 0 {
		room-- // a row says that there are more; with less room the title says how many are held
	}
	all = s.OnWire(all, target, room)
	more := s.UnseenHeld(all)
	var behind canvas.Line
	if h == 1 && more > 0 { // there may be no title, so the only row says it
		behind = canvas.Text(canvas.Faint, wHeldToo.F(s.Lang, more))
		w -= behind.Width()
	}
	cols := wireColumns(s, all, w)
	var out []canvas.Line
	for i := range all {
		out = append(out, append(wireRow(s, &all[i], w, cols, target != nil && all[i].ID == target.ID), behind...))
	}
	if room < h {
		out = append(out, canvas.Text(canvas.Plain, "   ").Add(canvas.Faint, wMoreHeld.F(s.Lang, tell.MoreRows.F(s.Lang, more))))
	}
	return out
}

// columns are the widths of the parts of a row of the wire.
type columns struct {
	name, detail, arrow, status int
}

// wireColumns shares w columns out so that the rows of all packets line up.
func wireColumns(s *Scene, all []trace.Packet, w int) columns {
	c := columns{name: 8, detail: 13}
	for i := range all {
		c.name = max(c.name, canvas.Width(wireName(s, &all[i], w)))
		c.detail = max(c.detail, canvas.Width(packetDetail(&all[i], w)))
		c.status = max(c.status, packetStatus(s, &all[i], w).Width())
	}
	c.name = min(c.name, roomOfNames(w))
	c.detail = min(c.detail, w*2/5)
	c.status = min(max(c.status, 8), w/3)
	c.arrow = w - 3 - c.name - 1 - c.detail - 2 - 2 - c.status - 1
	if c.arrow < 9 { // too narrow for numbers, because the arrow matters more
		c.detail = max(0, c.detail-(9-c.arrow))
		c.arrow = w - 3 - c.name - 1 - c.detail - 2 - 2 - c.status - 1
	}
	return c
}

// roomOfNames is the number of columns that a wire of w columns has for names.
func roomOfNames(w int) int { return max(8, w*9/20) }

// wireName names a packet on a wire of w columns. A port that tells it from others is
// not cut, but the program's name before it is left out.
func wireName(s *Scene, p *trace.Packet, w int) string {
	if name := s.PacketName(p); w >= fullW && canvas.Width(name) <= roomOfNames(w) {
		return name
	}
	return s.BriefName(p)
}

// packetDetail returns a packet's numbers, or its data if it has no numbers;
// both if they are short enough for a wire of w columns.
func packetDetail(p *trace.Packet, w int) string {
	n := p.Numbers()
	if n == "" {
		return p.Text
	}
	both := n + "  " + p.Text
	switch {
	case p.Text == "":
	case strings.Contains(p.Flags, "F"), w >= fullW && canvas.Width(both) <= w*3/10:
		return both // the name of a FIN does not tell that it carries data
	}
	return n
}

// packetStatus says what became of a packet, on a wire of w columns.
func packetStatus(s *Scene, p *trace.Packet, w int) canvas.Line {
	fate := s.Fate(p)
	if w < fullW || w < wideW && p.Copies > 1 { // the title says that the wire is cut
		fate = s.FateShort(p)
	}
	return canvas.Text(fateStyle(p), fate).Add(canvas.Plain, s.SentAgainText(p, w < 70))
}

// wireRow draws a packet in w columns; target says that it is the selected one, or that keys act on it.
func wireRow(s *Scene, p *trace.Packet, w int, c columns, target bool) canvas.Line {
	fresh := p.Fate == "" && p.Step == s.Step.Step || p.Fate != "" && p.Ended == s.Step.Step
	name := canvas.Plain
	if fresh {
		name = canvas.Strong
	}
	l := canvas.Text(canvas.Plain, "   ")
	if target {
		mark, sign := canvas.Faint, canvas.Dot // keys act on it, but n takes something else
		switch {
		case s.Picked == p.ID:
			mark, sign = canvas.Chosen, ">"
		case s.Step.Next == nil || s.TakenNext(p):
			mark, sign = canvas.Strong, ">"
		}
		l = canvas.Text(canvas.Plain, " ").Add(mark, sign).Add(canvas.Plain, " ")
	}
	l = l.Add(name, wireName(s, p, w)).To(3+c.name).Add(canvas.Plain, " ")
	l = l.Add(canvas.Plain, packetDetail(p, w)).To(4+c.name+c.detail).Add(canvas.Plain, "  ")
	l = append(l, flight(p.Fate, tell.IsLeft(s.Header, p.From), c.arrow, fresh)...)
	status := packetStatus(s, p, w)
	l = append(l.Add(canvas.Plain, " ").Add(status[0].Style, " "), status...)
	if len(status) == 1 && l.Width() < w {
		l = l.Add(status[0].Style, " ")
	}
	return l
}

// flight draws a packet's arrow in w columns. fresh says that the step sent the
// packet or ended its flight.
func flight(fate string, toRight bool, w int, fresh bool) canvas.Line {
	if w < 3 {
		return nil
	}
	st, tip := canvas.Plain, canvas.Plain
	reach := w
	head := canvas.HeadL
	if toRight {
		head = canvas.HeadR
	}
	switch {
	case fate == trace.FateDropped, fate == trace.FateLost:
		st, tip, reach, head = canvas.LostBody, canvas.Lost, (w+1)/2, canvas.Cross
	case fate == "":
		st, tip, reach = canvas.HeldBody, canvas.Held, (w+1)/2
		head = canvas.TipL
		if toRight {
			head = canvas.TipR
		}
	case fresh:
		st, tip = canvas.Strong, canvas.Landed
	}
	body := strings.Repeat(canvas.Bar, reach-1)
	if toRight {
		return canvas.Text(st, body).Add(tip, head).Add(canvas.Plain, strings.Repeat(" ", w-reach))
	}
	return canvas.Text(canvas.Plain, strings.Repeat(" ", w-reach)).Add(tip, head).Add(st, body)
}

// wireTitle draws the rule above the wire. It lists the connections if there are
// several, and says how many packets are held and where the wire is cut.
func wireTitle(s *Scene, w int) canvas.Line {
	held, cut := "", cutMark(s)
	if n := len(s.Step.Held) + s.Step.HeldMore; n > 1 {
		held = fmt.Sprintf(" %s %d %s", canvas.Dot, n, lower(s.Say(wHeldArrow)))
	}
	room := w
	if cut != nil { // it always has its place
		cut = append(canvas.Text(canvas.Faint, " "+canvas.Dot+" "), cut...)
		room -= cut.Width()
	}
	strip := stripTitle(s, room)
	fits := func() bool { return strip.Width()+canvas.Width(held)+1 <= room }
	if strip != nil && !fits() && s.Header.Open { // a lesson has few connections, and the strip is there to show them all
		strip = stripTitle(s, room-canvas.Width(held)-1)
	}
	switch {
	case strip != nil && held != "" && fits():
		return canvas.Rule(append(strip.Add(canvas.Strong, held), cut...).Add(canvas.Strong, " "), w)
	case strip != nil:
		return canvas.Ruled(append(strip, cut...), w)
	case cut == nil:
		return canvas.Titled(canvas.Strong, s.Say(wWire)+held, w)
	}
	title := canvas.Text(canvas.Faint, canvas.Bar+canvas.Bar+" ").Add(canvas.Strong, s.Say(wWire)+held)
	return canvas.Ruled(append(title, cut...).Cut(w), w)
}

// cutMark says where the wire is cut; nil if it is whole.
func cutMark(s *Scene) canvas.Line {
	text := s.CutText()
	if text == "" {
		return nil
	}
	return canvas.Text(canvas.Lost, text+" "+canvas.Cross)
}
