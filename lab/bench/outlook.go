package bench

import (
	"slices"

	"tcplab/lab/bench/network"
	"tcplab/lab/bench/table"
	"tcplab/lab/gate"
	"tcplab/lab/script"
	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// An outlook holds the moves that are possible now, and the one that comes
// next. It is worked out once for each step.
type outlook struct {
	moves []trace.Move // the possible moves, the oldest call and the oldest packet first
	next  *trace.Move  // the move that the key n would make; nil if nothing comes next
	row   int          // the script's row that next would take, -1 if none

	loop  script.Loop // the loop that the row is in
	loops bool        // the row is in a loop
	again bool        // the row is in a loop and was taken before
}

// outlook returns the outlook of the run, and works it out again if something
// has changed.
func (r *Run) outlook() *outlook {
	if r.ahead == nil {
		o := &outlook{moves: r.possible()}
		o.row, o.next = r.choose(o.moves)
		o.loop, o.again, o.loops = r.script.Loop(o.row)
		r.ahead = o
	}
	return r.ahead
}

// possible lists the moves that can be made now.
func (r *Run) possible() []trace.Move {
	var moves []trace.Move
	can := func(about object, m trace.Move) {
		for _, v := range verbs {
			if v.about == about {
				m.Kind = v.kind
				moves = append(moves, m)
			}
		}
	}
	for _, c := range r.calls.Waiting() {
		if c.Name == gate.StdinRead {
			continue
		}
		can(aCall, trace.Move{Host: c.Host, Name: c.Name, ID: c.ID, To: r.whom(c)})
	}
	for _, h := range r.hosts { // not by their calls, so that each line keeps its place in the list
		for _, m := range r.tellable(h) {
			can(aLine, m)
		}
	}
	for _, p := range r.packets.Held() {
		can(aPacket, p.Move(""))
	}
	if r.sockets.Ticking() || r.busy() {
		can(theTime, trace.Move{})
	}
	for _, h := range r.hosts {
		if !h.Ended {
			can(aHost, trace.Move{Host: h.Name})
		}
	}
	for _, s := range r.sockets.Snapshot() {
		if s.Proto == "tcp" && s.State != "CLOSED" {
			can(aSocket, trace.Move{Host: s.Host, ID: s.ID})
		}
	}
	if !r.flows {
		for _, name := range append(r.names(), trace.Everybody) {
			whole := !r.isCut(name)
			if whole {
				can(aWay, trace.Move{Host: name})
			}
			if !whole || name == trace.Everybody && len(r.cut) > 0 {
				can(aCutWay, trace.Move{Host: name})
			}
		}
	}
	return moves
}

// whom returns the name of the host at the other end of a call's socket, or of
// the host to which its datagram goes. It is "" unless several hosts run that
// host's program, because otherwise the name is not needed.
func (r *Run) whom(c *table.Call) string {
	peer := r.hostNamed(r.holder(c.Proto, c.RemoteAddr, c.LocalAddr))
	if peer == nil {
		return ""
	}
	for _, h := range r.hosts {
		if h != peer && h.Name != c.Host && h.File == peer.File {
			return peer.Name
		}
	}
	return ""
}

// busy reports whether a program computes, waits for the system, or is in a call
// with a deadline. Then something may happen by itself. In an open lab nobody says
// when a call with a deadline ends: it may be in an hour.
func (r *Run) busy() bool {
	for _, h := range r.hosts {
		if h.Busy && !h.Ended {
			return true
		}
	}
	return r.calls.Lingering() || r.foreign == nil && r.calls.Timed()
}

// choose returns the move that the key n would make, by the rules at the head
// of lab/script's script.go, and the row that the move would take. The move is
// nil if there is none. row is -1 if the move takes none.
func (r *Run) choose(moves []trace.Move) (row int, move *trace.Move) {
	if r.lesson.Free {
		return r.chooseFree(moves)
	}
	if i := slices.IndexFunc(moves, r.isStray); i >= 0 {
		return -1, &moves[i]
	}
	row, m, owed := r.script.Next(moves, r.sockets.Snapshot())
	if row >= 0 && m.Kind == trace.MoveWait && r.script.Astray() { // what is held would arrive meanwhile
		if i := slices.IndexFunc(moves, r.arrives); i >= 0 {
			return r.script.RowOf(moves[i].ID), &moves[i]
		}
	}
	if row >= 0 {
		return row, &m
	}
	for _, kind := range []string{trace.MoveDeliver, trace.MoveCall} {
		for i, m := range moves {
			if m.Kind == kind && !(owed && kind == trace.MoveCall) {
				return -1, &moves[i]
			}
		}
	}
	if host := r.ownCut(); host != "" && r.foreign == nil { // else nothing would come of the story
		return -1, &trace.Move{Kind: trace.MoveMend, Host: host}
	}
	if r.sockets.Pending() || r.busy() {
		return -1, &trace.Move{Kind: trace.MoveWait}
	}
	return -1, nil
}

// arrives reports whether a move delivers a packet that is no copy of the
// student's own.
func (r *Run) arrives(m trace.Move) bool {
	if m.Kind != trace.MoveDeliver {
		return false
	}
	p := r.packets.ByID(m.ID)
	return p != nil && !p.Extra
}

// isStray reports whether a move delivers a packet that belongs to no open row.
// A copy that the student made does not count: it comes last, because the
// student may want to choose the moment of its delivery. Nor does a zero-window
// probe beside the story, or the answer to it.
func (r *Run) isStray(m trace.Move) bool {
	return r.foreign == nil && r.arrives(m) && r.script.Stray(m.ID) && !r.script.CanWait(m.ID)
}

// resolve returns the possible move that a student asked for. The error says
// why there is none.
func (o *outlook) resolve(want trace.Move) (trace.Move, error) {
	for _, m := range o.moves {
		if m.Kind == want.Kind && (want.ID == 0 || want.ID == m.ID) &&
			(want.Host == "" || want.Host == m.Host) && (want.Name == "" || want.Name == m.Name) &&
			(want.To == "" || want.To == m.To) {
			return m, nil
		}
	}
	if want.AboutWire() && !slices.ContainsFunc(o.moves, trace.Move.AboutWire) {
		return trace.Move{}, network.ErrWhole
	}
	if want.Kind == trace.MoveRun {
		if o.loops {
			return want, nil
		}
		return trace.Move{}, words.Errorf("nothing repeats here, so there is nothing to run on: n makes the next move",
			"这里没有重复的动作，不能一直运行下去：按 n 走下一步")
	}
	return trace.Move{}, NotPossible{want}
}

// offered lists the possible moves that a student may want to choose from, at
// most trace.MaxMoves of them. If there are more, it leaves out moves about the
// youngest packets; a student can still ask for these.
func (r *Run) offered() []trace.Move {
	moves := slices.DeleteFunc(slices.Clone(r.outlook().moves), func(m trace.Move) bool {
		v := verbOf(m)
		return v.offered != nil && !v.offered(r, m)
	})
	for i := len(moves) - 1; i >= 0 && len(moves) > trace.MaxMoves; i-- {
		if moves[i].AboutPacket() {
			moves = slices.Delete(moves, i, i+1)
		}
	}
	return moves[:min(len(moves), trace.MaxMoves)]
}
