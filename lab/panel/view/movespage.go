package view

import (
	"fmt"
	"slices"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// movesContent lists every move that is possible now.
func movesContent(s *Scene, w, _ int) Content {
	out := Content{Title: s.Say(wMoves)}
	moves, marked := s.Step.Moves, false
	for i, m := range moves {
		said := s.MoveText(m)
		l := canvas.Text(canvas.Plain, "  ").Add(canvas.Plain, said)
		if m.Kind == trace.MoveCall {
			for _, c := range s.Step.Calls {
				if c.ID == m.ID {
					l = l.Add(canvas.Faint, callDetail(c))
				}
			}
		}
		for _, sock := range s.Step.Sockets {
			if m.Kind == trace.MoveDestroy && sock.ID == m.ID {
				l = l.Add(canvas.Faint, "   "+sock.State+" "+sock.Local+" "+canvas.Arrow+" "+sock.Remote)
			}
		}
		alike := func(o trace.Move) bool { return o.ID != m.ID && s.MoveText(o) == said }
		if m.AboutPacket() && (slices.ContainsFunc(moves[:i], alike) || slices.ContainsFunc(moves[i:], alike)) {
			for j := range s.Step.Held {
				if p := &s.Step.Held[j]; p.ID == m.ID {
					l = l.Add(canvas.Faint, "   "+p.Numbers())
				}
			}
		}
		if n := s.Step.Next; !marked && n != nil && n.Kind == m.Kind && n.Host == m.Host && n.Name == m.Name && (n.ID == 0 || n.ID == m.ID) {
			marked = true
			l = l.Add(canvas.Faint, "   < "+s.Say(wNext))
			out.Begin = i
		}
		out.Choices = append(out.Choices, Choice{Row: len(out.Lines), Rows: 1, Move: &m})
		out.Lines = append(out.Lines, l.Cut(w-3))
	}
	out.Lines = append(out.Lines, nil)
	for _, l := range canvas.Wrap(canvas.Faint, s.Say(movesTail(s)), textWidth(w)) {
		out.Lines = append(out.Lines, append(canvas.Text(canvas.Plain, "  "), l...))
	}
	return out
}

// movesTail returns the sentence below the list of moves.
func movesTail(s *Scene) tell.Word {
	if s.Header.Open {
		return wMovesLab
	}
	return wMovesTail
}

// callDetail returns the call's line in the program and its arguments. They
// tell it from other calls with the same name.
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
