package bench

import (
	"context"
	"slices"
	"strings"

	"tcplab/lab"
	"tcplab/lab/bench/host"
	"tcplab/lab/gate"
	"tcplab/lab/tcp"
	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// This file offers the lines that a student may tell a program, and gives them
// to it.

// input gives a program a line to read. Its call that waits for the line begins
// by that.
func (r *Run) input(_ context.Context, m trace.Move) error {
	c := r.calls.ByID(m.ID)
	if err := r.hostNamed(c.Host).Input(m.Name); err != nil {
		return words.Errorf("%s cannot be told anything: %w", "没法告诉 %s：%w", c.Host, err)
	}
	c.Status, c.Since = trace.CallRunning, r.rec.Len()
	r.happened.made = &trace.Event{Kind: trace.EventStarted, Host: c.Host, Name: c.Name, ID: c.ID, Text: c.Text}
	return nil
}

// tellable lists the lines that a host's program may be told now, if it waits for
// one. A line that needs a socket which the host does not have is left out, so that
// the list stays short.
func (r *Run) tellable(h *host.Host) []trace.Move {
	var list []trace.Move
	for _, c := range r.calls.Waiting() {
		if c.Host != h.Name || c.Name != gate.StdinRead {
			continue
		}
		for _, l := range h.Lines {
			if conditions[l.When](r, h.Name) {
				list = append(list, trace.Move{Host: h.Name, Name: l.Text, ID: c.ID})
			}
		}
	}
	return list
}

// conditions holds what the table of sockets and that of calls say of a line's
// condition.
var conditions = map[lab.When]func(r *Run, host string) bool{
	lab.Always:    func(*Run, string) bool { return true },
	lab.Deaf:      func(r *Run, host string) bool { return !r.listens(host) },
	lab.Listening: func(r *Run, host string) bool { return r.listens(host) },
	lab.Silent:    func(r *Run, host string) bool { return !r.runs(host, "Dial") },
	lab.Connected: (*Run).connected,
}

func (r *Run) listens(host string) bool {
	return slices.ContainsFunc(r.sockets.Snapshot(), func(s trace.Socket) bool {
		return s.Host == host && s.Role == trace.RoleListener && s.State == string(tcp.Listen)
	})
}

// runs reports whether a call of the host's whose name begins so has begun or
// waits at its gate.
func (r *Run) runs(host, name string) bool {
	return slices.ContainsFunc(r.calls.Snapshot(), func(c trace.Call) bool {
		return c.Host == host && strings.HasPrefix(c.Name, name)
	})
}

// connected reports whether the host's newest connection is one that its program
// holds, or may hold: no system tells that of a TIME_WAIT, and some tell it of no
// socket. If it is gone, a program may still hear of an error.
func (r *Run) connected(host string) bool {
	if r.runs(host, "Dial") {
		return false
	}
	for _, s := range slices.Backward(r.sockets.Snapshot()) {
		if s.Host == host && s.Role == trace.RoleConnection {
			return s.Owned || s.StateOnly || s.State == string(tcp.Closed) || s.State == string(tcp.TimeWait)
		}
	}
	return false
}

// chooseFree is choose for a lesson that is the student's own: the script's next
// row while no other move than its own was made, then the call that a program was
// told to make, then the oldest packet. Nothing is told by itself, and while
// something may be told, nobody waits for a timer.
func (r *Run) chooseFree(moves []trace.Move) (row int, move *trace.Move) {
	if !r.script.Astray() {
		if row, m, _ := r.script.Next(moves, r.sockets.Snapshot()); row >= 0 {
			return row, &m
		}
	}
	for _, kind := range []string{trace.MoveCall, trace.MoveDeliver} {
		if i := slices.IndexFunc(moves, func(m trace.Move) bool { return m.Kind == kind }); i >= 0 {
			return -1, &moves[i]
		}
	}
	told := slices.ContainsFunc(moves, func(m trace.Move) bool { return m.Kind == trace.MoveInput })
	if !told && (r.sockets.Pending() || r.busy()) {
		return -1, &trace.Move{Kind: trace.MoveWait}
	}
	return -1, nil
}
