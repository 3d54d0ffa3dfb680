package bench

import (
	"context"
	"slices"

	"tcplab/lab/bench/network"
	"tcplab/lab/bench/table"
	"tcplab/lab/fault"
	"tcplab/lab/trace"
	"tcplab/lab/wire"
)

// The command may ask for faults (Options.Faults). A fault is a move that the
// bench makes by itself as soon as its packet is sent: behind the step that sent
// it there is a step of its own. While everything flows there is no such step,
// and the wire asks for each packet what becomes of it.

// ErrNoFaults is the error of faults on the host network.
var ErrNoFaults = network.ErrNoFaults

// failAt makes the wire ask for faults while everything flows.
func (r *Run) failAt(rules []fault.Rule) error {
	r.faults = fault.NewWatch(rules)
	if len(rules) == 0 {
		return nil
	}
	if n, ok := r.net.(interface {
		Fail(func(*wire.Packet) wire.Fate)
	}); ok {
		n.Fail(r.fateInFlow)
	}
	if slices.ContainsFunc(rules, func(f fault.Rule) bool { return f.Kind == trace.MoveCut }) {
		return r.setCut(r.cut) // so that the wire is asked, and a cut counts from the very packet on
	}
	return nil
}

// fateInFlow says what becomes of a packet while everything flows. It is called
// on another goroutine.
func (r *Run) fateInFlow(p *wire.Packet) wire.Fate {
	from := r.senderOf(p)
	r.announced.Lock()
	defer r.announced.Unlock()
	fate := wire.Arrived
	for _, i := range r.faults.Sent(from, p.Name(), p.Probe) {
		if fate != wire.Arrived {
			continue // an earlier fault has decided
		}
		r.faults.Made(i)
		switch r.faults.Kind(i) {
		case trace.MoveDrop:
			fate = wire.Dropped
		case trace.MoveDuplicate:
			fate = wire.Duplicated
		case trace.MoveCut:
			fate = wire.Lost
			r.cut = withCut(r.cut, []string{from}, byFault)
		}
	}
	return fate
}

// makeFaults makes the faults of the packets that the newest step has sent, and
// of those that come to light by that.
func (r *Run) makeFaults(ctx context.Context) error {
	if len(r.faults.Rules()) == 0 {
		return nil // a step is read back, which takes milliseconds in a large lab
	}
	for at := r.rec.Len() - 1; at < r.rec.Len(); at++ {
		step, err := r.rec.Step(at)
		if err != nil {
			return err
		}
		for _, e := range step.Events {
			if !step.Sent(e) {
				continue
			}
			r.announced.Lock()
			due := r.faults.Sent(e.Host, e.Name, e.Packet.Probe != "")
			r.announced.Unlock()
			for _, i := range due {
				if p := r.packets.ByID(e.ID); p != nil && p.Fate == "" {
					if err := r.makeFault(ctx, i, p); err != nil {
						return err
					}
				}
			}
		}
	}
	return nil
}

// makeFault makes one fault, about a packet that is held.
func (r *Run) makeFault(ctx context.Context, i int, p *table.Packet) error {
	m := p.Move(r.faults.Kind(i))
	m.By = trace.ByFault
	r.overlookLost()
	if err := verbOf(m).do(r, ctx, m); err != nil {
		return err
	}
	r.faults.Made(i)
	r.ahead, r.made = nil, &m
	if err := r.settle(ctx); err != nil {
		return err
	}
	_, err := r.record(m)
	return err
}

// double holds a copy beside a packet that is held.
func (r *Run) double(p *table.Packet) error {
	twin, err := r.net.Copy(p.Wire)
	if err != nil {
		return err
	}
	r.twin = r.describe(twin)
	r.twin.Of = p.ID
	r.packets.Arrive([]*table.Packet{r.twin})
	e := packetEvent(trace.EventCopy, r.twin)
	r.happened.made = &e
	return nil
}

// loseFrom lets the wire lose a packet that is held, and all that its host has
// sent behind it.
func (r *Run) loseFrom(first *table.Packet) error {
	for _, p := range r.packets.Held() {
		if p.From != first.From || p.Wire < first.Wire {
			continue
		}
		if err := r.net.Lose(p.Wire); err != nil {
			return err
		}
		p.Fate, p.Ended = trace.FateLost, r.rec.Len()
		r.happened.gone = append(r.happened.gone, p)
	}
	return nil
}
