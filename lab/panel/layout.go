package panel

import "tcplab/lab/trace"

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
func WindowOf(open pageKind, w, h int) int {
	switch {
	case open == ladderPage:
		return pageWindow
	case w >= wideW && h >= wideH:
		return paneWindow
	}
	return 0
}

// paint draws a scene on a canvas of w×h cells.
func paint(s *scene, w, h int, ascii bool) *canvas {
	c := newCanvas(w, h, ascii)
	switch {
	case w < smallW || h < smallH:
		c.block(0, 0, w, h, wrap(plain, wTooSmall.F(s.lang, w, h), w))
		return c
	case s.page.kind != noPage:
		paintPage(c, s)
	case w >= wideW && h >= wideH:
		paintWide(c, s)
	case w >= fullW && h >= fullH:
		paintFull(c, s)
	default:
		paintSmall(c, s)
	}
	c.put(0, 0, w, topLine(s, w))
	switch {
	case s.message != "":
		rows := messageRows(s, w)
		c.block(0, h-len(rows), w, len(rows), rows)
	case s.page.kind == noPage:
		c.put(0, h-1, w, footer(s, w))
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

// divider draws the line between two columns: from the rule above, through
// each row, into the rule below.
func (c *canvas) divider(x, top, bottom int) {
	if t := c.cells[top*c.w+x].text; t == bar || t == plainer[bar] || t == "" {
		c.put(x, top, c.w, text(faint, tee))
	}
	for y := top + 1; y < bottom; y++ {
		c.put(x, y, c.w, text(faint, wall))
	}
	c.end(x, bottom)
}

// end lets a divider end in a rule, if the rule is bare there.
func (c *canvas) end(x, y int) {
	if x >= 0 && x < c.w && y >= 0 && y < c.h {
		if t := c.cells[y*c.w+x].text; t == bar || t == plainer[bar] || t == "" {
			c.put(x, y, c.w, text(faint, foot))
		}
	}
}

// sidePane draws what a side's sockets are: machines, or datagram sockets.
func sidePane(s *scene, sd side, w, h int) []line {
	if s.datagramsOnly() {
		return udpPane(s, sd, w, h)
	}
	return statePane(s, sd, w, h)
}

// paintFull is the layout that every terminal of 80×24 has room for.
func paintFull(c *canvas, s *scene) {
	l, r := s.both()
	mid := (c.w - 1) / 2
	y := 1
	c.put(0, y, mid, sideTitle(s, l, socketNote(l.conn, s.lang), mid))
	c.put(mid+1, y, c.w, sideTitle(s, r, socketNote(r.conn, s.lang), c.w-mid-1))
	const mapH = 5
	c.block(0, y+1, mid, mapH, sidePane(s, l, mid, mapH))
	c.block(mid+1, y+1, c.w, mapH, sidePane(s, r, c.w-mid-1, mapH))
	bottom := y + 1 + mapH
	strip, stripH := stripTitle(s, c.w), 0
	if strip != nil {
		stripH = 1
	}
	st := typeset(s, min(c.w-2, 100))

	beside := c.w >= wideW
	titles := 2
	if beside {
		titles = 1
	}
	room := c.h - bottom - stripH - 1 - titles - 1 - 1
	most, lead := room-3, 2 // leaves the wire and either program a row
	if st.cramped(most) {
		most, lead = room-1, 0 // the code stands still, and its titles say where
	}
	st.fit(most + 1)
	storyH := min(st.height(lead), most)
	wire := 3 + (c.h-fullH)/3
	if room-storyH-wire < 2*titles { // no blank rows while a program has one alone
		wire = min(wire, max(1, len(s.step.Wire)+len(s.step.Held)))
	}
	rows := divide(room-storyH, part{1, wire}, part{titles, c.h})
	y = bottom
	if strip != nil {
		c.put(0, y, c.w, ruled(strip, c.w))
	}
	c.put(0, y+stripH, c.w, wireTitle(s, c.w))
	c.divider(mid, 1, y)
	y += stripH
	y++
	c.block(0, y, c.w, rows[0], wirePane(s, c.w, rows[0]))
	y += rows[0]
	y = paintPrograms(c, s, l, r, y, rows[1]+titles, beside)
	paintStory(c, s, st, y, storyH+1)
}

// paintPrograms draws both programs in h rows, titles included, one beside or
// below the other.
func paintPrograms(c *canvas, s *scene, l, r side, y, h int, beside bool) int {
	if beside {
		mid := (c.w - 1) / 2
		c.put(0, y, mid, programTitle(s, l.host, mid))
		c.put(mid+1, y, c.w, programTitle(s, r.host, c.w-mid-1))
		c.block(0, y+1, mid, h-1, programPane(s, l.host, mid, h-1))
		c.block(mid+1, y+1, c.w, h-1, programPane(s, r.host, c.w-mid-1, h-1))
		c.divider(mid, y, y+h)
		return y + h
	}
	upper := (h - 2) / 2
	if h == 3 && s.matters(l.host) > s.matters(r.host) || s.ended(r.host) && !s.ended(l.host) {
		upper = (h - 1) / 2
	}
	for _, p := range []struct {
		host trace.Host
		rows int
	}{{l.host, upper}, {r.host, h - 2 - upper}} {
		c.put(0, y, c.w, programTitle(s, p.host, c.w))
		c.block(0, y+1, c.w, p.rows, programPane(s, p.host, c.w, p.rows))
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
func paintStory(c *canvas, s *scene, st story, y, h int) {
	c.put(0, y, c.w, timeline(s, c.w))
	if c.w >= wideW && c.h >= fullH { // the programs stand side by side
		c.end((c.w-1)/2, y)
	}
	rows := h - 3 // for lead and question
	if st.merged {
		c.put(0, y, c.w, titled(strong, st.headline.String(), c.w))
		st.headline, y, h = nil, y-1, h+1
		rows++
	}
	ask := min(len(st.ask), rows)
	lead := min(len(st.lead), max(rows-ask, min(len(st.lead), 1)))
	ask = min(ask, rows-lead)
	if !st.merged {
		c.put(1, y+1, c.w, st.headline)
	}
	if lead > 0 && lead < len(st.lead) {
		last := st.lead[lead-1]
		if n := last.width(); n+4 > c.w {
			st.lead[lead-1] = last.cut(n - 1)
		} else {
			st.lead[lead-1] = last.add(faint, " "+ellipsis)
		}
	}
	c.block(1, y+2, c.w, lead, st.lead)
	c.block(1, y+2+max(lead, rows-max(ask, 1)), c.w-1, ask, st.ask)
	c.put(1, y+h-1, c.w, st.next.cut(c.w-2))
}

// paintWide is the layout for a projector or a full screen.
func paintWide(c *canvas, s *scene) {
	l, r := s.both()
	leftEnd, rightAt := mapWidth, c.w-mapWidth
	mid := rightAt - leftEnd - 2
	const mapH = namedHeight
	c.put(0, 1, leftEnd, sideTitle(s, l, socketNote(l.conn, s.lang), leftEnd))
	c.put(leftEnd+1, 1, rightAt-1, ladderTitle(s, mid))
	c.put(rightAt, 1, c.w, sideTitle(s, r, socketNote(r.conn, s.lang), mapWidth))
	st := typeset(s, min(c.w-2, 116))
	strip, stripH := stripTitle(s, c.w), 0
	if strip != nil {
		stripH = 1
	}
	room := c.h - 2 - mapH - stripH - 3 - 1 - 1
	st.fit(room - 8 + 1)
	storyH := min(st.height(2), room-8)
	rows := divide(room-storyH,
		part{2, min(s.openSockets()+1, 6+(c.h-wideH)/4)}, // sockets
		part{2, 4 + (c.h-wideH)/4},                       // wire
		part{3, 8},                                       // programs
		part{0, 6},                                       // a longer ladder
		part{0, 0},
	)
	high := mapH + rows[3]
	rows[2] += rows[4]
	c.block(0, 2, leftEnd, high, sidePane(s, l, leftEnd, mapH))
	c.block(leftEnd+1, 2, rightAt-1, high, ladderPane(s, mid, high))
	c.block(rightAt, 2, c.w, high, sidePane(s, r, mapWidth, mapH))
	y := 2 + high
	c.put(0, y, c.w, titled(strong, s.t(wSockets), c.w))
	c.divider(leftEnd, 1, y)
	c.divider(rightAt-1, 1, y)
	c.block(0, y+1, c.w, rows[0], socketTable(s, c.w, rows[0]))
	y += 1 + rows[0]
	if strip != nil {
		c.put(0, y, c.w, ruled(strip, c.w))
		y++
	}
	c.put(0, y, c.w, wireTitle(s, c.w))
	c.block(0, y+1, c.w, rows[1], wirePane(s, c.w, rows[1]))
	y += 1 + rows[1]
	y = paintPrograms(c, s, l, r, y, rows[2]+1, true)
	paintStory(c, s, st, y, storyH+1)
}
