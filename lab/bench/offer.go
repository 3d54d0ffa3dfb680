package bench

import (
	"slices"

	"tcplab/lab/tcp"
	"tcplab/lab/trace"
)

// offered lists the possible moves that a student may want to choose from, at
// most trace.MaxMoves of them. Where there are more, the youngest packets are
// left out: a move about one of those can still be asked for.
func (r *Run) offered() []trace.Move {
	moves := slices.DeleteFunc(r.possible(), func(m trace.Move) bool {
		return m.Kind == trace.MoveDestroy && !r.lingers(m.ID)
	})
	for i := len(moves) - 1; i >= 0 && len(moves) > trace.MaxMoves; i-- {
		switch moves[i].Kind {
		case trace.MoveDeliver, trace.MoveDrop, trace.MoveDuplicate:
			moves = slices.Delete(moves, i, i+1)
		}
	}
	return moves[:min(len(moves), trace.MaxMoves)]
}

// lingers tells whether a socket is one that a student would rather destroy than
// wait for: no program holds it, both ends are done, and only time ends it. The
// host network's sockets are not tcplab's to destroy.
func (r *Run) lingers(id int) bool {
	s := r.sockets.ByID(id)
	if r.flows || s == nil || s.Timer == nil {
		return false
	}
	return s.State == string(tcp.TimeWait) || s.State == string(tcp.FinWait2) && !s.Owned
}
