package bench

import (
	"context"
	"time"

	"tcplab/lab/bench/table"
	"tcplab/lab/kernel"
	"tcplab/lab/packet"
	"tcplab/lab/trace"
	"tcplab/lab/wire"
	"tcplab/lab/words"
)

// A verb is one kind of move. Its row in the table below holds all that a bench
// knows of it; lab/trace has its name and lab/tell its words.
type verb struct {
	kind  string
	about object

	// do makes the move; it does not wait for the consequences. If do fails,
	// nothing has happened, except in a wait or a run step: ctx can cut these
	// short, and what has happened until then counts.
	do func(r *Run, ctx context.Context, m trace.Move) error

	// offered reports whether a student may want to choose the move; nil means
	// always.
	offered func(r *Run, m trace.Move) bool
}

// An object is the kind of thing to which a verb is done. Moves are listed in
// this order.
type object int

const (
	aCall   object = iota // a call that waits at its gate
	aLine                 // a line that a program may be told
	aPacket               // a packet that is held
	theTime               // time, if some timer or program needs it
	aHost                 // a host that has not ended
	aSocket               // a TCP socket that is not closed
	aWay                  // what a host sends, or everybody, if the wire takes it
	aCutWay               // the same if the wire is cut there
	theLoop               // the script's loop that comes next; it is in no list of moves
)

var verbs = []verb{
	{kind: trace.MoveCall, about: aCall, do: (*Run).letBegin},
	{kind: trace.MoveInput, about: aLine, do: (*Run).input},
	{kind: trace.MoveDeliver, about: aPacket, do: (*Run).deliver},
	{kind: trace.MoveDrop, about: aPacket, do: (*Run).drop},
	{kind: trace.MoveDuplicate, about: aPacket, do: (*Run).duplicate},
	{kind: trace.MoveWait, about: theTime, do: (*Run).wait},
	{kind: trace.MoveKill, about: aHost, do: (*Run).kill},
	{kind: trace.MoveDestroy, about: aSocket, do: (*Run).destroy, offered: (*Run).lingers},
	{kind: trace.MoveCut, about: aWay, do: (*Run).cutWire, offered: (*Run).cutAlone},
	{kind: trace.MoveMend, about: aCutWay, do: (*Run).mendWire, offered: (*Run).mendAlone},
	{kind: trace.MoveRun, about: theLoop, do: (*Run).runOn},
}

// verbOf returns the verb of a move that is possible.
func verbOf(m trace.Move) verb {
	for _, v := range verbs {
		if v.kind == m.Kind {
			return v
		}
	}
	panic("BUG: no verb of kind " + m.Kind)
}

// letBegin lets a call that waits at its gate begin.
func (r *Run) letBegin(_ context.Context, m trace.Move) error {
	c := r.calls.ByID(m.ID)
	if err := r.hostNamed(c.Host).Go(c.InHost); err != nil {
		return words.Errorf("%s cannot be let go: %w", "%s 放行不了：%w", c.Name, err)
	}
	c.Status, c.Since = trace.CallRunning, r.rec.Len()
	r.happened.made = &trace.Event{Kind: trace.EventStarted, Host: c.Host, Name: c.Name, ID: c.ID, Text: c.Text}
	return nil
}

func (r *Run) deliver(_ context.Context, m trace.Move) error {
	p := r.packets.ByID(m.ID)
	r.reaches(p)
	return r.decided(p, trace.EventDelivered, trace.FateDelivered, r.net.Deliver(p.Wire))
}

// drop throws one packet away. Copies of it that its kernel has sent since stay
// on the wire and have rows of their own.
func (r *Run) drop(_ context.Context, m trace.Move) error {
	p := r.packets.ByID(m.ID)
	rest, err := r.net.Drop(p.Wire)
	for _, c := range rest {
		r.stays(c)
	}
	return r.decided(p, trace.EventDropped, trace.FateDropped, err)
}

// stays adds a copy that is held by itself from now on to the table. Its
// original is counted without it.
func (r *Run) stays(c wire.Packet) {
	row := r.describe(c)
	original := r.packets.ByWire(c.Of)
	if original != nil {
		row.Of = original.ID
		original.Copies -= c.Copies
	}
	r.packets.Stay(row, original)
	r.happened.copies = append(r.happened.copies, row)
}

