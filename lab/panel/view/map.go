package view

import (
	"fmt"
	"slices"
	"strings"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/tcp"
	"tcplab/lab/tell"
)

// The map of states has the same layout at both ends, so that only the state of
// the connection moves on the screen. LISTEN is not on the map: it is the state
// of the listener, a machine of its own that never becomes a connection.

// mapWidth is the number of columns of a map. It has three cells; there is room
// for an arrow behind each of the first two.
const mapWidth = 39

// mapColumns are the columns at which the cells begin.
var mapColumns = [...]int{0, 13, 26}

// A mapRow is one way through the states. An arrow stands between two cells if
// RFC 9293 Figure 5 has a transition from the one to the next.
type mapRow struct {
	name   tell.Word
	states [3]tcp.State
	arrows [2]bool
}

// stateRows is the map if there are few rows; namedRows is the map if there is
// room for a name over each row.
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

// markStyles gives the style in which the map draws each mark.
var markStyles = map[tell.Mark]canvas.Style{
	tell.MarkNever:   canvas.Faint,
	tell.MarkBeen:    canvas.Been,
	tell.MarkPassed:  canvas.Passed,
	tell.MarkNow:     canvas.Now,
	tell.MarkChanged: canvas.Changed,
}

// wayStyle returns the style in which the map draws the arrow of a way.
func wayStyle(way tell.Mark) canvas.Style {
	if way == tell.MarkNow {
		return canvas.Taken
	}
	return markStyles[way]
}

// stateCell writes a state as the map shows it: [NOW], *BEEN, ~PASSED.
func stateCell(m tell.Machine, state tcp.State) canvas.Span {
	name, mark := string(state), m.Mark(state)
	st := markStyles[mark]
	switch {
	case name == "":
		return canvas.Span{}
	case name == m.State && m.Unsure:
		return canvas.Span{Text: "[~" + name + "]", Style: st}
	case name == m.State:
		return canvas.Span{Text: "[" + name + "]", Style: st}
	case mark == tell.MarkPassed:
		return canvas.Span{Text: "~" + name, Style: st}
	case mark == tell.MarkBeen:
		return canvas.Span{Text: "*" + name, Style: st}
	}
	return canvas.Span{Text: " " + name, Style: st}
}

// drawRow draws one row of the map.
func drawRow(m tell.Machine, r mapRow) canvas.Line {
	var l canvas.Line
	for i, state := range r.states {
		if state == "" {
			continue // the cell before it may need the room
		}
		l = l.To(mapColumns[i])
		c := stateCell(m, state)
		l = l.Add(c.Style, c.Text)
		if i < len(r.arrows) && r.arrows[i] && l.Width() < mapColumns[i+1] {
			l = l.To(mapColumns[i+1]-1).Add(wayStyle(m.Way(state, r.states[i+1])), canvas.Arrow)
		}
	}
	return l
}

// statePane draws one side in h rows: its listener, and the machine of its end
// of the connection. From namedHeight rows on, every row of the map has a name.
func statePane(s *Scene, sd tell.Side, w, h int) []canvas.Line {
	m := tell.MachineOf(&s.Step, sd.Conn)
	out := []canvas.Line{listenerLine(s, sd, w)}
	if h < namedHeight {
		for i, r := range stateRows {
			l := drawRow(m, r)
			if i == 1 && (len(m.Passed) > 0 || m.Unsure) { // the cell left of ESTABLISHED is free
				l = append(canvas.Text(canvas.Passed, canvas.Clip(s.Say(wPassed), mapColumns[1]-1)).To(mapColumns[1]), l[1:]...)
			}
			out = append(out, l)
		}
		return out
	}
	for i, r := range namedRows {
		st := canvas.Faint
		if slices.Contains(r.states[:], tcp.State(m.State)) {
			st = canvas.Strong
		}
		out = append(out, canvas.Text(canvas.Plain, " ").Add(st, s.Say(r.name)), drawRow(m, r))
		if i == 0 {
			out[0] = listenerLine(s, sd, w)
		}
	}
	if len(m.Passed) > 0 || m.Unsure {
		out = append(out, canvas.Text(canvas.Plain, " ").Add(canvas.Passed, s.Say(wPassed)))
	}
	return out
}

// namedHeight is the number of rows that statePane needs to name the map's
// rows.
const namedHeight = 12

// listenerLine draws the listener's own line above the map.
func listenerLine(s *Scene, sd tell.Side, w int) canvas.Line {
	sock := sd.Listener
	if sock == nil {
		return canvas.Text(canvas.Plain, " ").Add(canvas.Faint, s.Say(wNoListener))
	}
	m := tell.MachineOf(&s.Step, sock)
	name := tcp.State(sock.State)
	c := stateCell(m, name)
	l := canvas.Text(canvas.Plain, " ").Add(canvas.Plain, s.Say(wListener)).Add(canvas.Plain, "  ").Add(c.Style, c.Text)
	if sock.State == tell.ClosedState {
		return l
	}
	st := canvas.Faint
	if sock.RecvQ > 0 {
		st = canvas.Strong
	}
	q := canvas.Text(st, wQueue.F(s.Lang, sock.RecvQ))
	if sock.StateOnly {
		q = canvas.Text(canvas.Faint, s.Say(wQueueUntold))
	}
	if sd.Sharers > 0 { // nobody knows in whose queue the connection is
		q = canvas.Text(canvas.Faint, wSharers.F(s.Lang, sd.Sharers))
	}
	if l.Width()+2+q.Width() > w {
		return l
	}
	return append(l.Add(canvas.Plain, "  "), q...)
}

// sideTitle draws the rule above a side: the host, the address of its end, and
// the first of the notes about the socket for which there is room, else the
// last.
func sideTitle(s *Scene, sd tell.Side, notes []string, w int) canvas.Line {
	st := canvas.Strong
	name := strings.ToUpper(s.HostName(sd.Host.Name))
	addr := ""
	switch {
	case sd.Conn != nil:
		addr = sd.Conn.Local
	case sd.Listener != nil:
		addr = sd.Listener.Local
	case sd.At != "":
		addr = sd.At
	case len(sd.UDP) > 0:
		addr = sd.UDP[len(sd.UDP)-1].Local
	}
	l := canvas.Text(canvas.Faint, canvas.Bar+canvas.Bar+" ").Add(st, name)
	port := addr[strings.LastIndexByte(addr, ':')+1:] // it says which socket it is
	var said canvas.Line
	for _, note := range notes {
		said = canvas.Text(canvas.Faint, " "+canvas.Dot+" ").Add(canvas.Strong, note)
		if l.Width()+1+canvas.Width(port)+said.Width()+1 <= w {
			break
		}
	}
	if l.Width()+1+canvas.Width(addr)+said.Width()+1 > w {
		addr = port
	}
	if addr != "" {
		l = l.Add(canvas.Plain, " "+addr)
	}
	l = append(l, said...)
	if w >= 60 && sd.Host.PID > 0 {
		l = l.Add(canvas.Faint, fmt.Sprintf("  pid %d", sd.Host.PID))
	}
	return canvas.Rule(l.Add(canvas.Plain, " ").Cut(w), w)
}
