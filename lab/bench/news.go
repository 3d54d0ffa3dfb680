package bench

import (
	"context"

	"tcplab/lab/kernel/proc"
	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// This file takes in what happens by itself while nobody makes a move.

// catchUp takes in what has happened by itself since the last step. news is
// true if that became a step of its own. Copies are folded and make no step.
func (r *Run) catchUp(ctx context.Context) (news bool, err error) {
	if r.over {
		return false, errOver
	}
	if err := r.settle(ctx); err != nil {
		return false, err
	}
	if r.made != nil {
		if _, err = r.record(*r.made); err == nil {
			err = r.makeFaults(ctx)
		}
		return true, err
	}
	moved, err := r.noticeChange()
	if err != nil || r.happened.nothing() && !moved && !r.lostMatters() {
		return false, err
	}
	if _, err = r.record(trace.Move{Kind: trace.MoveTime}); err == nil {
		err = r.makeFaults(ctx)
	}
	return true, err
}

// noticeChange reads the socket table. It reports whether some socket has
// another state than in the last step, or was replaced by another connection.
func (r *Run) noticeChange() (bool, error) {
	from, err := r.readTable()
	if err != nil {
		return false, err
	}
	for _, s := range r.sockets.Rows {
		if s.Gone {
			continue
		}
		now, ok, err := s.Look(from)
		if err != nil {
			return false, words.Errorf("the sockets cannot be read: %w", "读不了套接字：%w", err)
		}
		if ok != (s.ID != 0) || ok && (string(now.State) != s.State || s.ReplacedBy(now)) {
			return true, nil
		}
	}
	return false, nil
}

// latest returns the newest step with timers, queues and copies as they are
// now, and in an open lab with the programs' calls. It is called every second
// while somebody looks, so it only reads. Hosts and wire announce their news by themselves.
func (r *Run) latest(ctx context.Context) (trace.Step, error) {
	moved, err := r.noticeChange()
	if err == nil && moved {
		_, err = r.catchUp(ctx)
	}
	if err != nil {
		return r.last, err
	}
	if r.foreign != nil {
		r.foreign.owners.Rest(proc.Asleep)
	}
	step := r.last
	from, err := r.readTable()
	if err == nil {
		err = r.sockets.Refresh(from)
		r.ahead = nil // timers may have begun or ended
	}
	if err != nil {
		return step, err
	}
	if r.foreign != nil {
		r.seeCalls(step.Step)
		step.Calls = r.calls.Snapshot()
	}
	step.Sockets = r.sockets.Snapshot()
	r.noteUsual(&step)
	step.Held, step.HeldMore, step.Wire = r.packets.Snapshot()
	return step, nil
}

// news takes in what has happened by itself, and reports whether a view has to
// be drawn again.
//
// onlyWire is true if the wire alone has news. If that is only copies, no host
// is asked, because a kernel goes on repeating itself while somebody looks.
func (r *Run) news(ctx context.Context, onlyWire bool) (bool, error) {
	if onlyWire && r.foreign == nil {
		sent, err := r.takePackets()
		if err != nil {
			return false, err
		}
		moved, err := r.noticeChange()
		if err != nil || !sent && !moved && r.happened.nothing() {
			return true, err
		}
	}
	copies := r.happened.repeats()
	news, err := r.catchUp(ctx)
	return news || r.happened.repeats() != copies, err
}
