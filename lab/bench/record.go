package bench

import (
	"cmp"
	"slices"
	"time"

	"tcplab/lab/bench/table"
	"tcplab/lab/trace"
)

// record makes a step of what has happened. It reads the sockets, gives ids,
// puts the events in order, and compares the step with the script.
func (r *Run) record(move trace.Move) (trace.Step, error) {
	for _, p := range r.happened.sent {
		r.address(p)
	}
	from, err := r.readTable()
	if err != nil {
		return trace.Step{}, err
	}
	changed, err := r.sockets.Read(from, r.acked())
	if err != nil {
		return trace.Step{}, err
	}
	if r.foreign != nil {
		r.foreign.told = r.foreign.table
	}
	for _, p := range r.happened.sent {
		r.nameProbe(p)
	}
	r.packets.Arrive(r.happened.sent) // must happen once, so nothing fails between here and the writing of the step
	for _, c := range append(slices.Clone(r.calls.Rows), r.happened.begun...) {
		if s := r.sockets.UsedBy(c); s != nil {
			c.Socket = s.ID
		}
	}
	r.calls.Arrive(r.happened.begun)
	if r.foreign != nil {
		r.seeCalls(r.rec.Len())
	}

	step := trace.Step{
		Step: r.rec.Len(), Move: move, Millis: time.Since(r.started).Milliseconds(),
		Events: r.events(changed), Sockets: r.sockets.Snapshot(), Calls: r.calls.Snapshot(),
	}
	r.noteUsual(&step)
	if r.foreign != nil {
		r.noteLimits(&step)
	}
	step.Held, step.HeldMore, step.Wire = r.packets.Snapshot()
	step.Cut = r.cutHosts()
	r.packets.Forget()
	r.noteFaults(&step)
	step.Hosts = r.hostStates()
	r.compare(&step)
	r.lookAhead(&step)
	r.happened, r.made = happening{again: map[*table.Packet]int{}}, nil
	r.last = step
	return step, r.rec.Append(step)
}

// noteUsual notes at each timer how long it usually runs if the lab's network
// stretches it.
func (r *Run) noteUsual(step *trace.Step) {
	h := r.rec.Header()
	for i := range step.Sockets {
		if sock := &step.Sockets[i]; sock.Timer != nil {
			t := *sock.Timer
			t.Usual = h.UsualOf(sock)
			sock.Timer = &t
		}
	}
}

// nameProbe sets which timer has sent a probe: the one that its socket has. A
// kernel starts it again as it sends.
func (r *Run) nameProbe(p *table.Packet) {
	s := r.sockets.Find(p.Proto, p.Read.Src, p.Read.Dst)
	if !p.Read.Probe || s == nil || s.Timer == nil {
		return
	}
	switch s.Timer.Kind {
	case trace.TimerKeepalive:
		p.Probe = trace.ProbeKeepalive
	case trace.TimerPersist:
		p.Probe = trace.ProbeZeroWindow
	}
}

// events returns the events of a step in the order of cause and effect.
func (r *Run) events(changed []trace.Event) []trace.Event {
	h := &r.happened
	events := []trace.Event{}
	if h.made != nil {
		events = append(events, *h.made)
	}
	for _, p := range h.copies {
		events = append(events, packetEvent(trace.EventCopy, p))
	}
	events = append(events, h.crossed...)
	if h.overflow > 0 {
		events = append(events, trace.Event{Kind: trace.EventOverflow, Count: h.overflow})
	}
	for _, p := range h.sent {
		if events = append(events, packetEvent(trace.EventSent, p)); p.Fate == trace.FateLost {
			events = append(events, packetEvent(trace.EventLost, p))
		}
	}
	events = append(events, r.lostEvents()...)
	for _, p := range sortedKeys(h.again) {
		e := packetEvent(trace.EventAgain, p)
		e.Count = h.again[p]
		events = append(events, e)
	}
	slices.SortStableFunc(h.ended, func(a, b endedCall) int {
		return cmp.Or(cmp.Compare(a.call.Order, b.call.Order), cmp.Compare(a.call.ID, b.call.ID))
	})
	for _, e := range h.ended {
		events = append(events, trace.Event{
			Kind: trace.EventEnded, Host: e.call.Host, Name: e.call.Name, ID: e.call.ID,
			Text: e.msg.Text, Err: e.msg.Err, Errno: e.msg.Errno,
		})
	}
	events = append(events, h.counts...)
	events = append(events, r.byHost(h.output)...)
	for _, c := range h.begun {
		events = append(events, trace.Event{Kind: trace.EventWaiting, Host: c.Host, Name: c.Name, ID: c.ID, Text: c.Text})
	}
	events = append(events, r.byHost(h.exits)...)
	return append(append(events, h.changed...), changed...)
}

