package bench

import (
	"cmp"
	"context"
	"errors"
	"net/netip"
	"slices"
	"strings"
	"time"

	"tcplab/lab"
	"tcplab/lab/bench/host"
	"tcplab/lab/bench/table"
	"tcplab/lab/packet"
	"tcplab/lab/tcp"
	"tcplab/lab/trace"
	"tcplab/lab/wire"
	"tcplab/lab/words"
)

// loopBound is how often a run that nobody watches takes a row of a loop before
// it lets the rest of the loop run on.
const loopBound = 8

// Advance is Next for a run that nobody watches. It lets a loop that has gone
// round loopBound times run on in one step.
func (r *Run) Advance(ctx context.Context) (trace.Step, error) {
	if news, err := r.catchUp(ctx); news || err != nil {
		return r.last, err
	}
	if o := r.outlook(); o.loops && o.again && r.script.Rounds(o.loop) >= loopBound {
		return r.perform(ctx, trace.Move{Kind: trace.MoveRun})
	}
	return r.proceed(ctx)
}

// runOn opens the gates for the calls of the loop that comes next, and lets the
// wire flow. It returns once every program has come to a call that is not of
// the loop, or waits for a packet that nobody sends.
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
	if err != nil { // packets on their way arrive and are not left on the wire
		rest, cancel := context.WithTimeout(context.WithoutCancel(ctx), cutShort)
		r.untilStill(rest)
		cancel()
	}
	stop()
	out := <-crossed
	r.haveCrossed(out.tallies)
	return errors.Join(err, out.err, closed)
}

// haveCrossed takes in the tallies of a Run of the wire. The packets that were
// held before the Run have crossed, too.
func (r *Run) haveCrossed(tallies []wire.Tally) {
	r.happened.tallies = append(r.happened.tallies, tallies...)
	for _, t := range tallies {
		r.happened.crossed = append(r.happened.crossed, r.crossedEvent(t))
	}
	left := map[int]bool{} // packets still held because the Run failed
	for _, p := range r.net.Held() {
		left[p.ID] = true
	}
	for _, p := range r.packets.Rows {
		if p.Fate == "" && !left[p.Wire] {
			p.Fate, p.Ended = trace.FateDelivered, r.rec.Len()
		}
	}
}

// crossedEvent returns the event of the packets that crossed in one direction
// of a connection.
func (r *Run) crossedEvent(t wire.Tally) trace.Event {
	proto := cmp.Or(t.About, t.Proto)
	from, to := r.hostAt(proto, t.Src, t.Dst), r.hostAt(proto, t.Dst, t.Src)
	if proto == packet.ICMP {
		if from, to = r.firstOf(lab.Client), r.firstOf(lab.Server); t.Answers {
			from, to = to, from
		}
	}
	e := trace.Event{
		Kind: crossedAs[t.Fate], Name: crossedName(t), Host: from, To: to, Src: endOf(t.Src), Dst: endOf(t.Dst), Others: t.Others,
		Count: t.Packets, Bytes: t.Bytes, Size: t.Size, First: t.First, Last: t.Last,
	}
	if t.Fate == wire.Dropped || t.Fate == wire.Duplicated {
		e.By = trace.ByFault
	}
	for _, k := range t.Kinds {
		e.Kinds = append(e.Kinds, trace.KindCount{Name: k.Name, Count: k.Packets})
	}
	return e
}

// endOf writes an address of a tally; "" if it has none in common.
func endOf(at netip.AddrPort) string {
	if !at.IsValid() {
		return ""
	}
	return at.String()
}

// crossedAs are the kinds of event by what became of the packets.
var crossedAs = map[wire.Fate]string{
	wire.Arrived: trace.EventDelivered, wire.Lost: trace.EventLost,
	wire.Dropped: trace.EventDropped, wire.Duplicated: trace.EventDuplicated,
}

// crossedName returns a name that fits all packets of a tally. It is that of a
// kind of segment only if all packets are of that kind; else it is the
// protocol's name.
func crossedName(t wire.Tally) string {
	if t.Proto == packet.TCP && len(t.Kinds) == 1 {
		return t.Kinds[0].Name
	}
	return strings.ToUpper(t.Proto)
}

// openGates opens the gates for the loop's calls, or closes all gates again.
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

// runsOn reports whether a run step only counts a call that stood at its gate
// when the gate was opened.
func (r *Run) runsOn(c *table.Call) bool {
	names, ok := r.script.Calls(r.loop, c.Host)
	return r.running && ok && (len(names) == 0 || slices.Contains(names, c.Name))
}

// stillRounds is how many rounds in a row must bring no news before a run step
// is over. One is not enough, because a kernel may send something by itself
// between two rounds, such as a delayed acknowledgement.
const stillRounds = 3

// stalledRounds is the number while some kernel still holds bytes for the other
// end. On a busy machine the kernel's own work can be late by many milliseconds
// though hosts and wire rest. But bytes for a program that does not read stay
// for ever and must not hold up the run.
//
// lateRounds is the number if the other end has room and nothing unread, so
// that the bytes do not wait for a program. Even this wait ends, because a
// segment that a student has dropped comes again only after its timer.
const (
	stalledRounds = 150
	lateRounds    = 1500
)

// untilStill waits until the hosts rest and no packet is on its way. It does
// not touch the wire, which is flowing. It asks no host while packets cross,
// because a question stops all goroutines of a host for a moment.
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

// roundsToRest returns how many rounds without news a run step needs now.
func (r *Run) roundsToRest() (int, error) {
	rounds := stillRounds
	if r.stack != nil { // it has no work of its own that could be late
		return rounds, nil
	}
	system, err := table.Moment(r.net.Sockets())
	if err != nil {
		return 0, err
	}
	for _, s := range r.sockets.Rows {
		if s.Gone || s.Proto != "tcp" || s.Role != trace.RoleConnection {
			continue
		}
		now, ok, err := system.Lookup(s.Proto, s.LocalAddr, s.RemoteAddr)
		if err != nil {
			return 0, words.Errorf("the sockets cannot be read: %w", "读不了套接字：%w", err)
		}
		if ok && now.StateOnly && slices.Contains(sending, now.State) {
			rounds = stalledRounds // nobody knows whether its queue is empty
			continue
		}
		if !ok || now.SendQ == 0 {
			continue
		}
		peer, ok, err := system.Lookup(s.Proto, s.RemoteAddr, s.LocalAddr)
		if err != nil {
			return 0, words.Errorf("the sockets cannot be read: %w", "读不了套接字：%w", err)
		}
		if ok && peer.Remote == s.LocalAddr && peer.RecvQ == 0 { // and the peer is no listener
			return lateRounds, nil
		}
		rounds = stalledRounds
	}
	return rounds, nil
}

// sending are the states in which a kernel may still have bytes for the other end.
var sending = []tcp.State{tcp.Established, tcp.CloseWait, tcp.FinWait1, tcp.Closing, tcp.LastAck}

// computing reports whether some program has not come to rest for seconds.
func (r *Run) computing() bool {
	return slices.ContainsFunc(r.hosts, func(h *host.Host) bool { return h.Busy && !h.Ended })
}
