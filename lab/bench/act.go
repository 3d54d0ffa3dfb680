package bench

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"tcplab/lab/bench/table"
	"tcplab/lab/kernel"
	"tcplab/lab/trace"
)

// act does what a move says; it does not wait for what that leads to. What could
// not be done has not happened. Only a wait and a loop that runs on can be cut
// short by ctx and leave something to tell of all the same.
func (r *Run) act(ctx context.Context, move trace.Move) error {
	switch move.Kind {
	case trace.MoveCall:
		return r.letBegin(r.calls.ByID(move.ID))
	case trace.MoveDeliver, trace.MoveDrop, trace.MoveDuplicate:
		return r.decide(move.Kind, r.packets.ByID(move.ID))
	case trace.MoveWait:
		return r.wait(ctx)
	case trace.MoveKill:
		return r.hostNamed(move.Host).Kill()
	case trace.MoveDestroy:
		return r.destroy(move.ID)
	case trace.MoveRun:
		return r.runOn(ctx)
	}
	panic("BUG: no move of kind " + move.Kind)
}

func (r *Run) letBegin(c *table.Call) error {
	if err := r.hostNamed(c.Host).Go(c.InHost); err != nil {
		return fmt.Errorf("%s cannot be let go: %w", c.Name, err)
	}
	c.Status, c.Since = trace.CallRunning, r.rec.Len()
	r.happened.started = &trace.Event{Kind: trace.EventStarted, Host: c.Host, Name: c.Name, ID: c.ID, Text: c.Text}
	return nil
}

// decide settles a held packet's fate.
func (r *Run) decide(kind string, p *table.Packet) error {
	var event, fate string
	var err error
	switch kind {
	case trace.MoveDeliver:
		event, fate = trace.EventDelivered, trace.FateDelivered
		r.reaches(p)
		err = r.net.Deliver(p.Wire)
	case trace.MoveDrop:
		event, fate = trace.EventDropped, trace.FateDropped
		err = r.net.Drop(p.Wire)
	case trace.MoveDuplicate:
		event, fate = trace.EventDuplicated, trace.FateDelivered
		r.reaches(p)
		err = r.duplicate(p)
	}
	if err != nil {
		return err
	}
	p.Fate, p.Ended = fate, r.rec.Len()
	e := packetEvent(event, p)
	r.happened.packet = &e
	return nil
}

// duplicate delivers a packet and lists the copy that the wire holds of it.
func (r *Run) duplicate(p *table.Packet) error {
	id, err := r.net.Duplicate(p.Wire)
	if err != nil {
		return err
	}
	for _, held := range r.net.Held() {
		if held.ID == id {
			r.twin = r.describe(held)
			r.packets.Arrive([]*table.Packet{r.twin})
		}
	}
	return nil
}

// reaches prepares for a SYN's arrival: the listener's kernel will open a
// connection that no program knows of yet.
func (r *Run) reaches(p *table.Packet) {
	if p.Proto == "tcp" && strings.HasPrefix(p.Flags, "S") && !strings.Contains(p.Flags, "A") {
		r.expectChild(parseAddress(p.Src), parseAddress(p.Dst))
	}
}

// wait returns when something has happened by itself.
func (r *Run) wait(ctx context.Context) error {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		asked := time.Now()
		if _, err := r.round(ctx); err != nil {
			if errors.Is(err, ctx.Err()) && time.Since(asked) < cutShort {
				return waitEnded(ctx) // the host was only just asked
			}
			return err
		}
		moved, err := r.stateMoved()
		if err != nil || moved || !r.happened.nothing() {
			return err
		}
		select {
		case <-ctx.Done():
			return waitEnded(ctx)
		case <-tick.C:
		}
	}
}

func waitEnded(ctx context.Context) error {
	return fmt.Errorf("the wait was ended before anything happened: %w", ctx.Err())
}

// destroyer is a socket table that can also have a socket destroyed.
type destroyer interface {
	table.Reader
	Destroy(kernel.Socket) error
}

func (r *Run) destroy(id int) error {
	s := r.sockets.ByID(id)
	d, ok := r.net.Sockets().(destroyer)
	if !ok {
		return errors.New("a socket can be destroyed only on the private network: run the lesson with --net private")
	}
	found, ok, err := d.Lookup(s.Proto, s.LocalAddr, s.RemoteAddr)
	if err != nil {
		return err
	}
	if !ok || s.ReplacedBy(found) {
		return errors.New("that socket is gone already: nothing is left to destroy")
	}
	if err := d.Destroy(found); err != nil {
		return err
	}
	r.happened.destroyed = append(r.happened.destroyed, trace.Event{Kind: trace.EventDestroyed, Host: s.Host, ID: s.ID})
	return nil
}