// sortedKeys lists the packets that were repeated, by id.
func sortedKeys[V any](again map[*table.Packet]V) []*table.Packet {
	var list []*table.Packet
	for p := range again {
		list = append(list, p)
	}
	slices.SortFunc(list, func(a, b *table.Packet) int { return cmp.Compare(a.ID, b.ID) })
	return list
}

func packetEvent(kind string, p *table.Packet) trace.Event {
	seen := p.Packet
	return trace.Event{Kind: kind, Host: p.From, To: p.To, Name: p.Name, ID: p.ID, Packet: &seen}
}

func (r *Run) byHost(events []trace.Event) []trace.Event {
	slices.SortStableFunc(events, func(a, b trace.Event) int {
		return cmp.Compare(r.orderOf(a.Host), r.orderOf(b.Host))
	})
	return events
}

// noteFaults keeps the last error of each host, with the packet that caused it,
// so that a view can explain it.
func (r *Run) noteFaults(step *trace.Step) {
	for _, e := range step.Events {
		if e.Kind != trace.EventEnded || e.Err == "" {
			continue
		}
		f := trace.Fault{Step: step.Step, Call: e.Name, Err: e.Err, Errno: e.Errno}
		for _, c := range r.happened.ended {
			if c.call.ID == e.ID {
				f.Line = c.call.Line
				f.Cause = causeOf(r.happened.made, c.call, e)
			}
		}
		r.hostNamed(e.Host).Fault = &f
	}
}

func (r *Run) hostStates() []trace.State {
	var list []trace.State
	for _, h := range r.hosts {
		list = append(list, trace.State{
			Host: h.Name, Alive: !h.Ended, Exit: h.Exit, Line: h.Stood, Output: h.Output, Error: h.Fault,
		})
	}
	return list
}

// compare finds the row that the step takes, and the differences between them.
func (r *Run) compare(step *trace.Step) {
	if step.Move.Kind == trace.MoveStart || r.foreign != nil { // an open lab has no script
		step.Expected, step.Stop = true, true
		return
	}
	var twin *trace.Packet
	if r.twin != nil {
		twin = &r.twin.Packet
	}
	if step.Move.Kind == trace.MoveCut {
		defer func() {
			if step.Beat == "" {
				r.tellOwn(step.Move)
			}
		}()
	}
	extra, unscripted := r.script.Follow(step, r.last.Next, r.loop, twin)
	if extra {
		r.twin.Extra = true
	}
	r.unscripted += unscripted
	r.findings += len(step.Findings)
}

// lookAhead fills in how far the story is told and what comes next.
func (r *Run) lookAhead(step *trace.Step) {
	r.ahead = nil
	o := r.outlook()
	step.Taken, step.Moves, step.Next = r.script.Progress(), r.offered(), o.next
	if o.row >= 0 {
		step.NextBeat = r.script.ID(o.row)
		step.More, step.NextStop = r.script.Ahead(o.row)
	}
	switch {
	case r.lesson.Free && o.next != nil && (o.next.Kind != trace.MoveWait || !r.script.Told()):
	case r.script.Told():
		step.Done = trace.DoneTold
	case r.lesson.Free && slices.ContainsFunc(step.Moves, func(m trace.Move) bool { return m.Kind == trace.MoveInput }):
	case o.next == nil && r.foreign == nil && r.script.Finished():
		step.Done = trace.DoneTold // rows that were passed over can no longer come
	case o.next == nil && r.foreign == nil:
		step.Done = trace.DoneStuck
	}
}
