package view

import (
	"slices"
	"strings"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// socketTable draws the sockets of every host as a table of w columns and at
// most h rows: the header first, then a row for each socket. A socket that is
// CLOSED has no row, as in the kernel's own table.
func socketTable(s *Scene, w, h int) []canvas.Line {
	lines, _ := drawnTable(s, w, h)
	return lines
}

// drawnTable is socketTable. It also returns the widths of the columns; that of a
// column which is left out is 0.
func drawnTable(s *Scene, w, h int) (lines []canvas.Line, drawn []int) {
	heads := strings.Fields(s.Say(tell.TableHead))
	rows := [][]string{heads}
	styles, states := []canvas.Style{canvas.Faint}, []canvas.Style{canvas.Faint}
	socks, left := s.Tabled(h - 1)
	for _, sock := range socks {
		rows = append(rows, s.SocketCells(sock))
		st, state := canvas.Plain, canvas.TableNow
		if s.IsNew(sock.ID) {
			st, state = canvas.Strong, canvas.TableChanged
		}
		if sock.Source == trace.SourcePassed { // nobody saw it there
			state = st
		}
		styles, states = append(styles, st), append(states, state)
	}
	if left > 0 { // the last row says that there are more
		more := make([]string, len(heads))
		more[0] = wMoreRows.F(s.Lang, tell.MoreRows.F(s.Lang, left))
		rows, styles, states = append(rows, more), append(styles, canvas.Faint), append(states, canvas.Faint)
	}
	rows = rows[:min(len(rows), max(h, 0))]
	if starred(s, w, h) {
		for i, sock := range socks[:min(len(socks), max(len(rows)-1, 0))] {
			if s.LabClock(sock) != "" {
				rows[i+1][timerColumn] = s.ShortTimer(sock)
			}
		}
	}
	order := lessonDrops
	if s.Header.Open {
		order = openDrops
	}
	widths := tableWidths(rows, w, order)
	if short, ok := portsOnly(rows); ok && (widths[peerColumn] == 0 || s.Header.Open && slices.Contains(widths, 0)) {
		rows, widths = short, tableWidths(short, w, order)
	}
	if left > 0 && widths[0] == 0 { // the last row stands in the first column that is drawn
		last := rows[len(rows)-1]
		last[slices.IndexFunc(widths, func(n int) bool { return n > 0 })], last[0] = last[0], ""
	}
	if widths[peerColumn] == 0 { // two connections differ by their addresses, not by their timers
		widths = cutTimer(rows, widths, w)
	}
	var out []canvas.Line
	for i, r := range rows {
		l := canvas.Text(canvas.Plain, " ")
		col := 1
		for k, c := range r {
			if widths[k] == 0 {
				continue
			}
			if c == "" { // the row "and 3 more" may run over into this column
				col += widths[k] + 2
				continue
			}
			pad := ""
			if numeric(k) {
				pad = strings.Repeat(" ", max(0, widths[k]-canvas.Width(c)))
			}
			if k == timerColumn {
				c = canvas.Clip(c, widths[k])
			}
			st := styles[i]
			if k == stateColumn {
				st = states[i]
			}
			l = l.To(col).Add(st, pad+c)
			col += widths[k] + 2
		}
		out = append(out, l.Cut(w))
	}
	return out, widths
}

// below says in a line of w columns what a row has no room for that tells its socket
// from others: its addresses, and in an open lab its program. If there is no room, it
// has the ports alone, as long as that is enough. It is nil if the row has all of it.
// drawn holds the widths of the row's columns.
func below(s *Scene, sock *trace.Socket, w int, drawn []int) canvas.Line {
	line := func(local, remote string) canvas.Line {
		var parts []string
		if drawn[peerColumn-1] == 0 {
			parts = append(parts, local)
		}
		if remote != "" && drawn[peerColumn] == 0 {
			parts = append(parts, canvas.Arrow, remote)
		}
		if program := s.Holder(sock); s.Header.Open && drawn[ownerColumn] == 0 {
			parts = append(parts, "", program)
		}
		if parts == nil {
			return nil
		}
		return canvas.Text(canvas.Plain, indent).Add(canvas.Faint, strings.Join(parts, " "))
	}
	l := line(sock.Local, sock.Remote)
	if l.Width() > w {
		l = line(strings.TrimPrefix(sock.Local, usualIP), strings.TrimPrefix(sock.Remote, usualIP))
	}
	return l.Cut(w)
}

// stateColumn is the column of the states, timerColumn that of the timers, and
// ownerColumn that of the programs.
const (
	stateColumn = 4
	timerColumn = 7
	ownerColumn = 8
)

// starred reports whether a table of w columns and h rows has no room for all
// that is said of a timer, so that a * stands for it.
func starred(s *Scene, w, h int) bool {
	rows := [][]string{strings.Fields(s.Say(tell.TableHead))}
	socks, _ := s.Tabled(h - 1)
	stretched := false
	for _, sock := range socks {
		rows = append(rows, s.SocketCells(sock))
		stretched = stretched || s.LabClock(sock) != ""
	}
	total := 1
	for k := range rows[0] {
		widest := 0
		for _, r := range rows {
			widest = max(widest, canvas.Width(r[k]))
		}
		total += widest + 2
	}
	return stretched && total-2 > w
}

// clockLegend explains the * of a table of w columns and h rows; "" if there is
// none. Timers with different usual times are each explained.
func clockLegend(s *Scene, w, h int) string {
	if !starred(s, w, h) {
		return ""
	}
	socks, _ := s.Tabled(h - 1)
	return "* " + s.LabClocks(socks)
}

// cutTimer gives the columns of both addresses back to a table of w columns,
// and cuts the timers instead. If that is not enough, it returns the widths as
// they are.
func cutTimer(rows [][]string, widths []int, w int) []int {
	cut := slices.Clone(widths)
	total := 1
	for k := range cut {
		if k == peerColumn || k == peerColumn-1 {
			for _, r := range rows {
				cut[k] = max(cut[k], canvas.Width(r[k]))
			}
		}
		if cut[k] > 0 {
			total += cut[k] + 2
		}
	}
	const least = 10 // resend 9 s
	cut[timerColumn] -= max(0, total-2-w)
	if cut[timerColumn] < least {
		return widths
	}
	return cut
}

// numeric reports whether a column holds numbers, which are set flush right.
func numeric(column int) bool { return column == 5 || column == 6 }

// peerColumn is the column of the other end's address. This end's is before it.
const peerColumn = 3

// usualIP is the address that nearly all sockets have.
const usualIP = "127.0.0.1"

// portsOnly leaves out the IP address, which all ends have in common, so that
// there is room for the peer's port: a server's connections differ by that
// alone. A listener that takes all addresses keeps that. ok is false if some end has
// another address.
func portsOnly(rows [][]string) (out [][]string, ok bool) {
	for i, r := range rows {
		r = slices.Clone(r)
		for _, k := range []int{peerColumn - 1, peerColumn} {
			port, cut := strings.CutPrefix(r[k], usualIP)
			any := strings.HasPrefix(r[k], "0.0.0.0:") || strings.HasPrefix(r[k], "[::]:")
			if i > 0 && !cut && !any && r[k] != "*" && r[k] != tell.Untold && r[k] != "" {
				return nil, false
			}
			r[k] = port
		}
		out = append(out, r)
	}
	return out, true
}

// The columns that a table leaves out if there is no room for all, those that a
// reader misses least first: the program, the role, the peer, this end. In an open
// lab all programs of a side are one host, so there the program tells more than
// the role, which the state tells, too, and the host.
var (
	lessonDrops = []int{8, 1, 3, 2}
	openDrops   = []int{1, 0, 3, 2, 8}
)

// tableWidths returns the width of every column: that of its widest cell, or 0
// if the column is left out. Columns are left out until the table fits into w, in
// that order.
func tableWidths(rows [][]string, w int, order []int) []int {
	widths := make([]int, len(rows[0]))
	for _, r := range rows {
		for i, c := range r {
			if i > 0 || r[1] != "" { // the row "and 3 more" may run over into the next columns
				widths[i] = max(widths[i], canvas.Width(c))
			}
		}
	}
	for _, drop := range order {
		total := 1
		for _, n := range widths {
			if n > 0 {
				total += n + 2
			}
		}
		if total-2 <= w {
			break
		}
		widths[drop] = 0
	}
	return widths
}

// socketsContent shows the socket table with an explanation of its columns.
func socketsContent(s *Scene, w, _ int) Content {
	table, drawn := drawnTable(s, w-2, len(s.Step.Sockets)+1)
	out := Content{Title: s.Say(wSockets), Lines: table[:1:1]}
	socks, _ := s.Tabled(len(s.Step.Sockets))
	for i, sock := range socks {
		choice := Choice{Row: len(out.Lines), Rows: 1, Socket: sock.ID}
		out.Lines = append(out.Lines, table[i+1])
		if more := below(s, sock, w-2, drawn); len(more) > 0 && (s.Header.Open || len(s.Pairs()) > 1) {
			out.Lines = append(out.Lines, more)
			choice.Rows++
		}
		out.Choices = append(out.Choices, choice)
	}
	if legend := clockLegend(s, w-2, len(s.Step.Sockets)+1); legend != "" {
		out.Lines = append(out.Lines, canvas.Text(canvas.Faint, " "+legend))
	}
	for _, text := range s.GivingUp() {
		for _, l := range canvas.Wrap(canvas.Plain, text, textWidth(w)) {
			out.Lines = append(out.Lines, append(canvas.Text(canvas.Plain, " "), l...))
		}
	}
	out.Lines = append(out.Lines, nil)
	if waits := s.Strangers(); len(waits) > 0 {
		for _, text := range waits {
			for _, l := range canvas.Wrap(canvas.Plain, text, textWidth(w)) {
				out.Lines = append(out.Lines, append(canvas.Text(canvas.Plain, " "), l...))
			}
		}
		out.Lines = append(out.Lines, nil)
	}
	tails := []tell.Word{wTableTail, wSourceTail}
	if s.Header.Network == trace.NetstackNetwork {
		tails[1] = wModelTail
	}
	if slices.ContainsFunc(s.Step.Sockets, func(sock trace.Socket) bool { return sock.Proto == "udp" && !sock.StateOnly }) {
		tails = slices.Insert(tails, 1, wTableUDP)
	}
	if slices.ContainsFunc(s.Step.Sockets, func(sock trace.Socket) bool { return tell.CountsFIN(&sock) }) {
		tails = append(tails, wFINTail)
	}
	if s.TwoTimers() {
		tails = append(tails, wTwoTimersTail)
	}
	if slices.ContainsFunc(s.Step.Sockets, func(sock trace.Socket) bool { return sock.StateOnly || tell.UntoldTimer(&sock) }) {
		tails = append(tails, wTableUntold)
	}
	if slices.ContainsFunc(out.Lines, func(l canvas.Line) bool { return strings.Contains(l.String(), " pid ") }) { // there may be no room for it
		tails = append(tails, wTablePID)
	}
	for _, t := range tails {
		for _, l := range canvas.Wrap(canvas.Faint, s.Say(t), textWidth(w)) {
			out.Lines = append(out.Lines, append(canvas.Text(canvas.Plain, " "), l...))
		}
	}
	return out
}
