package view

import (
	"slices"
	"strings"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/tcp"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// figure is Figure 5 in our own layout. <aa> is the place of the tag of the
// arrow that stands at that letter in figureEdges. Behind each state are the
// columns of a bracket and of a tag.
var figure = []string{
	"        ┌──────────────────────────<ee>──────────────────────────┐",
	"     LISTEN    ◀──────<aa>──────  CLOSED    ─────<cc>─────▶  SYN_SENT",
	"     ↓    ↑    ───────<bb>─────▶            ◀────<dd>──────     │",
	"    <ff> <gg>                                                   │",
	"    SYN_RCVD    ◀──────────────────────<hh>─────────────────────┤",
	"     ↓    └─────<jj>────▶  ESTABLISHED    ◀─────<ii>────────────┘",
	"    <kk>                    │       │",
	"    FIN_WAIT_1    ◀──<ll>───┘       └────<mm>──────▶  CLOSE_WAIT",
	"     ↓    └───────<oo>─────────▶  CLOSING              ↓<ss>",
	"    <nn>  └───────<pp>────────┐    ↓<rr>              LAST_ACK",
	"     ↓                        ↓    ↓                   ↓<tt>",
	"    FIN_WAIT_2    ──<qq>──▶  TIME_WAIT    ─────<uu>──▶  CLOSED",
}

// figureEdges are the arrows of the figure by the letters of their places.
var figureEdges = []tcp.Edge{
	{From: tcp.Closed, To: tcp.Listen},        // a
	{From: tcp.Listen, To: tcp.Closed},        // b
	{From: tcp.Closed, To: tcp.SynSent},       // c
	{From: tcp.SynSent, To: tcp.Closed},       // d
	{From: tcp.Listen, To: tcp.SynSent},       // e
	{From: tcp.Listen, To: tcp.SynRcvd},       // f
	{From: tcp.SynRcvd, To: tcp.Listen},       // g
	{From: tcp.SynSent, To: tcp.SynRcvd},      // h
	{From: tcp.SynSent, To: tcp.Established},  // i
	{From: tcp.SynRcvd, To: tcp.Established},  // j
	{From: tcp.SynRcvd, To: tcp.FinWait1},     // k
	{From: tcp.Established, To: tcp.FinWait1}, // l
	{From: tcp.Established, To: tcp.CloseWait},
	{From: tcp.FinWait1, To: tcp.FinWait2},
	{From: tcp.FinWait1, To: tcp.Closing},
	{From: tcp.FinWait1, To: tcp.TimeWait},
	{From: tcp.FinWait2, To: tcp.TimeWait},
	{From: tcp.Closing, To: tcp.TimeWait},
	{From: tcp.CloseWait, To: tcp.LastAck},
	{From: tcp.LastAck, To: tcp.Closed},
	{From: tcp.TimeWait, To: tcp.Closed},
}

// figureWidth and figureRows are what the figure needs, with its rule below it.
const (
	figureWidth = 74
	figureRows  = 18
)

// figureRow draws a row of the figure.
func figureRow(s *Scene, row string, at tcp.Edge) canvas.Line {
	var l canvas.Line
	for row != "" {
		tag, name := strings.IndexByte(row, '<'), strings.IndexAny(row, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
		switch {
		case tag >= 0 && (name < 0 || tag < name):
			e := figureEdges[row[tag+1]-'a']
			l = l.Add(canvas.Faint, row[:tag])
			if e == at {
				l = l.Add(canvas.Chosen, "["+tagOf(s, e)+"]")
			} else {
				l = l.Add(canvas.Plain, " ").Add(edgeStyle(s, e), tagOf(s, e)).Add(canvas.Plain, " ")
			}
			row = row[tag+len("<aa>"):]
		case name >= 0:
			end := name + len(row[name:]) - len(strings.TrimLeft(row[name:], "ABCDEFGHIJKLMNOPQRSTUVWXYZ_12"))
			l = l.Add(canvas.Faint, row[:name-1])
			l = append(l, stateSpans(s, tcp.State(row[name:end]))...)
			row = strings.TrimPrefix(row[end:], "   ")
		default:
			l, row = l.Add(canvas.Faint, row), ""
		}
	}
	return l
}

// stateSpans draws a state with a column before it and three behind it: brackets
// if an end is in it now, and who was there.
func stateSpans(s *Scene, state tcp.State) canvas.Line {
	left, right := s.Edges.Been(state, s.Step.Step)
	open, closed, st := " ", " ", canvas.Faint
	if left != tell.MarkNever || right != tell.MarkNever {
		st = canvas.Been
	}
	if state != tcp.Closed && slices.ContainsFunc(s.Step.Sockets, func(sock trace.Socket) bool { return sock.State == string(state) }) {
		open, closed, st = "[", "]", canvas.Now
	}
	return canvas.Text(st, open+string(state)+closed).Add(st, sideSign(left, "C")+sideSign(right, "S"))
}

// sideSign is a side's sign in a tag.
func sideSign(m tell.Mark, letter string) string {
	switch m {
	case tell.MarkNever:
		return canvas.Dot
	case tell.MarkPassed:
		return "~"
	}
	return letter
}

// tagOf returns the tag of an arrow: what each side has to do with it.
func tagOf(s *Scene, e tcp.Edge) string {
	var marks [2]tell.Mark
	for _, w := range s.Edges.Walks(e, s.Step.Step) {
		side := 1
		if w.Left {
			side = 0
		}
		switch {
		case !w.Passed:
			marks[side] = tell.MarkBeen
		case marks[side] == tell.MarkNever:
			marks[side] = tell.MarkPassed
		}
	}
	return sideSign(marks[0], "C") + sideSign(marks[1], "S")
}

// edgeStyle returns the style of an arrow's tag.
func edgeStyle(s *Scene, e tcp.Edge) canvas.Style {
	st := canvas.Faint
	for _, w := range s.Edges.Walks(e, s.Step.Step) {
		switch {
		case w.Step == s.Step.Step:
			return canvas.Changed
		case !w.Passed:
			st = canvas.Been
		case st == canvas.Faint:
			st = canvas.Passed
		}
	}
	return st
}
