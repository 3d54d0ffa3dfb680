package view

import (
	"strings"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/tcp"
	"tcplab/lab/tell"
)

// paintSmall is the layout for a lecture hall, whose back row needs a big font.
// A big font leaves few columns, so both states stand large, and beside them
// there are only the wire and the headline. If there are more rows, the prose
// comes, then the programs.
func paintSmall(c *canvas.Canvas, s *Scene) {
	l, r := s.Both()
	mid := (c.W - 1) / 2
	sides := []struct {
		tell.Side
		x, end int
	}{{l, 0, mid}, {r, mid + 1, c.W}}
	const stateH = 3
	for _, sd := range sides {
		w := sd.end - sd.x
		c.Put(sd.x, 1, sd.end, sideTitle(s, sd.Side, nil, w))
		if s.DatagramsOnly() {
			c.Block(sd.x, 2, sd.end, stateH, udpPane(s, sd.Side, w, stateH))
		} else {
			largeState(c, s, sd.Side, sd.x, 2, sd.end)
		}
		c.Put(sd.x, 2+stateH, sd.end, append(canvas.Text(canvas.Plain, " "), standingLine(s, sd.Host)...).Cut(w))
	}
	st := typeset(s, c.W-3)
	if !s.Asking {
		st.ask = nil // the teacher asks aloud; there is no room for the question
	}
	y := 3 + stateH
	if s.Asking && len(st.ask) > 0 && !s.Hidden {
		st.fit(c.H - y) // a row more than there are, because the timeline may go
		st.merge(c.H - y - 1)
		paintStory(c, s, st, y, c.H-y-1)
		c.Divider(mid, 1, y)
		return
	}
	room := c.H - y - 1 - 1 - 1
	wire := min(len(s.Step.Wire)+len(s.Step.Held), 4) // an empty wire says so in its title
	storyH := min(st.height(2)-1, room-min(wire, 1))
	rows := divide(room-storyH, part{min(wire, 2), wire}, part{0, c.H})
	if rows[1] < 6 { // no room for two programs
		storyH += rows[1]
		rows[1] = 0
	}
	c.Put(0, y, c.W, wireTitle(s, c.W))
	if wire == 0 {
		c.Put(0, y, c.W, canvas.Titled(canvas.Plain, s.EmptyWire(), c.W))
	}
	c.Divider(mid, 1, y)
	c.Block(0, y+1, c.W, rows[0], wirePane(s, c.W, rows[0]))
	y += 1 + rows[0]
	if rows[1] > 0 {
		y = paintPrograms(c, s, l, r, y, rows[1], false)
	}
	st.merge(storyH + 1)
	paintStory(c, s, st, y, storyH+1)
}

// largeState draws a machine in three rows: the state that it came from, its
// state with its letters apart, and a note. While a side has no connection, its
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
	st, note, above := canvas.Now, canvas.Plain, ""
	if m.From != "" && m.From != m.State {
		st, note = canvas.Changed, canvas.Changed
		above = m.From + " " + canvas.Arrow
		if sd.Conn != nil && m.From == string(tcp.Listen) {
			above = s.Say(wNewConn) // it is new: the listener did not become it
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
	name := strings.Join(strings.Split(m.State, ""), " ")
	if m.Unsure {
		name, st = "~"+name, canvas.Passed
	}
	if len(name)+2 > w {
		name = m.State
	}
	for i, row := range []canvas.Line{canvas.Text(note, " "+above), canvas.Text(st, " "+name), canvas.Text(note, " "+below)} {
		c.Put(x, y+i, end, row.Cut(w))
	}
}
