package view

import (
	"tcplab/lab/panel/canvas"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// The layouts, by the size of the window in columns×rows:
//
//	from 118×34   both maps with the ladder between them, sockets, wire,
//	              both programs side by side, prose
//	from 80×24    both maps, wire, both programs, prose
//	from 50×15    for the back row, if a bigger font leaves few columns:
//	              both states large, wire, headline
//	smaller       a sentence which says that the window is too small
const (
	wideW, wideH   = 118, 34
	fullW, fullH   = 80, 24
	smallW, smallH = 50, 15
)

// The number of steps that a ladder draws. It bounds the work for a frame.
const (
	paneWindow = 24  // beside the maps
	pageWindow = 200 // on a page of its own
)

// WindowOf returns the number of steps, the shown one included, that the ladder
// of a frame draws; 0 if the frame has no ladder. The frame has w columns and h
// rows, and open is the page that lies over its panes.
func WindowOf(open PageKind, w, h int) int {
	switch {
	case open == LadderPage:
		return pageWindow
	case w >= wideW && h >= wideH:
		return paneWindow
	}
	return 0
}

// Paint draws a scene on a new canvas of w columns and h rows, with ASCII signs
// alone if ascii is set.
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

// divide shares room rows out. Every part gets its minimum, then the parts get
// what they want, in order. The last part also gets the rows that are left
// over.
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

// sidePane draws the sockets of a side: as machines, or as datagram sockets if
// the run has no others.
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
	c.Put(0, y, mid, sideTitle(s, l, s.SocketNotes(l.Conn), mid))
	c.Put(mid+1, y, c.W, sideTitle(s, r, s.SocketNotes(r.Conn), c.W-mid-1))
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
	most, lead := room-3, 2 // leave a row for the wire and one for each program
	if st.cramped(most) {
		most, lead = room-1, 0 // no room for code; the titles still say where each program stands
	}
	st.fit(most + 1)
	storyH := min(st.height(lead), most)
	wire := 3 + (c.H-fullH)/3
	if room-storyH-wire < 2*titles { // no blank rows on the wire while a program has a single row
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

// paintPrograms draws both programs from row y on in h rows, titles included:
// side by side if beside is set, else one below the other. It returns the row
// below.
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

// height returns the number of rows that a story needs. It counts at least lead
// rows for the lead, so that nothing jumps from step to step, but none if the
// lead has given way.
func (st story) height(lead int) int {
	if st.gaveWay {
		lead = 0
	}
	return 1 + max(len(st.lead), lead) + max(len(st.ask), 1) + 1
}

// paintStory draws the timeline and the prose below it, h rows in all. If these
// are too few, the lead is cut so that the question has room, and the question
// is cut so that the line about the next move has room.
func paintStory(c *canvas.Canvas, s *Scene, st story, y, h int) {
	c.Put(0, y, c.W, timeline(s, c.W))
	if c.W >= wideW && c.H >= fullH { // the line between the programs, which stand side by side
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
	if ask > 0 && ask < len(st.ask) {
		st.ask[ask-1] = goesOn(s, st.ask[ask-1], c.W-2)
	}
	c.Block(1, y+2, c.W, lead, st.cut(s, lead, c.W-2))
	c.Block(1, y+2+max(lead, rows-max(ask, 1)), c.W-1, ask, st.ask)
	c.Put(1, y+h-1, c.W, st.next.Cut(c.W-2))
}

// goesOn marks a line of at most w columns as the last one of a text for which
// there is no more room: the key Enter shows all of it, unless that key delivers
// a packet now.
func goesOn(s *Scene, l canvas.Line, w int) canvas.Line {
	rest := " Enter"
	if s.Picked != 0 {
		rest = ""
	}
	if n := l.Width(); n+canvas.Width(" "+canvas.Ellipsis+rest) > w {
		l = l.Cut(min(n-1, w-canvas.Width(rest)))
	} else {
		l = l.Add(canvas.Faint, " "+canvas.Ellipsis)
	}
	return l.Add(canvas.Faint, rest)
}

// paintWide is the layout for a projector or a full screen.
func paintWide(c *canvas.Canvas, s *Scene) {
	l, r := s.Both()
	leftEnd, rightAt := mapWidth, c.W-mapWidth
	mid := rightAt - leftEnd - 2
	const mapH = namedHeight
	c.Put(0, 1, leftEnd, sideTitle(s, l, s.SocketNotes(l.Conn), leftEnd))
	c.Put(leftEnd+1, 1, rightAt-1, ladderTitle(s, mid))
	c.Put(rightAt, 1, c.W, sideTitle(s, r, s.SocketNotes(r.Conn), mapWidth))
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
	title := s.Say(wSockets)
	if legend := clockLegend(s, c.W, rows[0]); legend != "" {
		title += " " + canvas.Dot + " " + legend
	}
	c.Put(0, y, c.W, canvas.Titled(canvas.Strong, title, c.W))
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
