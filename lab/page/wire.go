package page

import (
	"strings"

	"tcplab/lab/prose"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// The measures of the wire, in units of its own.
const (
	wireW      = 400
	wireRow    = 42 // a packet: its numbers, and below them its line
	wireRoom   = 4  // packets
	cellWidth  = 7.4
	pillHeight = 20
	pillEnds   = 16 // the room of its round ends
)

// onWire returns the packets that the wire shows at a step.
func onWire(s *tell.Scene) []trace.Packet {
	return s.OnWire(s.Packets(), s.Target(), wireRoom)
}

// wireShape draws the wire of a step in as many rows as the run needs at most, so
// that nothing moves from step to step. The clients' end is on the left.
func wireShape(sc scenes, rows int) markup {
	var b builder
	b.add(`<svg class="onwire" viewBox="0 0 %d %d">`, wireW, rows*wireRow+4)
	return b.put(wireDrawing(sc)).add(`</svg>`).html()
}

func wireDrawing(sc scenes) markup {
	packets := onWire(sc[0])
	var b builder
	if len(packets) == 0 {
		b.add(`<text class="quiet" x="%d" y="24">`, wireW/2).put(sc.drawn((*tell.Scene).EmptyWire)).add(`</text>`)
	}
	for i := range packets {
		drawPacket(&b, sc, &packets[i], i*wireRow)
	}
	return b.html()
}

func drawPacket(b *builder, sc scenes, p *trace.Packet, top int) {
	s := sc[0]
	right := tell.IsLeft(s.Header, p.From)
	fresh := p.Fate == "" && p.Step == s.Step.Step || p.Fate != "" && p.Ended == s.Step.Step
	name := sc.drawn(func(s *tell.Scene) string { return s.PacketName(p) })
	class, before, behind := "held", "‖ ", ""
	switch p.Fate {
	case trace.FateDelivered:
		class, before = "came", ""
	case trace.FateDropped, trace.FateLost:
		class, before = "lost", "× "
	}
	switch {
	case !right && p.Fate != "":
		before = "◂ " + before
	case right && p.Fate == trace.FateDelivered:
		behind = " ▸"
	}
	w := 28
	for _, s := range sc {
		w = max(w, int(float64(prose.Width(before+s.PacketName(p)+behind))*cellWidth)+pillEnds)
	}
	y := top + 28
	x := (wireW - w) / 2
	if p.Fate == trace.FateDelivered {
		if x = wireW - w - 1; !right {
			x = 1
		}
	}
	if fresh {
		class += " fresh"
	}
	from, to := "start", "end"
	fromX, toX := 0, wireW
	if !right {
		from, to, fromX, toX = to, from, toX, fromX
	}
	b.add(`<g class="packet %s">`, class)
	b.add(`<path class="flown" d="M%d %dH%d"/>`, fromX, y, x+w/2)
	if p.Fate == "" {
		b.add(`<path class="ahead" d="M%d %dH%d"/>`, x+w/2, y, toX)
	}
	b.add(`<text class="seq %s" x="%d" y="%d">`, from, fromX, top+12).text(numbers(p)).add(`</text>`)
	b.add(`<text class="fate %s" x="%d" y="%d">`, to, toX, top+12).put(sc.drawn(func(s *tell.Scene) string { return s.Fate(p) + s.SentAgainText(p, true) })).add(`</text>`)
	b.add(`<rect x="%d" y="%d" width="%d" height="%d" rx="%d"/>`, x, y-pillHeight/2, w, pillHeight, pillHeight/2)
	b.add(`<text class="name" x="%d" y="%d">`, x+w/2, y+4)
	b.add(`%s`, before).put(name).add(`%s</text></g>`, behind)
}

// numbers returns a packet's numbers, or its data if it has no numbers; both of a
// FIN that carries data, because its name does not tell that it does. A window of 0 is
// one of the numbers, because it stops the other end. Traces that do not tell a
// packet's size do not tell a window either.
func numbers(p *trace.Packet) string {
	const room = 34
	n := p.Numbers()
	if n == "" {
		return clipped(p.Text, 30)
	}
	if p.Proto == "tcp" && p.Size > 0 && p.Window == 0 && strings.Contains(p.Flags, "A") && !strings.Contains(p.Flags, "R") {
		n += " win 0"
	}
	if p.Text != "" && strings.Contains(p.Flags, "F") {
		return clipped(n+"  "+p.Text, room)
	}
	return n
}

// clipped returns the beginning of a text of at most n columns.
func clipped(text string, n int) string {
	if prose.Width(text) <= n {
		return text
	}
	var out string
	for _, r := range text {
		if prose.Width(out+string(r)) > n-1 {
			break
		}
		out += string(r)
	}
	return out + "…"
}
