package panel

import (
	"fmt"
	"slices"
	"strings"

	"tcplab/lab/tcp"
	"tcplab/lab/tell"
)

// The map of states stands in the same place at both ends, so that what moves
// on the screen is the connection. LISTEN is not on it: it is the state of the
// listener, a machine of its own that never becomes a connection.

// mapWidth is the number of columns of a map: three cells, the first two with
// room for an arrow behind them.
const mapWidth = 39

var mapColumns = [...]int{0, 13, 26}

// A mapRow is one way through the states. A transition of RFC 9293 Figure 5
// that leads from a cell to the next one has an arrow.
type mapRow struct {
	name   tell.Word
	states [3]tcp.State
	arrows [2]bool
}

// stateRows are the map where rows are few; namedRows where there is room to
// say what each row is.
var (
	stateRows = []mapRow{
		{wOpening, [3]tcp.State{tcp.Closed, tcp.SynSent, tcp.SynRcvd}, [2]bool{true, false}},
		{wTalking, [3]tcp.State{"", tcp.Established, ""}, [2]bool{}},
		{wFirst, [3]tcp.State{tcp.FinWait1, tcp.FinWait2, tcp.TimeWait}, [2]bool{true, true}},
		{wSecond, [3]tcp.State{tcp.CloseWait, tcp.LastAck, tcp.Closing}, [2]bool{true, false}},
	}
	namedRows = []mapRow{
		stateRows[0],
		stateRows[1],
		stateRows[2],
		{wSecond, [3]tcp.State{tcp.CloseWait, tcp.LastAck, ""}, [2]bool{true, false}},
		{wTogether, [3]tcp.State{tcp.Closing, "", ""}, [2]bool{}},
	}
)

// markStyles says how the map draws a mark.
var markStyles = map[mark]style{
	markNever:   faint,
	markBeen:    been,
	markPassed:  passed,
	markNow:     now,
	markChanged: changed,
}

// stateCell is a state as the map writes it: [now], *been, ~passed.
func stateCell(m machine, state tcp.State) span {
	name, mark := string(state), m.mark(state)
	st := markStyles[mark]
	switch {
	case name == "":
		return span{}
	case name == m.state && m.unsure:
		return span{"[~" + name + "]", st}
	case name == m.state:
		return span{"[" + name + "]", st}
	case mark == markPassed:
		return span{"~" + name, st}
	case mark == markBeen:
		return span{"*" + name, st}
	}
	return span{" " + name, st}
}

// drawRow draws one row of the map.
func drawRow(m machine, r mapRow) line {
	var l line
	for i, state := range r.states {
		if state == "" {
			continue // the cell before it may need the room
		}
		l = l.to(mapColumns[i])
		c := stateCell(m, state)
		l = l.add(c.style, c.text)
		if i < len(r.arrows) && r.arrows[i] && l.width() < mapColumns[i+1] {
			l = l.to(mapColumns[i+1]-1).add(markStyles[m.way(state, r.states[i+1])], arrow)
		}
	}
	return l
}

// statePane draws one side: its listener, and the machine of its end of the
// connection, in h rows: five, or eleven and more with a name over every row.
func statePane(s *scene, sd side, w, h int) []line {
	m := machineOf(&s.step, sd.conn)
	out := []line{listenerLine(s, sd, w)}
	if h < namedHeight {
		for i, r := range stateRows {
			l := drawRow(m, r)
			if i == 1 && (len(m.passed) > 0 || m.unsure) { // the cell left of ESTABLISHED is free
				l = append(text(passed, clip(s.t(wPassed), mapColumns[1]-1)).to(mapColumns[1]), l[1:]...)
			}
			out = append(out, l)
		}
		return out
	}
	for i, r := range namedRows {
		st := faint
		if slices.Contains(r.states[:], tcp.State(m.state)) {
			st = strong
		}
		out = append(out, text(plain, " ").add(st, s.t(r.name)), drawRow(m, r))
		if i == 0 {
			out[0] = listenerLine(s, sd, w)
		}
	}
	if len(m.passed) > 0 || m.unsure {
		out = append(out, text(plain, " ").add(passed, s.t(wPassed)))
	}
	return out
}

// namedHeight is what statePane needs to name its rows.
const namedHeight = 12

// listenerLine is the listener's own line above the map.
func listenerLine(s *scene, sd side, w int) line {
	sock := sd.listener
	if sock == nil {
		return text(plain, " ").add(faint, s.t(wNoListener))
	}
	m := machineOf(&s.step, sock)
	name := tcp.State(sock.State)
	c := stateCell(m, name)
	l := text(plain, " ").add(plain, s.t(wListener)).add(plain, "  ").add(c.style, c.text)
	if sock.State == closedState {
		return l
	}
	st := faint
	if sock.RecvQ > 0 {
		st = strong
	}
	q := text(st, wQueue.F(s.lang, sock.RecvQ))
	if l.width()+2+q.width() > w {
		return l
	}
	return append(l.add(plain, "  "), q...)
}

// sideTitle names a side: the host and the address of its end, and behind that
// the note, which belongs to the socket and not to any one state of the map.
func sideTitle(s *scene, sd side, note string, w int) line {
	st := strong
	name := strings.ToUpper(sd.host.Name)
	addr := ""
	switch {
	case sd.conn != nil:
		addr = sd.conn.Local
	case sd.listener != nil:
		addr = sd.listener.Local
	case len(sd.udp) > 0:
		addr = sd.udp[len(sd.udp)-1].Local
	}
	l := text(faint, bar+bar+" ").add(st, name)
	var said line
	if note != "" {
		said = text(faint, " "+dot+" ").add(strong, note)
	}
	if l.width()+1+width(addr)+said.width()+1 > w {
		addr = addr[strings.LastIndexByte(addr, ':')+1:] // the port says which socket it is
	}
	if addr != "" {
		l = l.add(plain, " "+addr)
	}
	l = append(l, said...)
	if w >= 60 && sd.host.PID > 0 {
		l = l.add(faint, fmt.Sprintf("  pid %d", sd.host.PID))
	}
	return rule(l.add(plain, " ").cut(w), w)
}
