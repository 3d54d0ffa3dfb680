package lab

import (
	"context"
	"errors"
	"slices"
	"time"

	"tcplab/lab/packet"
	"tcplab/lab/trace"
	"tcplab/lab/wire"
)

// loopBound is how often a run without anybody watching goes round a loop move
// by move before it lets the rest run on.
const loopBound = 4

// Advance is Next for a run that nobody watches: a loop that has been round
// often enough runs on in one step.
func (r *Run) Advance(ctx context.Context) (trace.Step, error) {
	if first, end, ok := r.script.loop(); ok && slices.Max(r.script.taken[first:end]) >= loopBound {
		return r.Do(ctx, trace.Move{Kind: trace.MoveRun})
	}
	return r.Next(ctx)
}

// runOn opens the gates for the calls of the loop that comes next, lets the wire
// flow, and returns when every program has come to a call that is not of the
// loop, or waits for a packet that nobody sends.
func (r *Run) runOn(ctx context.Context) error {
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
	stop()
	out := <-crossed
	for _, t := range out.tallies {
		r.happened.crossed = append(r.happened.crossed, r.crossedEvent(t))
	}
	err = errors.Join(err, out.err)
	r.heldHaveCrossed()
	return errors.Join(err, r.openGates(false))
}

// crossedEvent tells what crossed in one direction of a connection.
func (r *Run) crossedEvent(t wire.Tally) trace.Event {
	name := "ACK"
	switch {
	case t.Proto == packet.UDP:
		name = "UDP"
	case t.Segments > 0:
		name = "DATA"
	}
	return trace.Event{
		Kind: trace.EventDelivered, Name: name, Host: r.hostAt(t.Proto, t.Src, t.Dst), To: r.hostAt(t.Proto, t.Dst, t.Src),
		Count: t.Packets, Bytes: t.Bytes,
		Packet: &trace.Packet{Seq: t.First, Ack: t.Last, Copies: t.Packets, Proto: t.Proto, Name: name},
	}
}

// openGates lets the loop's calls pass, or closes all gates again.
func (r *Run) openGates(open bool) error {
	first, end, _ := r.script.loop()
	for _, h := range r.hosts {
		var names []string
		for _, b := range r.script.beats[first:end] {
			if b.Move.Kind == trace.MoveCall && b.Move.Host == h.Name {
				names = append(names, b.Move.Name)
			}
		}
		if h.ended || len(names) == 0 {
			continue
		}
		if err := h.RunOn(open, names...); err != nil {
			return err
		}
	}
	return nil
}

// stillRounds is how many rounds in a row must bring no news before a run step
// is over: a packet crosses between two of them in microseconds.
const stillRounds = 3

// untilStill asks the hosts again and again until they rest. It does not touch
// the wire, which is flowing.
func (r *Run) untilStill(ctx context.Context) error {
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for still := 0; still < stillRounds; {
		news, err := r.askHosts()
		if err != nil {
			return err
		}
		still++
		if news || r.computing() {
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

// computing tells whether some program has not come to rest for seconds.
func (r *Run) computing() bool {
	return slices.ContainsFunc(r.hosts, func(h *host) bool { return h.busy && !h.ended })
}
