package panel

import (
	"strings"

	"tcplab/lab/tcp"
)

// paintSmall is for the back row of a lecture hall: a bigger font leaves fewer
// columns, so both states stand large, and only the wire and the headline keep
// them company. More rows bring the prose, then the programs.
func paintSmall(c *canvas, s *scene) {
	l, r := s.both()
	mid := (c.w - 1) / 2
	sides := []struct {
		side
		x, end int
	}{{l, 0, mid}, {r, mid + 1, c.w}}
	const stateH = 3
	for _, sd := range sides {
		w := sd.end - sd.x
		c.put(sd.x, 1, sd.end, sideTitle(s, sd.side, "", w))
		if s.datagramsOnly() {
			c.block(sd.x, 2, sd.end, stateH, udpPane(s, sd.side, w, stateH))
		} else {
			largeState(c, s, sd.side, sd.x, 2, sd.end)
		}
		c.put(sd.x, 2+stateH, sd.end, append(text(plain, " "), standingLine(s, sd.host)...).cut(w))
	}
	st := typeset(s, c.w-3)
	if !s.asking {
		st.ask = nil // the teacher asks; the back row has no room for it
	}
	y := 3 + stateH
	if s.asking && len(st.ask) > 0 && !s.hidden {
		st.fit(c.h - y) // a row more than there are: the timeline may go
		st.merge(c.h - y - 1)
		paintStory(c, s, st, y, c.h-y-1)
		c.divider(mid, 1, y)
		return
	}
	room := c.h - y - 1 - 1 - 1
	wire := min(len(s.step.Wire)+len(s.step.Held), 4) // an empty wire says so in its title
	storyH := min(st.height(2)-1, room-min(wire, 1))
	rows := divide(room-storyH, part{min(wire, 2), wire}, part{0, c.h})
	if rows[1] < 6 { // no room for two programs
		storyH += rows[1]
		rows[1] = 0
	}
	c.put(0, y, c.w, wireTitle(s, c.w))
	if wire == 0 {
		c.put(0, y, c.w, titled(plain, s.emptyWire(), c.w))
	}
	c.divider(mid, 1, y)
	c.block(0, y+1, c.w, rows[0], wirePane(s, c.w, rows[0]))
	y += 1 + rows[0]
	if rows[1] > 0 {
		y = paintPrograms(c, s, l, r, y, rows[1], false)
	}
	st.merge(storyH + 1)
	paintStory(c, s, st, y, storyH+1)
}

// largeState draws a machine in three rows: where it came from, its state with
// its letters apart, and what else there is to know. While a side has no
// connection its listener stands large; once it has one the listener keeps the
// row below, because it is a machine of its own that goes on as it was. A
// change fills the block.
func largeState(c *canvas, s *scene, sd side, x, y, end int) {
	sock, below := sd.conn, ""
	switch {
	case sd.listener == nil:
	case sock == nil:
		sock, below = sd.listener, s.t(wListener)
	default:
		below = s.t(wListener) + " " + sd.listener.State
	}
	m := machineOf(&s.step, sock)
	w := end - x
	st, note, above := now, plain, ""
	if m.from != "" && m.from != m.state {
		st, note = changed, changed
		above = m.from + " " + arrow
		if sd.conn != nil && m.from == string(tcp.Listen) {
			above = s.t(wNewConn) // the listener has not become it
		}
		for i := range 3 {
			c.fill(x, y+i, end, changed)
		}
	}
	if queue := socketNote(sd.conn, s.lang); queue != "" {
		for _, row := range []*string{&below, &above} {
			if longer := strings.TrimLeft(*row+"  "+queue, " "); width(longer) < w {
				*row = longer
				break
			}
		}
	}
	name := strings.Join(strings.Split(m.state, ""), " ")
	if m.unsure {
		name, st = "~"+name, passed
	}
	if len(name)+2 > w {
		name = m.state
	}
	for i, row := range []span{{above, note}, {name, st}, {below, note}} {
		c.put(x, y+i, end, text(row.style, " "+row.text).cut(w))
	}
}
