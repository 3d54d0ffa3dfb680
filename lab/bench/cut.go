package bench

import (
	"context"
	"maps"
	"slices"

	"tcplab/lab"
	"tcplab/lab/bench/table"
	"tcplab/lab/trace"
	"tcplab/lab/wire"
)

// This file cuts the wire: it takes nothing any more of what some hosts send.
// Packets that were held before stay, and can be delivered. A packet that is sent
// in vain is recorded as lost.
//
// A kernel repeats such a packet for minutes. A repetition is news like any
// other packet if the story waits for what happens by itself. Otherwise it is
// counted with the first one and makes no step, as a copy of a held packet.

// A cutter is who has cut the wire.
type cutter int

const (
	byScript  cutter = iota // a row of the script, which mends it, too, if it wants that
	byStudent               // a move of the student's own
	byFault                 // a fault that the command asked for
)

// cutWire lets the wire take nothing of what a host sends, or everybody.
func (r *Run) cutWire(_ context.Context, m trace.Move) error {
	by := byScript
	if m.By == trace.ByFault {
		by = byFault
		if p := r.packets.ByID(m.ID); p != nil {
			if err := r.loseFrom(p); err != nil {
				return err
			}
		}
	}
	return r.setCut(withCut(r.cut, r.meant(m.Host), by))
}

// withCut returns the hosts of a cut and some more.
func withCut(cut map[string]cutter, names []string, by cutter) map[string]cutter {
	if cut = maps.Clone(cut); cut == nil {
		cut = map[string]cutter{}
	}
	for _, name := range names {
		if _, is := cut[name]; !is {
			cut[name] = by
		}
	}
	return cut
}

// mendWire lets the wire take again what a host sends, or everybody.
func (r *Run) mendWire(_ context.Context, m trace.Move) error {
	cut := maps.Clone(r.cut)
	for _, name := range r.meant(m.Host) {
		delete(cut, name)
	}
	return r.setCut(cut)
}

func (r *Run) setCut(cut map[string]cutter) error {
	r.cut = cut
	if len(cut) == 0 && len(r.faults.Rules()) == 0 {
		return r.net.Cut(nil)
	}
	return r.net.Cut(func(p *wire.Packet) bool {
		from := r.senderOf(p)
		r.announced.Lock()
		defer r.announced.Unlock()
		_, is := r.cut[from]
		return is
	})
}

// meant lists the hosts that a move about the wire means.
func (r *Run) meant(host string) []string {
	if host == trace.Everybody {
		return r.names()
	}
	return []string{host}
}

// names lists the names of all hosts; those of the two sides in an open lab.
func (r *Run) names() []string {
	if r.foreign != nil {
		return []string{lab.Client, lab.Server}
	}
	var names []string
	for _, h := range r.hosts {
		names = append(names, h.Name)
	}
	return names
}

// senderOf returns the host that sends a packet. It may be called while a run
// step lets packets through on another goroutine.
func (r *Run) senderOf(p *wire.Packet) string {
	r.announced.Lock()
	defer r.announced.Unlock()
	if r.foreign != nil {
		r.foreign.sides.Saw(p.Packet)
	}
	from, _ := r.ends(*p)
	return from
}

// isCut reports whether the wire takes nothing of what a host sends; of what
// anybody sends if host is Everybody.
func (r *Run) isCut(host string) bool {
	for _, name := range r.meant(host) {
		if _, is := r.cut[name]; !is {
			return false
		}
	}
	return true
}

// cutHosts lists the hosts whose packets the wire does not take, in their order.
func (r *Run) cutHosts() []string {
	return slices.DeleteFunc(r.names(), func(name string) bool { return !r.isCut(name) })
}

// ownCut returns the hosts for which the student has cut the wire, as a move
// names them; "" if there are none.
func (r *Run) ownCut() string {
	own := slices.DeleteFunc(r.names(), func(name string) bool { return r.cut[name] != byStudent })
	switch {
	case len(own) == 0:
		return ""
	case len(own) > 1 && len(own) == len(r.names()):
		return trace.Everybody
	}
	return own[0]
}

