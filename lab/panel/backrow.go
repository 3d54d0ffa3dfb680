package panel

import "strings"

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
		c.put(sd.x, 1, sd.end, sideTitle(s, sd.side, w))
		if datagramsOnly(s) {
			c.block(sd.x, 2, sd.end, stateH, udpPane(s, sd.side, w, stateH))
		} else {
			largeState(c, s, sd.side, sd.x, 2, sd.end)
		}
		c.put(sd.x, 2+stateH, sd.end, append(text(plain, " "), s.standing(sd.host)...).cut(w))
	}
	st := tell(s, c.w-3)
	if !s.asking {
		st.ask = nil // the teacher asks; the back row has no room for it
	}
	y := 3 + stateH
	if s.asking && len(st.ask) > 0 && !s.hidden {
		st.lead = nil
		paintStory(c, s, st, y, c.h-y-1)
		c.divider(mid, 1, y)
		return
	}
	room := c.h - y - 1 - 1 - 1
	storyH := min(st.height(2)-1, room-2)
	rows := divide(room-storyH, part{2, 4}, part{0, c.h})
	if rows[1] < 6 { // no room for two programs
		storyH += rows[1]
		rows[1] = 0
	}
	c.put(0, y, c.w, wireTitle(s, c.w))
	c.divider(mid, 1, y)
	c.block(0, y+1, c.w, rows[0], wirePane(s, c.w, rows[0]))
	y += 1 + rows[0]
	if rows[1] > 0 {
		y = paintPrograms(c, s, l, r, y, rows[1], false)
	}
	paintStory(c, s, st, y, storyH+1)
}

// largeState draws a machine in three rows: where it came from, its state with
// its letters apart, and what else there is to know. A change fills the block.
func largeState(c *canvas, s *scene, sd side, x, y, end int) {
	m := machineOf(&s.step, sd.conn)
	st, note := now, plain
	if m.from != "" && m.from != m.state {
		st, note = changed, changed
		for i := range 3 {
			c.fill(x, y+i, end, changed)
		}
	}
	w := end - x
	if m.from != "" && m.from != m.state {
		c.put(x, y, end, text(plain, "").add(note, " "+m.from+" "+arrow).cut(w))
	}
	name := strings.Join(strings.Split(m.state, ""), " ")
	if m.unsure {
		name = "~" + name
	}
	if len(name)+2 > w {
		name = m.state
	}
	c.put(x, y+1, end, text(st, " "+name).cut(w))
	last := socketNote(s, sd.conn)
	if len(last) == 0 && sd.listener != nil {
		last = text(note, s.t(wListener)+" "+sd.listener.State)
	}
	for i := range last {
		last[i].style = note
	}
	c.put(x, y+2, end, append(text(note, " "), last...).cut(w))
}