// duplicate delivers a packet, and adds the copy that the wire holds of it to
// the table.
func (r *Run) duplicate(_ context.Context, m trace.Move) error {
	p := r.packets.ByID(m.ID)
	if m.By == trace.ByFault {
		return r.double(p)
	}
	r.reaches(p)
	twin, err := r.net.Duplicate(p.Wire)
	if err == nil {
		r.twin = r.describe(twin)
		r.twin.Of = p.ID
		r.packets.Arrive([]*table.Packet{r.twin})
		r.happened.copies = append(r.happened.copies, r.twin)
	}
	return r.decided(p, trace.EventDuplicated, trace.FateDelivered, err)
}

// reaches prepares for a SYN's arrival. The listener's kernel will open a
// connection of which no program knows yet.
func (r *Run) reaches(p *table.Packet) {
	if flags := p.Read.Flags; flags.Has(packet.SYN) && !flags.Has(packet.ACK) {
		r.expectChild(p.Read.Src, p.Read.Dst)
		r.address(p)
	}
}

// decided records a held packet's fate, unless err says that the wire has
// failed.
func (r *Run) decided(p *table.Packet, event, fate string, err error) error {
	if err != nil {
		return err
	}
	p.Fate, p.Ended = fate, r.rec.Len()
	e := packetEvent(event, p)
	r.happened.made = &e
	return nil
}

// wait returns once something has happened by itself.
func (r *Run) wait(ctx context.Context, _ trace.Move) error {
	r.waiting = true
	defer func() { r.waiting = false }()
	if r.stack != nil {
		return r.advance(ctx)
	}
	return untilNews(ctx, r.net.Ready(), func() (bool, error) {
		if _, err := r.round(ctx); err != nil {
			return false, err
		}
		moved, err := r.noticeChange()
		return moved || !r.happened.nothing() || len(r.happened.lost) > 0, err
	})
}

// advance moves a stack's clock from timer to timer until something has happened.
// The step tells by how much: nobody has waited for that long.
func (r *Run) advance(ctx context.Context) (err error) {
	var passed time.Duration
	defer func() {
		if passed > 0 && (err == nil || !r.happened.nothing()) {
			r.happened.made = &trace.Event{Kind: trace.EventClock, Millis: passed.Milliseconds()}
		}
	}()
	for {
		if err := ctx.Err(); err != nil {
			return waitEnded(ctx)
		}
		by, timerRuns := r.stack.Advance()
		if !timerRuns {
			return errStill
		}
		passed += by
		if err := r.settle(ctx); err != nil {
			return err
		}
		moved, err := r.noticeChange()
		// What is held would be sent again and again, until its connection is given
		// up after hours of the model's clock: one time is enough, unless the script
		// waits for something behind it.
		scripted := r.last.NextBeat != "" && r.last.Next.Kind == trace.MoveWait
		if moved || err != nil || !r.happened.nothing() || len(r.happened.lost) > 0 || len(r.happened.again) > 0 && !scripted {
			return err
		}
	}
}

var errStill = words.Errorf("no timer runs, so nothing happens by itself: make another move",
	"没有定时器在走，不会自己发生什么：请换一个动作")

func (r *Run) kill(_ context.Context, m trace.Move) error { return r.hostNamed(m.Host).Kill() }

// destroyer is a socket table that can also destroy a socket.
type destroyer interface {
	table.Reader
	Destroy(kernel.Socket) error
}

func (r *Run) destroy(_ context.Context, m trace.Move) error {
	s := r.sockets.ByID(m.ID)
	d, ok := r.net.Sockets().(destroyer)
	if !ok {
		return words.Errorf("a socket can be destroyed only on the private network: run the lesson with --net private",
			"只有在私有网络上才能销毁套接字：请用 --net private 运行")
	}
	found, ok, err := s.Look(d)
	if err != nil {
		return err
	}
	if !ok || s.ReplacedBy(found) {
		return words.Errorf("that socket is gone already: nothing is left to destroy",
			"那个套接字已经没有了：没有什么可销毁")
	}
	if err := d.Destroy(found); err != nil {
		return err
	}
	r.happened.made = &trace.Event{Kind: trace.EventDestroyed, Host: s.Host, ID: s.ID}
	return nil
}

// lingers reports whether a move is about a socket that a student may want to
// destroy instead of waiting, because only time ends it. tcplab must not destroy sockets of the host network.
func (r *Run) lingers(m trace.Move) bool {
	s := r.sockets.ByID(m.ID)
	return !r.flows && s != nil && s.Lingers()
}
