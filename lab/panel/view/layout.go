package view

import (
	"tcplab/lab/panel/canvas"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// The layouts, by what the window has room for:
//
//	from 118×34   both maps with the ladder between them, sockets, wire,
//	              both programs side by side, prose
//	from 80×24    both maps, wire, both programs, prose
//	from 50×15    for the back row, where a bigger font left few columns:
//	              both states large, wire, headline
//	below         a sentence that says so
const (
	wideW, wideH   = 118, 34
	fullW, fullH   = 80, 24
	smallW, smallH = 50, 15
)

// The steps that a ladder looks back, so that a frame's work is bounded.
const (
	paneWindow = 24  // beside the maps
	pageWindow = 200 // on a page of its own
)

// WindowOf is how many steps, the shown one included, the ladder of a frame
// draws; 0 if the frame has none.
func WindowOf(open PageKind, w, h int) int {
	switch {
	case open == LadderPage:
		return pageWindow
	case w >= wideW && h >= wideH:
		return paneWindow
	}
	return 0
}

// Paint draws a scene on a canvas of w×h cells.
func Paint(s *Scene, w, h int, ascii bool) *canvas.Canvas {
	c := canvas.New(w, h, ascii)
	switch {
	case w < smallW || h < smallH:
		c.Block(0, 0, w, h, canvas.Wrap(canvas.Plain, wTooSmall.F(s.Lang, w, h), w))
		return c
	case s.Page.Kind != NoPage:
		paintPage(c, s)
	case w >= wideW && h >= wideH:
		paintWide(c, s)
	case w >= fullW && h >= fullH:
		paintFull(c, s)
	default:
		paintSmall(c, s)
	}
	c.Put(0, 0, w, topLine(s, w))
	switch {
	case s.Message != "":
		rows := messageRows(s, w)
		c.Block(0, h-len(rows), w, len(rows), rows)
	case s.Page.Kind == NoPage:
		c.Put(0, h-1, w, footer(s, w))
	}
	return c
}

// A part is a pane that wants between min and want rows.
type part struct{ min, want int }

// divide gives every part its minimum, then fills them up in order; what is
// left over goes to the last one.
func divide(room int, parts ...part) []int {
	out := make([]int, len(parts))
	for i, p := range parts {
		out[i] = min(p.min, max(room, 0))
		room -= out[i]
	}
	for i, p := range parts {
		n := min(max(p.want-out[i], 0), max(room, 0))
		out[i] += n
		room -= n
	}
	out[len(out)-1] += max(room, 0)
	return out
}

// sidePane draws what a side's sockets are: machines, or datagram sockets.
func sidePane(s *Scene, sd tell.Side, w, h int) []canvas.Line {
	if s.DatagramsOnly() {
		return udpPane(s, sd, w, h)
	}
	return statePane(s, sd, w, h)
}

// paintFull is the layout that every terminal of 80×24 has room for.
func paintFull(c *canvas.Canvas, s *Scene) {
	l, r := s.Both()
	mid := (c.W - 1) / 2
	y := 1
	c.Put(0, y, mid, sideTitle(s, l, tell.SocketNote(l.Conn, s.Lang), mid))
	c.Put(mid+1, y, c.W, sideTitle(s, r, tell.SocketNote(r.Conn, s.Lang), c.W-mid-1))
	const mapH = 5
	c.Block(0, y+1, mid, mapH, sidePane(s, l, mid, mapH))
	c.Block(mid+1, y+1, c.W, mapH, sidePane(s, r, c.W-mid-1, mapH))
	bottom := y + 1 + mapH
	strip, stripH := stripTitle(s, c.W), 0
	if strip != nil {
		stripH = 1
	}
	st := typeset(s, min(c.W-2, 100))

	beside := c.W >= wideW
	titles := 2
	if beside {
		titles = 1
	}
	room := c.H - bottom - stripH - 1 - titles - 1 - 1
	most, lead := room-3, 2 // leaves the wire and either program a row
	if st.cramped(most) {
		most, lead = room-1, 0 // the code stands still, and its titles say where
	}
	st.fit(most + 1)
	storyH := min(st.height(lead), most)
	wire := 3 + (c.H-fullH)/3
	if room-storyH-wire < 2*titles { // no blank rows while a program has one alone
		wire = min(wire, max(1, len(s.Step.Wire)+len(s.Step.Held)))
	}
	rows := divide(room-storyH, part{1, wire}, part{titles, c.H})
	y = bottom
	if strip != nil {
		c.Put(0, y, c.W, canvas.Ruled(strip, c.W))
	}
	c.Put(0, y+stripH, c.W, wireTitle(s, c.W))
	c.Divider(mid, 1, y)
	y += stripH
	y++
	c.Block(0, y, c.W, rows[0], wirePane(s, c.W, rows[0]))
	y += rows[0]
	y = paintPrograms(c, s, l, r, y, rows[1]+titles, beside)
	paintStory(c, s, st, y, storyH+1)
}

// paintPrograms draws both programs in h rows, titles included, one beside or
// below the other.
func paintPrograms(c *canvas.Canvas, s *Scene, l, r tell.Side, y, h int, beside bool) int {
	if beside {
		mid := (c.W - 1) / 2
		c.Put(0, y, mid, programTitle(s, l.Host, mid))
		c.Put(mid+1, y, c.W, programTitle(s, r.Host, c.W-mid-1))
		c.Block(0, y+1, mid, h-1, programPane(s, l.Host, mid, h-1))
		c.Block(mid+1, y+1, c.W, h-1, programPane(s, r.Host, c.W-mid-1, h-1))
		c.Divider(mid, y, y+h)
		return y + h
	}
	upper := (h - 2) / 2
	if h == 3 && s.Matters(l.Host) > s.Matters(r.Host) || s.Ended(r.Host) && !s.Ended(l.Host) {
		upper = (h - 1) / 2
	}
	for _, p := range []struct {
		host trace.Host
		rows int
	}{{l.Host, upper}, {r.Host, h - 2 - upper}} {
		c.Put(0, y, c.W, programTitle(s, p.host, c.W))
		c.Block(0, y+1, c.W, p.rows, programPane(s, p.host, c.W, p.rows))
		y += 1 + p.rows
	}
	return y
}

// height is how many rows a story needs, with room for at least that much
// lead so that nothing jumps from step to step. A lead that gave way keeps none.
func (st story) height(lead int) int {
	if st.gaveWay {
		lead = 0
	}
	return 1 + max(len(st.lead), lead) + max(len(st.ask), 1) + 1
}

// paintStory draws the timeline and below it the prose in h rows in all. Where
// they do not suffice, the lead gives way to the question, the question's end
// to what comes next.
func paintStory(c *canvas.Canvas, s *Scene, st story, y, h int) {
	c.Put(0, y, c.W, timeline(s, c.W))
	if c.W >= wideW && c.H >= fullH { // the programs stand side by side
		c.EndDivider((c.W-1)/2, y)
	}
	rows := h - 3 // for lead and question
	if st.merged {
		c.Put(0, y, c.W, canvas.Titled(canvas.Strong, st.headline.String(), c.W))
		st.headline, y, h = nil, y-1, h+1
		rows++
	}
	ask := min(len(st.ask), rows)
	lead := min(len(st.lead), max(rows-ask, min(len(st.lead), 1)))
	ask = min(ask, rows-lead)
	if !st.merged {
		c.Put(1, y+1, c.W, st.headline)
	}
	if lead > 0 && lead < len(st.lead) {
		last := st.lead[lead-1]
		if n := last.Width(); n+4 > c.W {
			st.lead[lead-1] = last.Cut(n - 1)
		} else {
			st.lead[lead-1] = last.Add(canvas.Faint, " "+canvas.Ellipsis)
		}
	}
	c.Block(1, y+2, c.W, lead, st.lead)
	c.Block(1, y+2+max(lead, rows-max(ask, 1)), c.W-1, ask, st.ask)
	c.Put(1, y+h-1, c.W, st.next.Cut(c.W-2))
}

// paintWide is the layout for a projector or a full screen.
func paintWide(c *canvas.Canvas, s *Scene) {
	l, r := s.Both()
	leftEnd, rightAt := mapWidth, c.W-mapWidth
	mid := rightAt - leftEnd - 2
	const mapH = namedHeight
	c.Put(0, 1, leftEnd, sideTitle(s, l, tell.SocketNote(l.Conn, s.Lang), leftEnd))
	c.Put(leftEnd+1, 1, rightAt-1, ladderTitle(s, mid))
	c.Put(rightAt, 1, c.W, sideTitle(s, r, tell.SocketNote(r.Conn, s.Lang), mapWidth))
	st := typeset(s, min(c.W-2, 116))
	strip, stripH := stripTitle(s, c.W), 0
	if strip != nil {
		stripH = 1
	}
	room := c.H - 2 - mapH - stripH - 3 - 1 - 1
	st.fit(room - 8 + 1)
	storyH := min(st.height(2), room-8)
	rows := divide(room-storyH,
		part{2, min(s.OpenSockets()+1, 6+(c.H-wideH)/4)}, // sockets
		part{2, 4 + (c.H-wideH)/4},                       // wire
		part{3, 8},                                       // programs
		part{0, 6},                                       // a longer ladder
		part{0, 0},
	)
	high := mapH + rows[3]
	rows[2] += rows[4]
	c.Block(0, 2, leftEnd, high, sidePane(s, l, leftEnd, mapH))
	c.Block(leftEnd+1, 2, rightAt-1, high, ladderPane(s, mid, high))
	c.Block(rightAt, 2, c.W, high, sidePane(s, r, mapWidth, mapH))
	y := 2 + high
	c.Put(0, y, c.W, canvas.Titled(canvas.Strong, s.Say(wSockets), c.W))
	c.Divider(leftEnd, 1, y)
	c.Divider(rightAt-1, 1, y)
	c.Block(0, y+1, c.W, rows[0], socketTable(s, c.W, rows[0]))
	y += 1 + rows[0]
	if strip != nil {
		c.Put(0, y, c.W, canvas.Ruled(strip, c.W))
		y++
	}
	c.Put(0, y, c.W, wireTitle(s, c.W))
	c.Block(0, y+1, c.W, rows[1], wirePane(s, c.W, rows[1]))
	y += 1 + rows[1]
	y = paintPrograms(c, s, l, r, y, rows[2]+1, true)
	paintStory(c, s, st, y, storyH+1)
}
