package panel

import (
	"slices"
	"strings"

	"tcplab/lab/trace"
)

// stripTitle shows every connection in small where there are several, as the
// beginning of a rule; nil where there is one or none. The one looked at is
// always in it, with up to two before it as far as there is room; … stands for
// those left out. Where that brings them all in, the ports go: what became of
// the others is what the row is for.
func stripTitle(s *scene, w int) line {
	p, all := s.look()
	if len(all) < 2 {
		return nil
	}
	at := slices.IndexFunc(all, func(q pair) bool { return q.key == p.key })
	shown := at
	if at < 0 { // the step is about none: the newest are in it, and none is marked
		shown = len(all) - 1
	}
	head := text(faint, bar+bar+" ").add(key, "c").add(faint, " "+s.t(wConnections)+"  ")
	row := func(cells []line, from int) (l line, toEnd int) {
		l = slices.Clone(head)
		if from > 0 {
			l = l.add(faint, ellipsis+" ")
		}
		for i, c := range cells[from:] {
			if i > 0 {
				l = l.add(plain, "   ")
			}
			l = append(l, c...)
			if from+i == shown {
				toEnd = l.width()
			}
		}
		return l, toEnd
	}
	from := max(0, shown-2)
	cells := s.stripCells(all, at, true)
	if l, _ := row(cells, from); l.width() > w {
		short := s.stripCells(all, at, false)
		if l, _ = row(short, 0); l.width() <= w {
			cells, from = short, 0
		}
	}
	for ; ; from++ {
		if l, toEnd := row(cells, from); from == shown || toEnd <= w {
			return l.cut(w)
		}
	}
}

// stripCells are the connections of the strip, the one looked at, if any, in
// brackets. Where both ends are in the same state it is said once.
func (s *scene) stripCells(all []pair, at int, ports bool) []line {
	names := make([]string, len(all))
	hosts := map[string]int{}
	for i, q := range all {
		names[i] = s.pairName(q)
		hosts[hostOf(names[i])]++
	}
	cells := make([]line, len(all))
	for i, q := range all {
		st, name := plain, names[i]
		if host := hostOf(name); !ports && hosts[host] == 1 {
			name = host
		}
		if i == at {
			st, name = strong, "["+name+"]"
		}
		cells[i] = text(st, name).add(faint, " ").add(s.endStyle(q.left), endState(q.left))
		if endState(q.left) != endState(q.right) {
			cells[i] = cells[i].add(faint, dot).add(s.endStyle(q.right), endState(q.right))
		}
	}
	return cells
}

// hostOf is a connection's name without its port.
func hostOf(name string) string {
	host, _, _ := strings.Cut(name, ":")
	return host
}

// pairName is a connection as the strip calls it: by its client's name, or by
// its port where one client has several.
func (s *Scene) pairName(p pair) string {
	sock := p.left
	if sock == nil {
		sock = p.right
		return sock.Remote[strings.LastIndexByte(sock.Remote, ':')+1:]
	}
	return sock.Host + sock.Local[max(0, strings.LastIndexByte(sock.Local, ':')):]
}

func endState(sock *trace.Socket) string {
	if sock == nil {
		return closedState
	}
	return sock.State
}

func (s *scene) endStyle(sock *trace.Socket) style {
	if sock != nil && s.isNew(sock.ID) {
		return changed
	}
	return plain
}
