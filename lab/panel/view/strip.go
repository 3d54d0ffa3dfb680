package view

import (
	"slices"
	"strings"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// stripTitle lists every connection in short, as the beginning of a rule; nil
// if there are fewer than two. The connection looked at is always in the list,
// with up to two before it if there is room; … stands for those left out. The
// list drops the ports if all connections fit without them: it is there to show
// them all.
func stripTitle(s *Scene, w int) canvas.Line {
	p, all := s.Look()
	if len(all) < 2 {
		return nil
	}
	at := slices.IndexFunc(all, func(q tell.Pair) bool { return q.Key == p.Key })
	if s.Datagrams() {
		at = -1
	}
	shown := at
	if at < 0 { // the step is about none: show the newest, and mark none
		shown = len(all) - 1
	}
	head := canvas.Text(canvas.Faint, canvas.Bar+canvas.Bar+" ").Add(canvas.Key, "c").Add(canvas.Faint, " "+s.Say(wConnections)+"  ")
	row := func(cells []canvas.Line, from int) (l canvas.Line, toEnd int) {
		l = slices.Clone(head)
		if from > 0 {
			l = l.Add(canvas.Faint, canvas.Ellipsis+" ")
		}
		for i, c := range cells[from:] {
			if i > 0 {
				l = l.Add(canvas.Plain, "   ")
			}
			l = append(l, c...)
			if from+i == shown {
				toEnd = l.Width()
			}
		}
		return l, toEnd
	}
	from := max(0, shown-2)
	cells := s.stripCells(all, at, true)
	if l, _ := row(cells, from); l.Width() > w {
		short := s.stripCells(all, at, false)
		if l, _ = row(short, 0); l.Width() <= w {
			cells, from = short, 0
		}
	}
	for ; ; from++ {
		if l, toEnd := row(cells, from); from == shown || toEnd <= w {
			return l.Cut(w)
		}
	}
}

// stripCells writes each connection of the strip. The one at index at is in
// brackets; at is -1 if there is none. A state that both ends share is written
// once.
func (s *Scene) stripCells(all []tell.Pair, at int, ports bool) []canvas.Line {
	names := make([]string, len(all))
	hosts := map[string]int{}
	for i, q := range all {
		names[i] = s.PairName(q)
		hosts[hostOf(names[i])]++
	}
	cells := make([]canvas.Line, len(all))
	for i, q := range all {
		st, name := canvas.Plain, names[i]
		if host := hostOf(name); !ports && hosts[host] == 1 {
			name = host
		}
		if i == at {
			st, name = canvas.Strong, "["+name+"]"
		}
		left, right := q.EndStates()
		cells[i] = canvas.Text(st, name).Add(canvas.Faint, " ").Add(s.endStyle(q.Left), left)
		if left != right {
			cells[i] = cells[i].Add(canvas.Faint, canvas.Dot).Add(s.endStyle(q.Right), right)
		}
	}
	return cells
}

// hostOf returns a connection's name without its port.
func hostOf(name string) string {
	host, _, _ := strings.Cut(name, ":")
	return host
}

// endStyle returns the style of an end's state.
func (s *Scene) endStyle(sock *trace.Socket) canvas.Style {
	if sock != nil && s.IsNew(sock.ID) {
		return canvas.Changed
	}
	return canvas.Plain
}
