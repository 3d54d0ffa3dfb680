package bench

import (
	"errors"
	"slices"

	"tcplab/lab/bench/table"
	"tcplab/lab/trace"
)

// possible lists the moves that can be made now, the oldest call and the
// oldest packet first.
func (r *Run) possible() []trace.Move {
	var moves []trace.Move
	for _, c := range r.calls.Waiting() {
		moves = append(moves, trace.Move{Kind: trace.MoveCall, Host: c.Host, Name: c.Name, ID: c.ID, To: r.whom(c)})
	}
	for _, p := range r.packets.Held() {
		for _, kind := range []string{trace.MoveDeliver, trace.MoveDrop, trace.MoveDuplicate} {
			moves = append(moves, trace.Move{Kind: kind, Host: p.From, Name: p.Name, ID: p.ID, To: p.To})
		}
	}
	if r.sockets.Ticking() || r.busy() {
		moves = append(moves, trace.Move{Kind: trace.MoveWait})
	}
	for _, h := range r.hosts {
		if !h.ended {
			moves = append(moves, trace.Move{Kind: trace.MoveKill, Host: h.Name})
		}
	}
	for _, s := range r.sockets.Snapshot() {
		if s.Proto == "tcp" && s.State != "CLOSED" {
			moves = append(moves, trace.Move{Kind: trace.MoveDestroy, Host: s.Host, ID: s.ID})
		}
	}
	return moves
}

// whom names the host at the other end of a call's socket, or that a datagram
// goes to, where it is one of several that run the same program: else it goes
// without saying, and whom is "".
func (r *Run) whom(c *table.Call) string {
	peer := r.hostNamed(r.sockets.Owner(c.Proto, c.RemoteAddr))
	if peer == nil {
		return ""
	}
	for _, h := range r.hosts {
		if h != peer && h.File == peer.File {
			return peer.Name
		}
	}
	return ""
}

// busy tells whether a program computes, or waits for the system: then
// something may happen though no packet and no call is let go.
func (r *Run) busy() bool {
	for _, h := range r.hosts {
		if h.busy && !h.ended {
			return true
		}
	}
	return r.calls.Lingering()
}

// next chooses the move that the key n would make; the head of script.go says
// how.
func (r *Run) next() (row int, move trace.Move, ok bool) {
	moves := r.possible()
	if i := slices.IndexFunc(moves, r.isStray); i >= 0 {
		return -1, moves[i], true
	}
	row, move, owed := r.script.Next(moves, r.sockets.Snapshot())
	if row >= 0 {
		return row, move, true
	}
	for _, kind := range []string{trace.MoveDeliver, trace.MoveCall} {
		for _, m := range moves {
			if m.Kind == kind && !(owed && kind == trace.MoveCall) {
				return -1, m, true
			}
		}
	}
	if r.sockets.Pending() || r.busy() {
		return -1, trace.Move{Kind: trace.MoveWait}, true
	}
	return -1, trace.Move{}, false
}

// isStray tells whether a move delivers a packet that belongs to no open row. A
// copy that the student made is not one: it comes when there is nothing else, for
// whoever made it may want to choose the moment.
func (r *Run) isStray(m trace.Move) bool {
	if m.Kind != trace.MoveDeliver || r.foreign != nil || !r.script.Stray(m.ID) {
		return false
	}
	p := r.packets.ByID(m.ID)
	return p != nil && !p.Extra
}

// resolve turns what a student asked for into a move that is possible now, or
// says why it is not.
func (r *Run) resolve(want trace.Move) (trace.Move, error) {
	for _, m := range r.possible() {
		if m.Kind == want.Kind && (want.ID == 0 || want.ID == m.ID) &&
			(want.Host == "" || want.Host == m.Host) && (want.Name == "" || want.Name == m.Name) &&
			(want.To == "" || want.To == m.To) {
			return m, nil
		}
	}
	if want.Kind == trace.MoveRun {
		if _, _, ok := r.loopAhead(); ok {
			return want, nil
		}
		return trace.Move{}, errors.New("nothing repeats here, so there is nothing to run on: n makes the next move")
	}
	return trace.Move{}, NotPossible{want}
}
