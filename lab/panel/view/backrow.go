package view

import (
	"strings"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/tcp"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// paintSmall is the layout for a lecture hall, whose back row needs a big font.
// A big font leaves few columns, so both states stand large, and beside them
// there are only the wire and the headline. If there are more rows, the prose
// comes, then the programs.
func paintSmall(c *canvas.Canvas, s *Scene) {
	p := planOf(s, c.W, c.H)
	l, r := s.Both()
	mid := (c.W - 1) / 2
	sides := []struct {
		tell.Side
		x, end int
	}{{l, 0, mid}, {r, mid + 1, c.W}}
	for _, sd := range sides {
		w := sd.end - sd.x
		c.Put(sd.x, 1, sd.end, sideTitle(s, sd.Side, nil, w))
		if s.DatagramsOnly() {
			c.Block(sd.x, 2, sd.end, p.sides, udpPane(s, sd.Side, w, p.sides))
		} else {
			largeState(c, s, sd.Side, sd.x, 2, sd.end)
		}
		c.Put(sd.x, 2+p.sides, sd.end, append(canvas.Text(canvas.Plain, " "), whoStands(s, sd.Side)...).Cut(w))
	}
	y := 3 + p.sides
	c.Divider(mid, 1, y)
	if p.untitled {
		c.Put(mid, y, c.W, canvas.Text(canvas.Plain, " ")) // there is no rule in which the divider could end
	} else {
		c.Put(0, y, c.W, wireTitle(s, c.W))
		y++
	}
	if cut := cutMark(s); p.untitled && cut != nil { // no rule says it
		c.Block(0, y, c.W, p.wire, wirePane(s, c.W-cut.Width()-1, p.wire))
		c.Put(c.W-cut.Width(), y, c.W, cut)
	} else {
		c.Block(0, y, c.W, p.wire, wirePane(s, c.W, p.wire))
	}
	y += p.wire
	if p.code > 0 {
		y = paintPrograms(c, s, l, r, y, p.code, false)
	}
	paintStory(c, s, y, p.prose)
}

// whoStands says where a side's program stands, or in an open lab, where a side is
// many programs, whose socket is drawn.
func whoStands(s *Scene, sd tell.Side) canvas.Line {
	if !s.Header.Open {
		return standingLine(s, sd.Host)
	}
	for _, sock := range []*trace.Socket{sd.Conn, sd.Listener} {
		if sock != nil && sock.State != tell.ClosedState {
			return canvas.Text(canvas.Strong, s.Holder(sock))
		}
	}
	return nil
}

// largeHeight is the number of rows that largeState draws.
const largeHeight = 3

// largeState draws a machine in three rows: the state that it came from, its
// state with its letters apart, and a note. The signs are those of the map. While a side has no connection, its
// listener stands large. Once it has one, the listener has the row below: it is
// a machine of its own, and it goes on as before. If the step changed the
// state, the whole block is coloured.
func largeState(c *canvas.Canvas, s *Scene, sd tell.Side, x, y, end int) {
	sock, below := sd.Conn, ""
	switch {
	case sd.Listener == nil:
	case sock == nil:
		sock, below = sd.Listener, s.Say(wListener)
	default:
		below = s.Say(wListener) + " " + sd.Listener.State
	}
	m := tell.MachineOf(&s.Step, sock)
	w := end - x
	st, note, above, from := canvas.Now, canvas.Plain, "", " "
	if m.From != "" && m.From != m.State {
		st, note = canvas.Changed, canvas.Changed
		above = m.From + " " + canvas.Arrow
		from = "*"
		if sd.Conn != nil && m.From == string(tcp.Listen) {
			above, from = s.Say(wNewConn), " " // it is new: the listener did not become it
		}
		for i := range 3 {
			c.Fill(x, y+i, end, canvas.Changed)
		}
	}
placed:
	for _, said := range s.SocketNotes(sd.Conn) {
		for _, row := range []*string{&below, &above} {
			if longer := strings.TrimLeft(*row+"  "+said, " "); canvas.Width(longer) < w {
				*row = longer
				break placed
			}
		}
	}
	left := "["
	if m.Unsure {
		left, st = "[~", canvas.Passed
	}
	name := left + strings.Join(strings.Split(m.State, ""), " ") + "]"
	if len(name) > w {
		name = left + m.State + "]"
	}
	for i, row := range []canvas.Line{canvas.Text(note, from+above), canvas.Text(st, name), canvas.Text(note, " "+below)} {
		c.Put(x, y+i, end, row.Cut(w))
	}
}
