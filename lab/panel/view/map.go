package view

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
var markStyles = map[tell.Mark]Style{
	tell.MarkNever:   StyleFaint,
	tell.MarkBeen:    StyleBeen,
	tell.MarkPassed:  StylePassed,
	tell.MarkNow:     StyleNow,
	tell.MarkChanged: StyleChanged,
}

// stateCell is a state as the map writes it: [now], *been, ~passed.
func stateCell(m tell.Machine, state tcp.State) Span {
	name, mark := string(state), m.Mark(state)
	st := markStyles[mark]
	switch {
	case name == "":
		return Span{}
	case name == m.State && m.Unsure:
		return Span{"[~" + name + "]", st}
	case name == m.State:
		return Span{"[" + name + "]", st}
	case mark == tell.MarkPassed:
		return Span{"~" + name, st}
	case mark == tell.MarkBeen:
		return Span{"*" + name, st}
	}
	return Span{" " + name, st}
}

// drawRow draws one row of the map.
func drawRow(m tell.Machine, r mapRow) Line {
	var l Line
	for i, state := range r.states {
		if state == "" {
			continue // the cell before it may need the room
		}
		l = l.to(mapColumns[i])
		c := stateCell(m, state)
		l = l.add(c.Style, c.Text)
		if i < len(r.arrows) && r.arrows[i] && l.width() < mapColumns[i+1] {
			l = l.to(mapColumns[i+1]-1).add(markStyles[m.Way(state, r.states[i+1])], arrow)
		}
	}
	return l
}

// statePane draws one side: its listener, and the machine of its end of the
// connection, in h rows: five, or eleven and more with a name over every row.
func statePane(s *Scene, sd tell.Side, w, h int) []Line {
	m := tell.MachineOf(&s.Step, sd.Conn)
	out := []Line{listenerLine(s, sd, w)}
	if h < namedHeight {
		for i, r := range stateRows {
			l := drawRow(m, r)
			if i == 1 && (len(m.Passed) > 0 || m.Unsure) { // the cell left of ESTABLISHED is free
				l = append(text(StylePassed, clip(s.Say(wPassed), mapColumns[1]-1)).to(mapColumns[1]), l[1:]...)
			}
			out = append(out, l)
		}
		return out
	}
	for i, r := range namedRows {
		st := StyleFaint
		if slices.Contains(r.states[:], tcp.State(m.State)) {
			st = StyleStrong
		}
		out = append(out, text(StylePlain, " ").add(st, s.Say(r.name)), drawRow(m, r))
		if i == 0 {
			out[0] = listenerLine(s, sd, w)
		}
	}
	if len(m.Passed) > 0 || m.Unsure {
		out = append(out, text(StylePlain, " ").add(StylePassed, s.Say(wPassed)))
	}
	return out
}

// namedHeight is what statePane needs to name its rows.
const namedHeight = 12

// listenerLine is the listener's own line above the map.
func listenerLine(s *Scene, sd tell.Side, w int) Line {
	sock := sd.Listener
	if sock == nil {
		return text(StylePlain, " ").add(StyleFaint, s.Say(wNoListener))
	}
	m := tell.MachineOf(&s.Step, sock)
	name := tcp.State(sock.State)
	c := stateCell(m, name)
	l := text(StylePlain, " ").add(StylePlain, s.Say(wListener)).add(StylePlain, "  ").add(c.Style, c.Text)
	if sock.State == tell.ClosedState {
		return l
	}
	st := StyleFaint
	if sock.RecvQ > 0 {
		st = StyleStrong
	}
	q := text(st, wQueue.F(s.Lang, sock.RecvQ))
	if l.width()+2+q.width() > w {
		return l
	}
	return append(l.add(StylePlain, "  "), q...)
}

// sideTitle names a side: the host and the address of its end, and behind that
// the note, which belongs to the socket and not to any one state of the map.
func sideTitle(s *Scene, sd tell.Side, note string, w int) Line {
	st := StyleStrong
	name := strings.ToUpper(sd.Host.Name)
	addr := ""
	switch {
	case sd.Conn != nil:
		addr = sd.Conn.Local
	case sd.Listener != nil:
		addr = sd.Listener.Local
	case len(sd.UDP) > 0:
		addr = sd.UDP[len(sd.UDP)-1].Local
	}
	l := text(StyleFaint, bar+bar+" ").add(st, name)
	var said Line
	if note != "" {
		said = text(StyleFaint, " "+dot+" ").add(StyleStrong, note)
	}
	if l.width()+1+width(addr)+said.width()+1 > w {
		addr = addr[strings.LastIndexByte(addr, ':')+1:] // the port says which socket it is
	}
	if addr != "" {
		l = l.add(StylePlain, " "+addr)
	}
	l = append(l, said...)
	if w >= 60 && sd.Host.PID > 0 {
		l = l.add(StyleFaint, fmt.Sprintf("  pid %d", sd.Host.PID))
	}
	return rule(l.add(StylePlain, " ").cut(w), w)
}
