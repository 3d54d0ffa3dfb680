package bench

import (
	"context"
	"reflect"

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
		r.noteLimits(&step)
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
	if err == nil && !news && r.foreign != nil {
		news, err = r.strangersWentOn()
	}
	return news || r.happened.repeats() != copies, err
}

// strangersWentOn makes a step if a program of an open lab has changed what a socket
// holds, though no packet and no state tell of it: it has read, written, or accepted a
// connection, some time after the packet came. It reports whether a view has to be
// drawn again, which it has to be if only the programs' calls are others. The table
// was just read, since the programs were seen at rest.
//
// A move does not look for this before it is made, as it looks for packets and states:
// else a program that reads all the time would take the keys for itself.
func (r *Run) strangersWentOn() (bool, error) {
	if r.queuesMoved() {
		_, err := r.record(trace.Move{Kind: trace.MoveTime})
		return true, err
	}
	before := r.calls.Snapshot()
	r.seeCalls(r.last.Step)
	return !reflect.DeepEqual(before, r.calls.Snapshot()), nil
}

// queuesMoved reports whether a socket has other queues now than the last step has, or
// has got a program or lost it.
func (r *Run) queuesMoved() bool {
	told := make(map[int]*trace.Socket, len(r.last.Sockets))
	for i := range r.last.Sockets {
		told[r.last.Sockets[i].ID] = &r.last.Sockets[i]
	}
	for _, s := range r.sockets.Rows {
		was := told[s.ID]
		if s.Gone || was == nil {
			continue
		}
		now, ok, err := s.Look(r.foreign.table)
		if err == nil && ok && (now.RecvQ != was.RecvQ || now.SendQ != was.SendQ || now.Owned() != was.Owned) {
			return true
		}
	}
	return false
}
