package panel

import (
	"fmt"
	"slices"

	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// movesContent lists every move that is possible now.
func movesContent(s *scene, w, _ int) content {
	out := content{title: s.t(wMoves)}
	moves, marked := s.step.Moves, false
	for i, m := range moves {
		said := tell.MoveText(m, s.lang)
		l := text(plain, "  ").add(plain, said)
		if m.Kind == trace.MoveCall {
			for _, c := range s.step.Calls {
				if c.ID == m.ID {
					l = l.add(faint, callDetail(c))
				}
			}
		}
		for _, sock := range s.step.Sockets {
			if m.Kind == trace.MoveDestroy && sock.ID == m.ID {
				l = l.add(faint, "   "+sock.State+" "+sock.Local+" "+arrow+" "+sock.Remote)
			}
		}
		alike := func(o trace.Move) bool { return o.ID != m.ID && tell.MoveText(o, s.lang) == said }
		if m.AboutPacket() && (slices.ContainsFunc(moves[:i], alike) || slices.ContainsFunc(moves[i:], alike)) {
			for j := range s.step.Held {
				if p := &s.step.Held[j]; p.ID == m.ID {
					l = l.add(faint, "   "+p.Numbers())
				}
			}
		}
		if n := s.step.Next; !marked && n != nil && n.Kind == m.Kind && n.Host == m.Host && n.Name == m.Name && (n.ID == 0 || n.ID == m.ID) {
			marked = true
			l = l.add(faint, "   < "+s.t(wNext))
			out.begin = i
		}
		out.choices = append(out.choices, choice{row: len(out.lines), rows: 1, move: &m})
		out.lines = append(out.lines, l.cut(w-3))
	}
	out.lines = append(out.lines, nil)
	for _, l := range wrap(faint, s.t(wMovesTail), textWidth(w)) {
		out.lines = append(out.lines, append(text(plain, "  "), l...))
	}
	return out
}

// callDetail says which of several calls of one name a call is: where it stands
// in the program, and its arguments.
func callDetail(c trace.Call) string {
	var out string
	if c.File != "" && c.Line > 0 {
		out = fmt.Sprintf("   %s:%d", c.File, c.Line)
	}
	if c.Text != "" {
		out += "   " + c.Text
	}
	return out
}