// tellOwn notes that the student has cut the wire, and not the script.
func (r *Run) tellOwn(m trace.Move) {
	for _, name := range r.meant(m.Host) {
		if by, is := r.cut[name]; is && by == byScript {
			r.cut[name] = byStudent
		}
	}
}

// cutAlone reports whether a move that cuts everything is worth a place in the
// list beside those that cut one direction each.
func (r *Run) cutAlone(m trace.Move) bool { return m.Host != trace.Everybody || len(r.cut) == 0 }

// mendAlone is cutAlone for a move that mends everything.
func (r *Run) mendAlone(m trace.Move) bool { return m.Host != trace.Everybody || len(r.cut) > 1 }

// absorbLost takes in what a cut wire has lost, and reports whether it is news.
func (r *Run) absorbLost(news wire.News) bool {
	told := len(news.Lost) > 0
	for _, p := range news.Lost {
		r.sendLost(p)
	}
	for _, p := range news.LostAgain {
		if row := r.packets.ByWire(p.ID); row != nil {
			row.Copies = p.Copies
			if r.happened.lost == nil {
				r.happened.lost = map[*table.Packet]lostAgain{}
			}
			r.happened.lost[row] = lostAgain{r.happened.lost[row].times + 1, p}
			told = told || r.awaitsLost()
			continue
		}
		i := slices.IndexFunc(r.happened.sent, func(row *table.Packet) bool { return row.Wire == p.ID })
		if i >= 0 {
			r.happened.sent[i].Copies = p.Copies
			continue
		}
		r.sendLost(p) // the table has forgotten the first one
		told = true
	}
	return told
}

func (r *Run) sendLost(p wire.Packet) {
	row := r.describe(p)
	row.Fate, row.Ended = trace.FateLost, r.rec.Len()
	r.happened.sent = append(r.happened.sent, row)
}

// awaitsLost reports whether a repetition that a cut wire loses makes a step:
// somebody waits for what happens by itself, or a row of the script does.
func (r *Run) awaitsLost() bool {
	next := r.last.Next
	return r.waiting || r.last.NextBeat != "" && next != nil && next.Kind == trace.MoveWait
}

// lostMatters reports whether some repetition was lost that makes a step.
func (r *Run) lostMatters() bool { return len(r.happened.lost) > 0 && r.awaitsLost() }

// overlookLost lets the repetitions that were lost so far count as copies: they
// came before the move that is being made.
func (r *Run) overlookLost() {
	for row, l := range r.happened.lost {
		r.happened.again[row] += l.times
	}
	clear(r.happened.lost)
}

// lostEvents returns the events of the packets that turned out to be lost, and of
// those that a cut wire has lost once more. The newest repetition of each is an
// event of its own; others of the same step count as copies.
func (r *Run) lostEvents() []trace.Event {
	var events []trace.Event
	for _, p := range r.happened.gone {
		events = append(events, packetEvent(trace.EventLost, p))
	}
	for _, p := range sortedKeys(r.happened.lost) {
		p.Ended = r.rec.Len()
		l := r.happened.lost[p]
		again := r.sentAgain(p, l.newest)
		events = append(events, packetEvent(trace.EventSent, again), packetEvent(trace.EventLost, again))
		if l.times > 1 {
			r.happened.again[p] += l.times - 1
		}
	}
	return events
}

// sentAgain returns the row of a packet with the fields that its repetition had.
func (r *Run) sentAgain(first *table.Packet, repetition wire.Packet) *table.Packet {
	again := r.describe(repetition)
	again.ID, again.Step, again.Probe = first.ID, first.Step, first.Probe
	again.Copies, again.Fate, again.Ended = first.Copies, first.Fate, first.Ended
	return again
}
