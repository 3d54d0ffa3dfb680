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

func wide(w, h int) bool { return w >= wideW && h >= wideH }

func full(w, h int) bool { return w >= fullW && h >= fullH }

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
	case open == LadderPage || open == faultPage:
		return pageWindow
	case wide(w, h):
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
	case wide(w, h):
		paintWide(c, s)
	case full(w, h):
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

// A plan says how many rows each pane of a window has, titles not counted. It
// depends on the window and on the lesson alone: nothing moves from step to step.
type plan struct {
	sides   int // the sockets of each side: its map, or large states
	sockets int // the socket table
	wire    int
	code    int // both programs, if they stand one below the other; else each
	prose   int // beside it there is a row for what comes next

	beside   bool // the programs stand side by side
	untitled bool // the wire has no rule above it
}

// planOf returns the plan for a window of w columns and h rows.
func planOf(s *Scene, w, h int) plan {
	const frame = 5 // the top line, the rules above the sides and the prose, what comes next, the footer
	const title = 1
	datagrams := tell.DatagramLesson(s.Header) // no step has a map, and its rows go to the code
	switch {
	case wide(w, h):
		p := plan{sides: namedHeight, beside: true}
		spare := h - wideH
		p.share(h-frame-p.sides-3*title, part{&p.sockets, 4, 5 + spare/6}, part{&p.wire, 2, 3 + spare/8}, part{&p.prose, 5, 6}, part{&p.code, 3, 8}, part{&p.sides, 0, p.sides + spare})
		return p
	case full(w, h):
		p := plan{sides: mapHeight, beside: w >= wideW}
		if datagrams {
			p.sides = datagramHeight
		}
		titles := 3 * title
		if p.beside {
			titles = 2 * title
		}
		spare := h - fullH
		p.share(h-frame-p.sides-titles, part{&p.wire, 2, 2 + spare/3}, part{&p.prose, 5, 5 + spare/3}, part{&p.code, 0, h})
		return p
	}
	p := plan{sides: largeHeight, untitled: true}
	const standing = 1
	room := h - frame - p.sides - standing
	p.share(room, part{&p.wire, 1, 3}, part{&p.prose, 5, 7}, part{&p.code, 0, h})
	if titles := 2 * title; p.code < titles+2 { // no room for two programs
		p.prose, p.code = p.prose+p.code, 0
	} else {
		p.code -= titles
	}
	if p.prose > 6 || p.code > 2 {
		p.untitled, p.prose = false, p.prose-title
	}
	return p
}

// A part is a pane that wants between min and want rows.
type part struct {
	rows      *int
	min, want int
}

// share gives room rows to the parts. Every part gets its minimum, then the parts
// get what they want, in order. The last part also gets the rows that are left over.
func (p *plan) share(room int, parts ...part) {
	give := func(part part, upTo int) {
		n := max(0, min(upTo-*part.rows, room))
		*part.rows += n
		room -= n
	}
	for _, part := range parts {
		give(part, part.min)
	}
	for _, part := range parts {
		give(part, part.want)
	}
	*parts[len(parts)-1].rows += max(0, room)
}

// The rows of a side in the full layout: a listener above a map, or UDP sockets. The
// wide layout has namedHeight, and the small one largeHeight.
const (
	mapHeight      = 5
	datagramHeight = 3
)

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
	p := planOf(s, c.W, c.H)
	l, r := s.Both()
	mid := (c.W - 1) / 2
	y := 1
	for _, sd := range []struct {
		tell.Side
		x, end int
	}{{l, 0, mid}, {r, mid + 1, c.W}} {
		w := sd.end - sd.x
		c.Put(sd.x, y, sd.end, sideTitle(s, sd.Side, s.SocketNotes(sd.Conn), w))
		c.Block(sd.x, y+1, sd.end, p.sides, sidePane(s, sd.Side, w, p.sides))
	}
	y += 1 + p.sides
	c.Put(0, y, c.W, wireTitle(s, c.W))
	c.Divider(mid, 1, y)
	y++
	c.Block(0, y, c.W, p.wire, wirePane(s, c.W, p.wire))
	y += p.wire
	y = paintPrograms(c, s, l, r, y, p.code, p.beside)
	paintStory(c, s, y, p.prose)
	if p.beside {
		c.EndDivider(mid, y)
	}
}

// paintPrograms draws both programs from row y on: side by side in rows rows each if
// beside is set, else one below the other in rows rows together. The titles take
// further rows. It returns the row below.
func paintPrograms(c *canvas.Canvas, s *Scene, l, r tell.Side, y, rows int, beside bool) int {
	if beside {
		mid := (c.W - 1) / 2
		c.Put(0, y, mid, paneTitle(s, l.Host, mid, rows))
		c.Put(mid+1, y, c.W, paneTitle(s, r.Host, c.W-mid-1, rows))
		c.Block(0, y+1, mid, rows, programPane(s, l.Host, mid, rows))
		c.Block(mid+1, y+1, c.W, rows, programPane(s, r.Host, c.W-mid-1, rows))
		c.Divider(mid, y, y+1+rows)
		return y + 1 + rows
	}
	for _, p := range []struct {
		host trace.Host
		rows int
	}{{l.Host, rows / 2}, {r.Host, rows - rows/2}} {
		c.Put(0, y, c.W, paneTitle(s, p.host, c.W, p.rows))
		c.Block(0, y+1, c.W, p.rows, programPane(s, p.host, c.W, p.rows))
		y += 1 + p.rows
	}
	return y
}

// paintWide is the layout for a projector or a full screen.
func paintWide(c *canvas.Canvas, s *Scene) {
	p := planOf(s, c.W, c.H)
	l, r := s.Both()
	leftEnd, rightAt := mapWidth, c.W-mapWidth
	mid := rightAt - leftEnd - 2
	c.Put(0, 1, leftEnd, sideTitle(s, l, s.SocketNotes(l.Conn), leftEnd))
	c.Put(leftEnd+1, 1, rightAt-1, ladderTitle(s, mid))
	c.Put(rightAt, 1, c.W, sideTitle(s, r, s.SocketNotes(r.Conn), mapWidth))
	c.Block(0, 2, leftEnd, p.sides, sidePane(s, l, leftEnd, namedHeight))
	c.Block(leftEnd+1, 2, rightAt-1, p.sides, ladderPane(s, mid, p.sides))
	c.Block(rightAt, 2, c.W, p.sides, sidePane(s, r, mapWidth, namedHeight))
	y := 2 + p.sides
	title := s.Say(wSockets)
	if legend := clockLegend(s, c.W, p.sockets); legend != "" {
		title += " " + canvas.Dot + " " + legend
	}
	c.Put(0, y, c.W, canvas.Titled(canvas.Strong, title, c.W))
	c.Divider(leftEnd, 1, y)
	c.Divider(rightAt-1, 1, y)
	y++
	c.Block(0, y, c.W, p.sockets, socketTable(s, c.W, p.sockets))
	y += p.sockets
	c.Put(0, y, c.W, wireTitle(s, c.W))
	y++
	c.Block(0, y, c.W, p.wire, wirePane(s, c.W, p.wire))
	y += p.wire
	y = paintPrograms(c, s, l, r, y, p.code, p.beside)
	paintStory(c, s, y, p.prose)
	c.EndDivider((c.W-1)/2, y)
}
