package bench

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"tcplab/lab/bench/host"
	"tcplab/lab/bench/table"
	"tcplab/lab/packet"
	"tcplab/lab/trace"
	"tcplab/lab/wire"
)

// loopBound is how often a run without anybody watching takes a row of a loop
// before it lets the rest of the loop run on.
const loopBound = 8

// Advance is Next for a run that nobody watches: a loop that has been round
// often enough runs on in one step.
func (r *Run) Advance(ctx context.Context) (trace.Step, error) {
	if news, err := r.catchUp(ctx); news || err != nil {
		return r.last, err
	}
	if o := r.outlook(); o.loops && o.again && r.script.Rounds(o.loop) >= loopBound {
		return r.perform(ctx, trace.Move{Kind: trace.MoveRun})
	}
	return r.proceed(ctx)
}

// runOn opens the gates for the calls of the loop that comes next, lets the wire
// flow, and returns when every program has come to a call that is not of the
// loop, or waits for a packet that nobody sends.
func (r *Run) runOn(ctx context.Context, _ trace.Move) error {
	r.loop = r.ahead.loop // the outlook in which this move was chosen
	r.running = true
	defer func() { r.running = false }()
	if err := r.openGates(true); err != nil {
		return err
	}
	flow, stop := context.WithCancel(ctx)
	type outcome struct {
		tallies []wire.Tally
		err     error
	}
	crossed := make(chan outcome, 1)
	go func() {
		tallies, err := r.net.Run(flow)
		crossed <- outcome{tallies, err}
	}()
	err := r.untilStill(ctx)
	closed := r.openGates(false)
	if err != nil { // what is on its way arrives, and is not left on the wire
		rest, cancel := context.WithTimeout(context.WithoutCancel(ctx), cutShort)
		r.untilStill(rest)
		cancel()
	}
	stop()
	out := <-crossed
	r.haveCrossed(out.tallies)
	return errors.Join(err, out.err, closed)
}

// haveCrossed takes in what a Run of the wire has let through. It began with
// what was held.
func (r *Run) haveCrossed(tallies []wire.Tally) {
	for _, t := range tallies {
		r.happened.crossed = append(r.happened.crossed, r.crossedEvent(t))
	}
	left := map[int]bool{} // where the Run failed
	for _, p := range r.net.Held() {
		left[p.ID] = true
	}
	for _, p := range r.packets.Rows {
		if p.Fate == "" && !left[p.Wire] {
			p.Fate, p.Ended = trace.FateDelivered, r.rec.Len()
		}
	}
}

// crossedEvent tells what crossed in one direction of a connection.
func (r *Run) crossedEvent(t wire.Tally) trace.Event {
	proto := cmp.Or(t.About, t.Proto)
	return trace.Event{
		Kind: trace.EventDelivered, Name: crossedName(t), Host: r.hostAt(proto, t.Src, t.Dst), To: r.hostAt(proto, t.Dst, t.Src),
		Count: t.Packets, Bytes: t.Bytes, Size: t.Size, First: t.First, Last: t.Last,
	}
}

// crossedName is what all packets of a tally are: DATA only where each carried
// some, TCP where a SYN, a FIN or a reset was among them, or both kinds were.
func crossedName(t wire.Tally) string {
	switch {
	case t.Proto != packet.TCP:
		return strings.ToUpper(t.Proto)
	case t.Segments == t.Packets:
		return "DATA"
	case t.Acks == t.Packets:
		return "ACK"
	}
	return "TCP"
}

// openGates lets the loop's calls pass, or closes all gates again.
func (r *Run) openGates(open bool) error {
	for _, h := range r.hosts {
		names, ok := r.script.Calls(r.loop, h.Name)
		if h.Ended || !ok {
			continue
		}
		if err := h.RunOn(open, names...); err != nil {
			return err
		}
	}
	return nil
}

// runsOn tells whether a call, which stood at its gate when that was opened, is
// one of those that a run step only counts.
func (r *Run) runsOn(c *table.Call) bool {
	names, ok := r.script.Calls(r.loop, c.Host)
	return r.running && ok && (len(names) == 0 || slices.Contains(names, c.Name))
}

// stillRounds is how many rounds in a row must bring no news before a run step
// is over: what a kernel does by itself, such as an acknowledgement that it held
// back, falls between two of them.
const stillRounds = 3

// stalledRounds is how many it takes while some kernel still holds bytes for
// the other end. On a busy machine the kernel's own work can be late by many
// milliseconds, with hosts and wire at rest; but bytes for a program that does
// not read stay for ever, and must not hold up the run.
//
// lateRounds is how many where the other end has room and nothing unread: no
// program is to blame then. It ends all the same, for a segment that a student
// has dropped comes when its timer says so.
const (
	stalledRounds = 150
	lateRounds    = 1500
)

// untilStill waits until the hosts rest and nothing is on its way. It does not
// touch the wire, which is flowing, and asks nobody while it does: to ask is to
// stop all goroutines of a host for a moment.
func (r *Run) untilStill(ctx context.Context) error {
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	var crossed int64
	for still, enough := 0, stillRounds; still < enough; {
		before := crossed
		var idle bool
		if crossed, idle = r.net.Crossed(); idle && crossed == before {
			news, err := r.askHosts(ctx)
			if err != nil {
				return err
			}
			if still++; news || r.computing() {
				still = 0
			}
			if enough, err = r.roundsToRest(); err != nil {
				return err
			}
		} else {
			still = 0
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
	return nil
}

// roundsToRest is how many rounds without news it takes this moment.
func (r *Run) roundsToRest() (int, error) {
	rounds := stillRounds
	for _, s := range r.sockets.Rows {
		if s.Gone || s.Proto != "tcp" || s.Role != trace.RoleConnection {
			continue
		}
		now, ok, err := r.net.Sockets().Lookup(s.Proto, s.LocalAddr, s.RemoteAddr)
		if err != nil {
			return 0, fmt.Errorf("the sockets cannot be read: %w", err)
		}
		if !ok || now.SendQ == 0 {
			continue
		}
		peer, ok, err := r.net.Sockets().Lookup(s.Proto, s.RemoteAddr, s.LocalAddr)
		if err != nil {
			return 0, fmt.Errorf("the sockets cannot be read: %w", err)
		}
		if ok && peer.Remote == s.LocalAddr && peer.RecvQ == 0 { // and no listener
			return lateRounds, nil
		}
		rounds = stalledRounds
	}
	return rounds, nil
}

// computing tells whether some program has not come to rest for seconds.
func (r *Run) computing() bool {
	return slices.ContainsFunc(r.hosts, func(h *host.Host) bool { return h.Busy && !h.Ended })
}
